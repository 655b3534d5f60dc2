/** Both directions of an m= line together, as a live call has them: seen from the side that offered first, which is `local`. */
import type { MediaSpan, StreamStats } from '../model.ts';
import type { CapturedStream, LinkedStream } from './stream-links.ts';

interface Pair {
  one: LinkedStream;
  other: LinkedStream | undefined;
}

/** Of one m= line: more are a flood, and only those whose addresses fit are put together. */
const MOST_COMPARED = 64;
const MOST_DIGITS = 64;

/** `answeredAtMs`: by Call-ID, undefined while it was not. */
export function spansOf(linked: readonly LinkedStream[], answeredAtMs: (callId: string) => number | undefined): MediaSpan[] {
  const announced = linked.filter((each) => each.announced !== undefined).flatMap((each) => [each, ...each.legs.map((leg) => ({ ...each, ...leg }))]);
  const lines = Map.groupBy(announced, (each) => `${each.announced?.callId} ${each.announced?.line}`);
  return [...lines.values()]
    .flatMap((line) => pairsOf(joinedByWay(line)))
    .map((pair) => spanOf(pair, answeredAtMs))
    .sort((a, b) => a.startedAtMs - b.startedAtMs);
}

/** What goes the same way is one sound: a sender that began anew under another SSRC (RFC 3550 8.1), music while it holds. */
function joinedByWay(line: readonly LinkedStream[]): LinkedStream[] {
  const ways = Map.groupBy(line, ({ row }) => `${row.source} ${row.destination}`);
  return [...ways.values()].map((streams) => streams.reduce(joined));
}

function joined(one: LinkedStream, other: LinkedStream): LinkedStream {
  const longer = other.row.packets > one.row.packets ? other : one;
  const row: CapturedStream = {
    ...longer.row,
    startedAtMs: Math.min(one.row.startedAtMs, other.row.startedAtMs),
    endedAtMs: Math.max(one.row.endedAtMs, other.row.endedAtMs),
    packets: one.row.packets + other.row.packets,
    lost: one.row.lost + other.row.lost,
    digits: [...one.row.digits, ...other.row.digits].slice(-MOST_DIGITS),
  };
  return { ...longer, row };
}

/** First those that go to and fro between the same two ports. Then those that come from elsewhere than they are received (a NAT, a
 *  phone with a port of its own for each direction): one from each side, at the same time. */
function pairsOf(line: readonly LinkedStream[]): Pair[] {
  const left = new Set(line);
  const byWay = Map.groupBy(line, ({ row }) => `${row.source} ${row.destination}`);
  const opposite = ({ row }: LinkedStream): readonly LinkedStream[] => byWay.get(`${row.destination} ${row.source}`) ?? [];
  const pairs = paired(left, opposite);
  const rest = [...left].slice(0, MOST_COMPARED);
  return [...pairs, ...paired(left, (one) => rest.filter((each) => each.isFromOfferer !== one.isFromOfferer)), ...[...left].map((one) => ({ one, other: undefined }))];
}

/** Takes those that are put together out of `left`. */
function paired(left: Set<LinkedStream>, candidates: (one: LinkedStream) => readonly LinkedStream[]): Pair[] {
  const pairs: Pair[] = [];
  for (const one of left) {
    const other = candidates(one).slice(0, MOST_COMPARED).find((each) => each !== one && left.has(each) && isAtOnce(one.row, each.row));
    if (!other) continue;
    left.delete(one);
    left.delete(other);
    pairs.push({ one, other });
  }
  return pairs;
}

function isAtOnce(one: CapturedStream, other: CapturedStream): boolean {
  return one.startedAtMs <= other.endedAtMs && other.startedAtMs <= one.endedAtMs;
}

function spanOf({ one, other }: Pair, answeredAtMs: (callId: string) => number | undefined): MediaSpan {
  const [sent, received] = one.isFromOfferer ? [one.row, other?.row] : [other?.row, one.row];
  const callId = one.announced?.callId ?? '';
  const suite = one.announced?.suite;
  const { codec } = received ?? one.row;
  const endedAtMs = Math.max(one.row.endedAtMs, other?.row.endedAtMs ?? 0);
  return {
    callId,
    local: received?.destination ?? one.row.source,
    remote: sent?.destination ?? one.row.source,
    codec,
    startedAtMs: Math.min(one.row.startedAtMs, other?.row.startedAtMs ?? Number.POSITIVE_INFINITY),
    endedAtMs,
    early: endedAtMs < (answeredAtMs(callId) ?? Number.POSITIVE_INFINITY),
    ...(suite === undefined ? {} : { encryption: { suite, keysByTls: false } }),
    stats: statsOf(codec, sent, received),
  };
}

function statsOf(codec: string, sent: CapturedStream | undefined, received: CapturedStream | undefined): StreamStats {
  const digits = [...pressedIn(sent, 'out'), ...pressedIn(received, 'in')].sort((a, b) => a.atMs - b.atMs).slice(-MOST_DIGITS);
  return {
    codec, sent: sent?.packets ?? 0, received: received?.packets ?? 0, lost: received?.lost ?? 0, jitterMs: received?.jitterMs ?? 0,
    concealed: 0, discarded: 0, bufferMs: 0, levelOut: 0, levelIn: 0,
    ...(received ? { source: received.source } : {}),
    ...(sent?.reported?.rttMs === undefined ? {} : { rttMs: sent.reported.rttMs }),
    ...(sent?.reported && sent.reported.reports > 0 ? { remote: reportedBy(sent.reported, sent.packets, received?.packets ?? 0) } : {}),
    ...(sent ? { sentSeen: { lost: sent.lost, jitterMs: sent.jitterMs, source: sent.source } } : {}),
    ...(digits.length > 0 ? { digits } : {}),
  };
}

/** What the other side says that it hears. */
function reportedBy({ reports, lost, jitterMs }: NonNullable<CapturedStream['reported']>, sent: number, received: number): NonNullable<StreamStats['remote']> {
  return { sent: received, reports, lossPercent: Math.min(100, Math.max(0, lost) * 100 / Math.max(1, sent)), jitterMs };
}

function pressedIn(stream: CapturedStream | undefined, direction: 'in' | 'out'): NonNullable<StreamStats['digits']> {
  return (stream?.digits ?? []).map(({ digit, atMs }) => ({ digit, direction, atMs }));
}
