import { createLadderWriter } from '../../../../src-shared/ladder/text.ts';
import type { TracedMessage } from '../../../../src-shared/model.ts';
import { createNodeNetwork } from '../../../net/network.ts';
import { createNodeClock } from '../../../net/node-clock.ts';
import { listenHep } from '../../../trace/hep-listener.ts';
import { createTraceHub } from '../../../trace/tap.ts';
import type { Given } from '../arguments.ts';
import { endpointOf } from '../call-options.ts';
import { interruptible } from '../interrupt.ts';
import { printLine } from '../reporter.ts';
import { CommandError, EXIT, exitOf } from '../usage-error.ts';

const USUAL = { address: '127.0.0.1', port: 9060 };

/** `rung hep`: the SIP that capture agents send, as a ladder that grows, until --count, --duration or SIGINT. */
export async function hep(given: Given): Promise<number> {
  return await interruptible(async (interrupted) => {
    const clock = createNodeClock();
    const trace = createTraceHub(clock);
    const over = Promise.withResolvers<void>();
    const show = given.has('json') ? jsonLines() : terminal();
    const wanted = given.number('count') ?? Infinity;
    let count = 0;
    trace.readHeard((message) => {
      if (count >= wanted) return;
      show(message);
      if (++count >= wanted) over.resolve();
    });
    const listener = await listenHep(endpointOf(given, 'listen', USUAL), createNodeNetwork(), clock, trace.hear);
    if (!listener.ok) throw new CommandError(listener.error, exitOf(listener.error));
    announce(given, listener.value.local);
    const patience = given.has('duration') ? setTimeout(over.resolve, (given.number('duration') ?? 0) * 1000) : undefined;
    await Promise.race([over.promise, interrupted]);
    clearTimeout(patience);
    await listener.value.close();
    return EXIT.done;
  });
}

function announce(given: Given, address: string): void {
  if (given.has('json')) printLine({ event: 'listening', address, transport: 'udp' });
  else process.stdout.write(`listening for capture agents on ${address} (HEP 3, UDP and TCP)\n`);
}

function terminal(): (message: TracedMessage) => void {
  const writer = createLadderWriter({ width: process.stdout.columns ?? 100, colour: process.stdout.isTTY === true });
  return (message) => void process.stdout.write(writer.write(message));
}

function jsonLines(): (message: TracedMessage) => void {
  let startedAtMs: number | undefined;
  return ({ seq, atMs, local, remote, start, callId, agent, retransmissionOf }) => {
    startedAtMs ??= atMs;
    printLine({
      event: 'message', seq, atMs: Math.round((atMs - startedAtMs) * 1000) / 1000, source: local, destination: remote, start, callId, agent,
      retransmission: retransmissionOf !== undefined,
    });
  };
}
