/** `--pcap FILE`: SIP from the trace and RTP from the engine, in one file. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { MediaEngine } from '../../media/engine-port.ts';
import type { TraceHub } from '../../trace/tap.ts';
import { createPcapWriter } from '../../../src-shared/export/pcap.ts';
import { CommandError, EXIT } from './usage-error.ts';

/** Gives the way to end it: the file is complete after that. */
export function writePcap(path: string | undefined, trace: TraceHub, engine: MediaEngine): () => void {
  if (path === undefined) return () => {};
  const file = open(path);
  let isBroken = false;
  const writer = createPcapWriter((bytes) => {
    if (isBroken) return;
    try {
      writeSync(file, bytes);
    } catch (error) {
      // A full disk ends the recording, not the call.
      isBroken = true;
      process.stderr.write(`rung: ${path} is not complete: ${(error as Error).message}\n`);
    }
  });
  const stop = trace.read((message, tapped) => {
    const [source, destination] = tapped.direction === 'out' ? [tapped.local, tapped.remote] : [tapped.remote, tapped.local];
    writer.write({ atMs: message.atMs, source, destination, transport: tapped.transport === 'udp' ? 'udp' : 'tcp', bytes: tapped.bytes });
  });
  engine.setPacketTap(({ direction, local, remote, atMs, bytes }) => {
    const [source, destination] = direction === 'out' ? [local, remote] : [remote, local];
    writer.write({ atMs, source, destination, transport: 'udp', bytes });
  });
  return () => {
    stop();
    engine.setPacketTap(null);
    closeSync(file);
  };
}

function open(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    throw new CommandError(`${path} cannot be written: ${(error as Error).message}`, EXIT.input);
  }
}
