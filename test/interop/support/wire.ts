/** All that passes the loopback interface, seen by a third party (dumpcap): also what proxies and peers say to each other. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { eventually } from './agent.ts';
import { createCapture } from '../../../src-shared/capture/capture.ts';
import type { MediaSpan, TracedMessage } from '../../../src-shared/model.ts';

export interface WireTrace {
  messages: TracedMessage[];
  media: MediaSpan[];
}

export interface Wire {
  /** Forgets what came until now: by a mark on the wire, as clocks may differ. */
  mark(): Promise<void>;
  /** What came since, after a moment for the last packets to arrive. */
  read(): Promise<WireTrace>;
  /** What was read last, as the pcap file that dumpcap made of it: between the marks, without them. */
  pcap(): Uint8Array;
  close(): void;
}

const HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const LENGTH_AT = 8;
/** For what peers still say to each other when we are done. */
const LAST_WORDS_MS = 250;
/** Nobody listens there (RFC 863). */
const DISCARD_PORT = 9;

let marks = Math.floor(Date.now());

/** Resolves when it listens. */
export function openWire(): Promise<Wire> {
  // Not a port of its own for each test: SIPp calls from ports that nobody knows before.
  const dumpcap = spawn('dumpcap', ['-q', '-P', '-i', 'lo', '-f', 'udp or tcp', '-w', '-'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let header = Buffer.alloc(0);
  let pending = Buffer.alloc(0);
  let records: Buffer[] = [];
  let mark = '';
  const marker = createSocket('udp4');

  function take(data: Buffer): void {
    pending = Buffer.concat([pending, data]);
    if (header.length === 0 && pending.length >= HEADER_BYTES) [header, pending] = [pending.subarray(0, HEADER_BYTES), pending.subarray(HEADER_BYTES)];
    for (let length = recordBytes(pending); length !== undefined; length = recordBytes(pending)) {
      records.push(pending.subarray(0, length));
      pending = pending.subarray(length);
    }
  }

  const send = (text: string): Promise<void> => new Promise((resolve) => marker.send(text, DISCARD_PORT, '127.0.0.1', () => resolve()));

  const wire: Wire = {
    mark() {
      records = [];
      mark = `mark ${++marks}`;
      return send(mark);
    },
    async read() {
      await new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
      const end = `end of ${mark}`;
      await send(end);
      await eventually(() => records.some((record) => record.includes(end)), () => 'dumpcap has not shown the end of the page');
      const capture = createCapture();
      capture.push(wire.pcap());
      const finished = capture.finish();
      if (!finished.ok) throw new Error(finished.error.message);
      return { messages: capture.messages(), media: capture.media() };
    },
    pcap() {
      const first = records.findLastIndex((record) => record.includes(mark) && !record.includes(`end of ${mark}`)) + 1;
      const end = records.findIndex((record) => record.includes(`end of ${mark}`));
      return Buffer.concat([header, ...records.slice(first, end)]);
    },
    close() {
      marker.close();
      dumpcap.kill('SIGINT');
    },
  };
  return new Promise((resolve, reject) => {
    let said = '';
    dumpcap.stdout.on('data', (data: Buffer) => {
      take(data);
      if (header.length > 0) resolve(wire);
    });
    dumpcap.stderr.on('data', (data: Buffer) => (said += data.toString()));
    dumpcap.on('close', () => reject(new Error(`dumpcap ended: ${said}`)));
  });
}

/** Of the first record when it is whole; dumpcap writes in the byte order of the machine. */
function recordBytes(bytes: Buffer): number | undefined {
  if (bytes.length < RECORD_HEADER_BYTES) return undefined;
  const length = RECORD_HEADER_BYTES + bytes.readUInt32LE(LENGTH_AT);
  return bytes.length >= length ? length : undefined;
}
