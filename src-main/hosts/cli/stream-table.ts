/** `rung ladder FILE --streams`: the RTP streams of a capture as a table, with the columns of tshark's `-z rtp,streams`. */
import type { CapturedStream } from '../../../src-shared/capture/stream-links.ts';
import { printable } from '../../../src-shared/ladder/printable.ts';

const HEADINGS = ['source', 'destination', 'SSRC', 'codec', 'packets', 'lost', 'mean jitter ms', 'max jitter ms', 'from s', 'to s', 'keys', 'Call-ID'];
/** Texts; all others are numbers. */
const LEFT = new Set(['source', 'destination', 'SSRC', 'codec', 'keys', 'Call-ID']);

/** Times count from `startedAtMs`. */
export function streamTable(streams: readonly CapturedStream[], startedAtMs: number): string {
  const rows = [HEADINGS, ...streams.map((stream) => cellsOf(stream, startedAtMs))];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${row.map((cell, column) => padded(cell, HEADINGS[column] ?? '', widths[column] ?? 0)).join('  ').trimEnd()}\n`).join('');
}

function cellsOf(stream: CapturedStream, startedAtMs: number): string[] {
  const { source, destination, ssrc, codec, packets, lost, meanJitterMs, maxJitterMs, digits, session, callId = session === undefined ? '-' : `SAP: ${session}` } = stream;
  const expected = packets + lost;
  const seconds = (atMs: number): string => ((atMs - startedAtMs) / 1000).toFixed(6);
  return [
    source, destination, `0x${ssrc.toString(16).padStart(8, '0')}`, codec, String(packets), `${lost} (${(expected > 0 ? lost * 100 / expected : 0).toFixed(1)}%)`,
    meanJitterMs.toFixed(3), maxJitterMs.toFixed(3), seconds(stream.startedAtMs), seconds(stream.endedAtMs), digits.map(({ digit }) => digit).join('') || '-', callId,
  ].map(printable);
}

function padded(cell: string, heading: string, width: number): string {
  return LEFT.has(heading) ? cell.padEnd(width) : cell.padStart(width);
}

/** For scripts: what the table has, in full. */
export function streamsJson(streams: readonly CapturedStream[]): unknown[] {
  return streams.map(({ source, destination, ssrc, payloadType, codec, clockRateHz, callId, session, packets, lost, jitterMs, meanJitterMs, maxJitterMs, startedAtMs, endedAtMs, isEncrypted, digits, reported }) => ({
    src: source, dst: destination, ssrc, payloadType, codec, clockRateHz, ...(callId === undefined ? {} : { callId }), ...(session === undefined ? {} : { session }), packets, lost, jitterMs, meanJitterMs, maxJitterMs,
    startedAtMs, endedAtMs, isEncrypted, digits: digits.map(({ digit }) => digit).join(''), ...(reported ? { reported } : {}),
  }));
}
