/** Which calls belong together: the legs of a B2BUA, a transfer with the calls it joins. Each link says by which rule it was found.
 *  Pure; linear in the number of calls, but for calls between the same parties, of which each is compared with its neighbours. */
import type { TracedMessage } from '../model.ts';
import type { CallFacts } from './call-facts.ts';
import { callFacts } from './call-facts.ts';
import { hostPart } from './lanes.ts';

export const correlationRules = [
  'replaces', 'refer-to', 'x-header', 'session-id', 'call-id', 'referred-by', 'diversion', 'media', 'numbers',
] as const;
export type CorrelationRule = (typeof correlationRules)[number];

export interface CallLink {
  /** Call-IDs; `to` is what the message in `from` points to. */
  from: string;
  to: string;
  rule: CorrelationRule;
  /** What both have: a header value, an address, numbers. */
  evidence: string;
  /** The message that says so. */
  seq: number;
}

/** A referred call follows its REFER within 64*T1 (RFC 3261 17), a B2BUA's second leg the first one at once. */
const FOLLOWS_MS = 32_000;
const SECOND_LEG_MS = 6_000;
/** How many neighbours a call is compared with. */
const NEIGHBOURS = 20;
/** Shorter pieces of a Call-ID are equal by chance. */
const MIN_PIECE = 8;
const MAX_SEPARATORS = 6;
const MAX_EVIDENCE = 200;

/** At most one link for each pair of calls: the one by the surest rule. */
export function correlate(messages: readonly TracedMessage[]): CallLink[] {
  const calls = callFacts(messages);
  const all = [...dialogLinks(calls), ...headerLinks(calls), ...callIdLinks(calls), ...referLinks(calls), ...diversionLinks(calls), ...mediaLinks(calls), ...numberLinks(calls)];
  const best = new Map<string, CallLink>();
  for (const link of all) {
    if (link.from === link.to) continue;
    const pair = link.from < link.to ? `${link.from}\n${link.to}` : `${link.to}\n${link.from}`;
    const known = best.get(pair);
    if (!known || correlationRules.indexOf(link.rule) < correlationRules.indexOf(known.rule)) best.set(pair, { ...link, evidence: link.evidence.slice(0, MAX_EVIDENCE) });
  }
  return [...best.values()];
}

/** All calls that hang together with this one over any number of links, and those links; no more than `most` calls. */
export function relatedCalls(links: readonly CallLink[], callId: string, most = 50): { calls: string[]; links: CallLink[] } {
  const found = new Set([callId]);
  for (const at of found) {
    for (const { from, to } of links) {
      if (found.size >= most) break;
      if (from === at) found.add(to);
      if (to === at) found.add(from);
    }
  }
  return { calls: [...found], links: links.filter((link) => found.has(link.from) && found.has(link.to)) };
}

/** RFC 3891 3, RFC 3911 6, RFC 4538 7 name a dialog; so does Replaces within a Refer-To (RFC 5589 7). */
function dialogLinks(calls: ReadonlyMap<string, CallFacts>): CallLink[] {
  return [...calls.values()].flatMap(({ callId, named }) => named.flatMap(({ dialog, by, seq }): CallLink[] =>
    (calls.has(dialog) ? [{ from: callId, to: dialog, rule: by, evidence: dialog, seq }] : [])));
}

/** X-Call-ID, X-CID and their like: any extension header that holds another call's Call-ID. Session-ID is end to end (RFC 7989 6). */
function headerLinks(calls: ReadonlyMap<string, CallFacts>): CallLink[] {
  const links: CallLink[] = [];
  const sessions = new Map<string, CallFacts>();
  for (const call of calls.values()) {
    for (const { value, seq } of call.extensions) if (calls.has(value)) links.push({ from: call.callId, to: value, rule: 'x-header', evidence: value, seq });
    if (call.sessionId === undefined) continue;
    const other = sessions.get(call.sessionId);
    if (other) links.push({ from: call.callId, to: other.callId, rule: 'session-id', evidence: call.sessionId, seq: call.seq });
    else sessions.set(call.sessionId, call);
  }
  return links;
}

/** B2BUAs make the second leg's Call-ID of the first one's: with something before or behind, or with another host. */
function callIdLinks(calls: ReadonlyMap<string, CallFacts>): CallLink[] {
  const byPiece = new Map<string, CallFacts>();
  const links: CallLink[] = [];
  for (const call of calls.values()) {
    const other = byPiece.get(localPart(call.callId));
    if (other) links.push({ from: call.callId, to: other.callId, rule: 'call-id', evidence: localPart(call.callId), seq: call.seq });
    else if (localPart(call.callId).length >= MIN_PIECE) byPiece.set(localPart(call.callId), call);
  }
  for (const call of calls.values()) {
    const piece = piecesOf(call.callId).find((one) => byPiece.has(one));
    const other = piece === undefined ? undefined : byPiece.get(piece);
    if (piece !== undefined && other) links.push({ from: call.callId, to: other.callId, rule: 'call-id', evidence: piece, seq: call.seq });
  }
  return links;
}

