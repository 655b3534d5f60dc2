/** G.711 per frame of 20 ms, against any other implementation in the same run. */
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from '../../src-main/media/codecs/g711.ts';

export interface G711Figures {
  encodeALawNs: number;
  decodeALawNs: number;
  encodeMuLawNs: number;
  decodeMuLawNs: number;
}
/** What a peer offers, by whatever names: arrays in, arrays out. */
export interface G711Peer {
  encodeALaw(pcm: Int16Array): unknown;
  decodeALaw(payload: Uint8Array): unknown;
  encodeMuLaw(pcm: Int16Array): unknown;
  decodeMuLaw(payload: Uint8Array): unknown;
}

const FRAME_SAMPLES = 160;
const ROUNDS = 5;
const ROUND_MS = 60;

/** Nanoseconds per 20 ms frame: ours, and the peer's when there is one. Rounds are interleaved; the best of each counts. */
export async function benchG711(peer?: G711Peer): Promise<{ ours: G711Figures; peer?: G711Figures }> {
  const pcm = Int16Array.from({ length: FRAME_SAMPLES }, (_, i) => Math.round(12_000 * Math.sin(i / 5)));
  const payload = new Uint8Array(FRAME_SAMPLES);
  const decoded = new Int16Array(FRAME_SAMPLES);
  encodeALaw(pcm, payload);
  const input = payload.slice();
  const ours = jobs(
    () => encodeALaw(pcm, payload), () => decodeALaw(input, decoded), () => encodeMuLaw(pcm, payload), () => decodeMuLaw(input, decoded),
  );
  if (!peer) return { ours: measure([ours])[0]! };
  const theirs = jobs(
    () => peer.encodeALaw(pcm), () => peer.decodeALaw(input), () => peer.encodeMuLaw(pcm), () => peer.decodeMuLaw(input),
  );
  const [first, second] = measure([ours, theirs]);
  return { ours: first!, peer: second! };
}

type Jobs = Record<keyof G711Figures, () => unknown>;

function jobs(encodeA: () => unknown, decodeA: () => unknown, encodeMu: () => unknown, decodeMu: () => unknown): Jobs {
  return { encodeALawNs: encodeA, decodeALawNs: decodeA, encodeMuLawNs: encodeMu, decodeMuLawNs: decodeMu };
}

function measure(contestants: readonly Jobs[]): G711Figures[] {
  const best = contestants.map((): G711Figures => ({ encodeALawNs: Infinity, decodeALawNs: Infinity, encodeMuLawNs: Infinity, decodeMuLawNs: Infinity }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, contestant] of contestants.entries()) {
      const figures = best[i]!;
      for (const name of Object.keys(figures) as (keyof G711Figures)[]) {
        figures[name] = Math.min(figures[name], nanosecondsPerCall(contestant[name]));
      }
    }
  }
  return best;
}

function nanosecondsPerCall(work: () => unknown): number {
  const start = performance.now();
  let calls = 0;
  let elapsedMs = 0;
  while (elapsedMs < ROUND_MS) {
    for (let i = 0; i < 1000; i++) work();
    calls += 1000;
    elapsedMs = performance.now() - start;
  }
  return (elapsedMs * 1e6) / calls;
}
