/** All sources of one medium of a joined session. Anybody can send to a group: what is unknown must prove itself by two packets in sequence
 *  (RFC 3550 A.1), and no more than so many are heard at once. */
import type { RtpView } from '../../../src-shared/rtp/packet.ts';
import { MIN_SEQUENTIAL, beginSource, createSourceState, updateSequence } from '../../../src-shared/rtp/source-statistics.ts';
import type { SourceState } from '../../../src-shared/rtp/source-statistics.ts';
import type { Endpoint } from '../../ports.ts';
import type { Mutable } from '../../rtp/mutable.ts';
import type { Coding } from '../engine-port.ts';
import type { Source } from './source.ts';
import { createSource } from './source.ts';

export interface Sources {
  readonly all: ReadonlyMap<number, Source>;
  /** Packets of which nothing was made: no source yet, or one too many. */
  readonly refused: number;
  receive(packet: RtpView, from: Endpoint, coding: Coding, nowMs: number): void;
  /** It has said BYE, or lost its SSRC. */
  remove(ssrc: number): void;
  close(): void;
}

const MOST_SOURCES = 16;
/** One that is silent for so long makes room for another; sooner where it has hardly said anything, as those that a flood invents. */
const SILENCE_MS = 2000;
const SHORT_SILENCE_MS = 300;
const HARDLY_ANYTHING = 25;
/** So many unknown ones are looked at: a flood of new SSRCs pushes out its own. */
const MOST_CANDIDATES = 64;

export function createSources(): Sources {
  const all = new Map<number, Source>();
  const candidates = new Map<number, SourceState>();

  function receiveCandidate(packet: RtpView, from: Endpoint, coding: Coding, nowMs: number): void {
    const { ssrc, sequence } = packet;
    const candidate = candidates.get(ssrc) ?? newCandidate(ssrc, sequence);
    if (updateSequence(candidate, sequence) !== 'valid' || !makeRoom(nowMs)) return void sources.refused++;
    candidates.delete(ssrc);
    all.set(ssrc, createSource(candidate, from.address, packet, coding, nowMs));
  }

  function newCandidate(ssrc: number, sequence: number): SourceState {
    const candidate = createSourceState();
    beginSource(candidate, ssrc, sequence, MIN_SEQUENTIAL);
    if (candidates.size >= MOST_CANDIDATES) candidates.delete(candidates.keys().next().value!);
    candidates.set(ssrc, candidate);
    return candidate;
  }

  /** The one whose silence has lasted longest beyond what it may goes; false where all are heard. */
  function makeRoom(nowMs: number): boolean {
    if (all.size < MOST_SOURCES) return true;
    let oldest: Source | undefined;
    for (const source of all.values()) if (!oldest || keepsUntil(source) < keepsUntil(oldest)) oldest = source;
    if (!oldest || keepsUntil(oldest) > nowMs) return false;
    remove(oldest.ssrc);
    return true;
  }

  function keepsUntil({ received, lastPacketAtMs }: Source): number {
    return lastPacketAtMs + (received < HARDLY_ANYTHING ? SHORT_SILENCE_MS : SILENCE_MS);
  }

  function remove(ssrc: number): void {
    all.get(ssrc)?.close();
    all.delete(ssrc);
    candidates.delete(ssrc);
  }

  const sources: Mutable<Sources> = {
    all,
    refused: 0,
    receive(packet, from, coding, nowMs) {
      const source = all.get(packet.ssrc);
      if (source?.address === from.address) return source.receive(packet, coding, nowMs);
      // Two with one SSRC (RFC 3550 8.2): the first is heard, for as long as it sends.
      if (source && nowMs - source.lastPacketAtMs < SILENCE_MS) return void sources.refused++;
      if (source) remove(packet.ssrc);
      receiveCandidate(packet, from, coding, nowMs);
    },
    remove,
    close() {
      for (const source of all.values()) source.close();
      all.clear();
    },
  };
  return sources;
}
