/** Which packets are worth reading, when there are more than anybody announces: so many a source, so many of all. What comes a second
 *  time word for word passes where a flood of ever new packets does not: announcements are repeated, inventions are not. */
import { sourceKey } from '../guard/source-key.ts';
import type { Clock } from '../ports.ts';
import type { GateOptions } from '../sip/gate.ts';
import { createGate } from '../sip/gate.ts';

/** `new`: not seen before, as far as is known. `repeated`: it came before and was refused. */
export type Admitted = 'new' | 'repeated';

export interface Admission {
  /** Undefined: not to be read. */
  admit(from: string, bytes: Uint8Array): Admitted | undefined;
  /** There was no room for it: the next time it is `repeated`. */
  remember(from: string, bytes: Uint8Array): void;
}

/** One announcer may well have thousands of sessions, and begin with all of them at once. */
const OF_A_SOURCE: GateOptions = { burst: 6000, perSecond: 60 };
const OF_ALL: GateOptions = { burst: 12_000, perSecond: 500 };
const OF_REPEATED: GateOptions = { burst: 6000, perSecond: 500 };
const MAX_SOURCES = 2000;
/** Refused packets that are remembered, by a number each, in two generations. */
const GENERATION = 50_000;
const SAMPLES = 256;

export function createAdmission(clock: Clock): Admission {
  const sources = new Map<string, () => boolean>();
  const all = createGate(clock, OF_ALL);
  const repeated = createGate(clock, OF_REPEATED);
  let young = new Set<number>();
  let old = new Set<number>();

  /** The one that was silent longest makes room. */
  function gateOf(source: string): () => boolean {
    const gate = sources.get(source) ?? createGate(clock, OF_A_SOURCE);
    sources.delete(source);
    sources.set(source, gate);
    if (sources.size > MAX_SOURCES) sources.delete(sources.keys().next().value ?? '');
    return gate;
  }

  const wasRefused = (mark: number): boolean => young.has(mark) || old.has(mark);

  function remember(from: string, bytes: Uint8Array): void {
    young.add(fingerprint(from, bytes));
    if (young.size >= GENERATION) [old, young] = [young, new Set()];
  }

  function admit(from: string, bytes: Uint8Array): Admitted | undefined {
    const isRepeated = wasRefused(fingerprint(from, bytes));
    // Whoever has used up its own share takes nothing from the others'.
    if (gateOf(sourceKey(from))() && all()) return isRepeated ? 'repeated' : 'new';
    if (isRepeated) return repeated() ? 'repeated' : undefined;
    remember(from, bytes);
    return undefined;
  }

  return { admit, remember };
}

/** FNV-1a of the sender and of bytes all over the packet. */
function fingerprint(from: string, bytes: Uint8Array): number {
  let hash = 0x811c9dc5 ^ bytes.length;
  const mix = (value: number): void => void (hash = Math.imul(hash ^ value, 0x01000193));
  for (let i = 0; i < from.length; i++) mix(from.charCodeAt(i));
  const step = Math.ceil(bytes.length / SAMPLES);
  for (let i = 0; i < bytes.length; i += step) mix(bytes[i] ?? 0);
  return hash;
}
