/** The calls of a file that a query asks for. Texts of messages are searched in portions, so that a newer question can overtake. */
import type { CapturedCall, TraceSource } from '../../src-shared/capture/trace-source.ts';
import type { CallQuery, FoundCalls } from './protocol.ts';

/** Calls whose messages are searched without a pause. */
const PORTION = 200;
/** Shorter texts stand in nearly every message. */
const SHORTEST_IN_MESSAGES = 3;

/** `isOvertaken`: a newer question waits. Undefined: it was overtaken. */
export async function findCalls(source: TraceSource, query: CallQuery, limit: number, pause: () => Promise<void>, isOvertaken: () => boolean): Promise<FoundCalls | undefined> {
  const all = source.calls;
  const text = query.text.trim().toLowerCase();
  const candidates = all.filter((call) => hasMethod(call, query.method) && hasStatus(call, query.status));
  const found = text === '' ? candidates : await withText(source, candidates, text, pause, isOvertaken);
  if (!found) return undefined;
  const methods = [...new Set(all.map(({ method }) => method))].filter((method) => method !== '').sort();
  return { calls: found.slice(0, limit), total: found.length, methods };
}

async function withText(source: TraceSource, calls: readonly CapturedCall[], text: string, pause: () => Promise<void>, isOvertaken: () => boolean): Promise<CapturedCall[] | undefined> {
  const found: CapturedCall[] = [];
  for (let at = 0; at < calls.length; at += PORTION) {
    if (at > 0) await pause();
    if (isOvertaken()) return undefined;
    const portion = calls.slice(at, at + PORTION);
    const byHead = portion.filter((call) => headHas(call, text));
    const rest = text.length < SHORTEST_IN_MESSAGES ? [] : portion.filter((call) => !byHead.includes(call));
    const wanted = rest.length === 0 ? new Set<string>() : callsWithText(source, rest, text);
    found.push(...portion.filter((call) => byHead.includes(call) || wanted.has(call.callId)));
  }
  return found;
}

function callsWithText(source: TraceSource, calls: readonly CapturedCall[], text: string): Set<string> {
  const messages = source.messages(new Set(calls.map(({ callId }) => callId)));
  return new Set(messages.filter(({ raw }) => raw.toLowerCase().includes(text)).map(({ callId }) => callId));
}

function headHas({ from, to, callId, uri, source, destination }: CapturedCall, text: string): boolean {
  return [from, to, callId, uri, source, destination].some((field) => field.toLowerCase().includes(text));
}

function hasMethod({ method }: CapturedCall, wanted: string): boolean {
  return wanted === '' || method === wanted;
}

function hasStatus({ status }: CapturedCall, wanted: string): boolean {
  if (wanted === '') return true;
  return wanted === 'none' ? status === undefined : status !== undefined && String(Math.floor(status / 100)) === wanted;
}

/** A leg may begin before the call that it belongs to is seen, or end after it. */
const AROUND_MS = 5_000;

/** The Call-IDs of this call and of those that went on at its time, at most so many, the nearest in the file first. */
export function callsAround(calls: readonly CapturedCall[], callId: string, most: number): string[] {
  const of = calls.findIndex((call) => call.callId === callId);
  const middle = calls[of];
  if (!middle) return [];
  const isNear = (call: CapturedCall): boolean => call.startedAtMs <= middle.endedAtMs + AROUND_MS && call.endedAtMs >= middle.startedAtMs - AROUND_MS;
  const near = calls.flatMap((call, at) => (isNear(call) ? [{ callId: call.callId, distance: Math.abs(at - of) }] : []));
  return near.sort((a, b) => a.distance - b.distance).slice(0, most).map((call) => call.callId);
}
