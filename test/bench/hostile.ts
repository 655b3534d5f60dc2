/** Datagrams of legal size that naive parsers chew on for seconds. */
import { messages } from './corpus.ts';
import type { Contestant } from './contestant.ts';

export interface HostileFigures {
  worstMs: number;
  worstCase: string;
}

const SIZE = 60_000;
const FROM = '<sip:a@b>;tag=1';

const CASES: Record<string, Buffer> = {
  'From of words without <': options('a '.repeat(SIZE / 2) + ';tag=1'),
  'From with an open quote': options('"' + '\\"'.repeat(SIZE / 2)),
  'From of one token': options('a'.repeat(SIZE) + ' <'),
  'Contact of commas': options(FROM, `Contact: ${','.repeat(SIZE)}\r\n`),
  'Via of commas': options(FROM, `Via: ${','.repeat(SIZE)}\r\n`),
  'credentials without a value': options(FROM, `Authorization: Digest ${'a'.repeat(SIZE)}\r\n`),
  'spaces before the colon': options(FROM, `X${' '.repeat(SIZE)}Y: 1\r\n`),
  'folded lines': options(FROM, `X: 1${'\r\n 1'.repeat(SIZE / 4)}\r\n`),
  'fifteen thousand headers': options(FROM, 'X:\r\n'.repeat(SIZE / 4)),
};

function options(from: string, extra = ''): Buffer {
  return Buffer.from(`OPTIONS sip:a@b.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom: ${from}\r\n` +
    `To: <sip:a@b.example>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n${extra}Content-Length: 0\r\n\r\n`);
}

/** The slowest case, parsed and its fields read. Each counts by the best of ten, so that the collector's pauses and other processes do not. */
export function measureHostile(contestant: Contestant): HostileFigures {
  for (let i = 0; i < 200; i++) for (const message of messages.values()) attempt(contestant, message);
  let worst: HostileFigures = { worstMs: 0, worstCase: '' };
  for (const [worstCase, bytes] of Object.entries(CASES)) {
    const worstMs = bestOfTen(contestant, bytes);
    if (worstMs > worst.worstMs) worst = { worstMs, worstCase };
  }
  return worst;
}

function bestOfTen(contestant: Contestant, bytes: Buffer): number {
  const first = attempt(contestant, bytes);
  if (first > 100) return first;
  return Math.min(first, ...Array.from({ length: 9 }, () => attempt(contestant, bytes)));
}

/** Milliseconds of it. */
function attempt(contestant: Contestant, bytes: Buffer): number {
  const start = performance.now();
  try {
    const message = contestant.parse?.(bytes);
    if (message) contestant.fields?.(message);
  } catch {
    // Refused by exception: as good an answer as any other here.
  }
  return performance.now() - start;
}
