/** The calls of a file that a query asks for. Texts of messages are searched in portions, so that a newer question can overtake. */
import type { CapturedCall, TraceSource } from '../../src-shared/capture/trace-source.ts';
import type { CallQuery } from './protocol.ts';

/** Calls whose messages are searched without a pause. */
const PORTION = 200;
/** Shorter texts stand in nearly every message. */
const SHORTEST_IN_MESSAGES = 3;

/** Their numbers. `isOvertaken`: a newer question waits. Undefined: it was overtaken. */
export async function findCalls(source: TraceSource, query: CallQuery, pause: () => Promise<void>, isOvertaken: () => boolean): Promise<number[] | undefined> {
  const text = query.text.trim().toLowerCase();
  if (text === '' && query.method === '' && query.status === '') return Array.from({ length: source.callCount }, (_, number) => number);
  const found: number[] = [];
  for (let at = 0; at < source.callCount; at += PORTION) {
    if (at > 0) await pause();
    if (isOvertaken()) return undefined;
    const portion = callsFrom(source, at);
    const fitting = portion.filter((call) => hasMethod(call, query.method) && hasStatus(call, query.status));
    const wanted = new Set(text === '' ? fitting : withText(source, fitting, text));
    portion.forEach((call, number) => wanted.has(call) && found.push(at + number));
  }
  return found;
}

function callsFrom(source: TraceSource, from: number): CapturedCall[] {
  return Array.from({ length: PORTION }, (_, at) => source.callAt(from + at)).filter((call) => call !== undefined);
}

function withText(source: TraceSource, calls: readonly CapturedCall[], text: string): CapturedCall[] {
  const byHead = new Set(calls.filter((call) => headHas(call, text)));
  const rest = text.length < SHORTEST_IN_MESSAGES ? [] : calls.filter((call) => !byHead.has(call));
  const wanted = rest.length === 0 ? new Set<string>() : callsWithText(source, rest, text);
  return calls.filter((call) => byHead.has(call) || wanted.has(call.callId));
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
export function callsAround(source: TraceSource, callId: string, most: number): string[] {
  const of = numberOf(source, callId);
  const middle = of === undefined ? undefined : source.callAt(of);
  if (of === undefined || !middle) return [];
  const isNear = (call: CapturedCall): boolean => call.startedAtMs <= middle.endedAtMs + AROUND_MS && call.endedAtMs >= middle.startedAtMs - AROUND_MS;
  const near = [callId];
  for (let distance = 1; near.length < most && distance < source.callCount; distance++) {
    for (const at of [of - distance, of + distance]) {
      const call = source.callAt(at);
      if (call && near.length < most && isNear(call)) near.push(call.callId);
    }
  }
  return near;
}

function numberOf(source: TraceSource, callId: string): number | undefined {
  for (let at = 0; at < source.callCount; at++) if (source.callAt(at)?.callId === callId) return at;
  return undefined;
}