function localPart(callId: string): string {
  const at = callId.indexOf('@');
  return at < 0 ? callId : callId.slice(0, at);
}

/** What is left of a Call-ID without what stands before or behind a separator. */
function piecesOf(callId: string): string[] {
  const local = localPart(callId);
  const places = [...local.matchAll(/[-_.~:+]/g)].map((match) => match.index);
  const before = places.slice(-MAX_SEPARATORS).map((place) => local.slice(0, place));
  const behind = places.slice(0, MAX_SEPARATORS).map((place) => local.slice(place + 1));
  return [...before.toReversed(), ...behind].filter((piece) => piece.length >= MIN_PIECE);
}

/** A call to where a REFER sent somebody: soon after it, with Referred-By of who referred (RFC 3892 2), or on the same host. */
function referLinks(calls: ReadonlyMap<string, CallFacts>): CallLink[] {
  const byTarget = groupBy([...calls.values()], (call) => call.target);
  return [...calls.values()].flatMap(({ callId, refers }) => refers.flatMap(({ target, referredBy, atMs, seq, referred }) =>
    neighbours(byTarget.get(target) ?? [], atMs, FOLLOWS_MS).flatMap((call): CallLink[] => {
      if (call.referredBy !== undefined && call.referredBy === referredBy) return [{ from: call.callId, to: callId, rule: 'referred-by', evidence: call.referredBy, seq: call.seq }];
      return call.referredBy === undefined && hostPart(call.source) === hostPart(referred) ? [{ from: callId, to: call.callId, rule: 'refer-to', evidence: target, seq }] : [];
    })));
}

/** RFC 5806, RFC 7044: the call that was sent on went to the party that sent it on, from the same caller. */
function diversionLinks(calls: ReadonlyMap<string, CallFacts>): CallLink[] {
  const byParties = groupBy([...calls.values()], (call) => `${call.caller} ${call.target}`);
  return [...calls.values()].flatMap((call) => call.diverted.flatMap((diverter) =>
    neighbours(byParties.get(`${call.caller} ${diverter}`) ?? [], call.atMs, FOLLOWS_MS, 'before').map((first): CallLink => (
      { from: call.callId, to: first.callId, rule: 'diversion', evidence: diverter, seq: call.seq }))));
}

/** A B2BUA that leaves the media alone passes on the addresses of the other leg; both last at the same time. */
function mediaLinks(calls: ReadonlyMap<string, CallFacts>): CallLink[] {
  const byAddress = new Map<string, CallFacts[]>();
  const links: CallLink[] = [];
  for (const call of calls.values()) {
    for (const [address, seq] of call.media) {
      const others = byAddress.get(address) ?? [];
      const other = others.slice(-NEIGHBOURS).find((one) => one !== call && one.lastMs >= call.atMs && one.atMs <= call.lastMs);
      if (other) links.push({ from: call.callId, to: other.callId, rule: 'media', evidence: address, seq });
      if (!byAddress.has(address)) byAddress.set(address, others);
      others.push(call);
    }
  }
  return links;
}

/** The weakest rule: the same caller and called party, at nearly the same time, the second leg from the host where the first one went. */
function numberLinks(calls: ReadonlyMap<string, CallFacts>): CallLink[] {
  const byParties = groupBy([...calls.values()], (call) => (call.caller === '' || call.target === '' ? undefined : `${call.caller} ${call.target}`));
  return [...calls.values()].flatMap((call) => {
    if (call.caller === '' || call.target === '') return [];
    const others = neighbours(byParties.get(`${call.caller} ${call.target}`) ?? [], call.atMs, SECOND_LEG_MS);
    return others.filter((other) => other !== call && hostPart(other.source) === hostPart(call.destination) && other.source !== call.source).map((other): CallLink => (
      { from: other.callId, to: call.callId, rule: 'numbers', evidence: `${call.caller} → ${call.target}`, seq: other.seq }));
  });
}

function groupBy(calls: readonly CallFacts[], keyOf: (call: CallFacts) => string | undefined): Map<string, CallFacts[]> {
  const groups = new Map<string, CallFacts[]>();
  for (const call of calls) {
    const key = keyOf(call);
    if (key === undefined || key === '') continue;
    const group = groups.get(key);
    if (group) group.push(call);
    else groups.set(key, [call]);
  }
  return groups;
}

/** Those that began within this time after, or before; calls come in order of time. */
function neighbours(calls: readonly CallFacts[], atMs: number, withinMs: number, side: 'after' | 'before' = 'after'): CallFacts[] {
  const [fromMs, toMs] = side === 'after' ? [atMs, atMs + withinMs] : [atMs - withinMs, atMs];
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((calls[middle]?.atMs ?? 0) < fromMs) low = middle + 1;
    else high = middle;
  }
  return calls.slice(low, low + NEIGHBOURS).filter((call) => call.atMs <= toMs);
}
