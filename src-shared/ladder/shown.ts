/** What of a ladder is shown: filtered, retransmissions and keep-alives folded. Still a ladder, so that every drawing and export can
 *  show what the screen shows. Pure. */
import type { LadderFilter } from './filter.ts';
import { arrowFilter } from './filter.ts';
import type { Arrow, ArrowGroup, Ladder } from './ladder.ts';

export interface ShownOptions {
  filter: LadderFilter;
  foldRepeats: boolean;
  foldPings: boolean;
  /** `seq` of the arrows whose group is the other way round than these say. */
  turned: ReadonlySet<number>;
}

export function shownLadder(ladder: Ladder, options: ShownOptions): Ladder {
  const wanted = ladder.arrows.filter(arrowFilter(ladder, options.filter));
  const pings = groupPings(wanted);
  const repeats = countRepeats(wanted);
  const isOpen = (kind: ArrowGroup['kind'], seq: number): boolean => (kind === 'pings' ? options.foldPings : options.foldRepeats) === options.turned.has(seq);

  const arrows = wanted.flatMap((arrow) => {
    const head = pings.headOf.get(arrow.seq);
    if (head !== undefined) return head === arrow.seq ? grouped(arrow, 'pings', pings.counts.get(head) ?? 1) : isOpen('pings', head) ? arrow : [];
    if (arrow.retransmissionOf !== undefined && repeats.has(arrow.retransmissionOf)) return isOpen('repeats', arrow.retransmissionOf) ? arrow : [];
    const count = repeats.get(arrow.seq) ?? 0;
    return count > 0 ? grouped(arrow, 'repeats', count + 1) : arrow;
  });

  function grouped(arrow: Arrow, kind: ArrowGroup['kind'], count: number): Arrow {
    return { ...arrow, group: { kind, count, isOpen: isOpen(kind, arrow.seq) } };
  }
  const { calls } = options.filter;
  return { ...ladder, arrows, bands: calls.length > 0 ? ladder.bands.filter(({ span }) => calls.includes(span.callId)) : ladder.bands };
}

/** For drawings that know no groups and no names: the count stands in the label of what was folded, a lane's name before its address. */
export function forExport(shown: Ladder, nameOf: (address: string) => string | undefined = () => undefined): Ladder {
  const lanes = shown.lanes.map((lane) => {
    const name = nameOf(lane.address);
    return name === undefined ? lane : { ...lane, address: `${name} ${lane.address}` };
  });
  return { ...shown, lanes, arrows: shown.arrows.map((arrow) => (arrow.group && !arrow.group.isOpen ? { ...arrow, label: `${arrow.label} ×${arrow.group.count}` } : arrow)) };
}

/** By the `seq` of the first message; only where that one is there too. */
function countRepeats(arrows: readonly Arrow[]): Map<number, number> {
  const counts = new Map<number, number>(arrows.filter((arrow) => arrow.retransmissionOf === undefined).map((arrow) => [arrow.seq, 0]));
  for (const { retransmissionOf: first } of arrows) {
    const count = first === undefined ? undefined : counts.get(first);
    if (first !== undefined && count !== undefined) counts.set(first, count + 1);
  }
  return counts;
}

const CHALLENGES = [401, 407];
/** The caller has given up: the answer that this must have (RFC 3261 15.1.2). */
const CANCELLED = 487;

/** Worth a look: a failure that is no part of a usual course, a message that had to be sent again, or a note on what was odd. */
export function isProblem({ kind, message, retransmissionOf, group }: Arrow): boolean {
  if (retransmissionOf !== undefined || group?.kind === 'repeats' || message.note !== undefined) return true;
  return kind === 'failure' && !CHALLENGES.includes(message.status ?? 0) && message.status !== CANCELLED;
}

interface Pings {
  /** The first arrow of each one's group. */
  headOf: Map<number, number>;
  /** Pings by first arrow. */
  counts: Map<number, number>;
}

/** Keep-alives between the same hosts, one after another with no other message between: OPTIONS outside of dialogs (RFC 3261 11) that
 *  were answered well, and CRLF (RFC 5626 4.4.1). One that stays without an answer is no part of it. */
function groupPings(arrows: readonly Arrow[]): Pings {
  const answered = answeredPings(arrows);
  const pings: Pings = { headOf: new Map(), counts: new Map() };
  let run = new Map<string, Arrow[]>();
  const close = (): void => {
    for (const members of run.values()) takeGroup(members, pings);
    run = new Map();
  };
  for (const arrow of arrows) {
    if (!answered.has(arrow.exchange)) {
      close();
      continue;
    }
    const hosts = `${Math.min(arrow.from, arrow.to)} ${Math.max(arrow.from, arrow.to)}`;
    const members = run.get(hosts);
    if (members) members.push(arrow);
    else run.set(hosts, [arrow]);
  }
  close();
  return pings;
}

function takeGroup(members: readonly Arrow[], pings: Pings): void {
  const count = members.filter(({ message }) => message.status === undefined).length;
  const head = members[0];
  if (!head || count < 2) return;
  pings.counts.set(head.seq, count);
  for (const { seq } of members) pings.headOf.set(seq, head.seq);
}

function answeredPings(arrows: readonly Arrow[]): Set<number> {
  const asked = new Set<number>();
  const answered = new Set<number>();
  for (const { message, exchange } of arrows) {
    if (isCrlf(message.start, message.raw)) answered.add(exchange);
    if (message.method !== 'OPTIONS') continue;
    if (message.status === undefined && message.toTag === '') asked.add(exchange);
    if (message.status !== undefined && message.status < 300 && asked.has(exchange)) answered.add(exchange);
  }
  return answered;
}

function isCrlf(start: string, raw: string): boolean {
  return start === '' && raw.length <= 4 && raw.trim() === '';
}
