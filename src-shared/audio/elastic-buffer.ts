/** Sound between two clocks that both say "20 ms" and do not mean the same: written in frames, read in blocks, at rates that may differ.
 *  The pace of reading follows the level, smoothly; nothing is repeated or left out while both sides run. */
import { createInterpolator } from './interpolator.ts';
import { createLevelControl } from './level-control.ts';
import { QUIET_PEAK } from './quiet.ts';

export interface ElasticBuffer {
  write(samples: Int16Array): void;
  /** Fills `into` (-1 to 1); what is missing is silence, with soft edges. `sinceWriteMs`: how long ago the last write came; with it, less
   *  is kept in reserve. */
  read(into: Float32Array, sinceWriteMs?: number): void;
  /** Of the sound that waits. */
  levelMs(): number;
  /** Times that the writer stopped or was too late. */
  underruns(): number;
  /** Times that a backlog was cut. */
  cuts(): number;
}

/** Of the other side's lateness that was not seen before. */
const MARGIN_MS = 2;
/** More than this above the target is a backlog that nobody wants to hear late: cut, where slow shrinking would take too long. */
const BACKLOG_MS = 200;
/** From here on a backlog is shortened where nothing is said. */
const PATIENCE_MS = 10;
const PAUSE_EDGE_MS = 10;
const CAPACITY_MS = 500;
/** A writer that is away for so long has stopped; it is not late. */
const PAUSE_MS = 100;
/** How fast the last sample dies away where the sound breaks off. */
const TAIL_MS = 1;

export function createElasticBuffer(fromHz: number, toHz: number): ElasticBuffer {
  const ratio = fromHz / toHz;
  const perMs = fromHz / 1000;
  const input = createInterpolator(ratio, CAPACITY_MS * perMs);
  const control = createLevelControl(MARGIN_MS);
  const decay = Math.exp(-1000 / (TAIL_MS * toHz));
  let longestWrite = 0;
  /** Input samples of silence, put in when it started, that are still ahead. */
  let silence = 0;
  let dryMs = 0;
  let isFlowing = false;
  let last = 0;
  let tail = 0;
  let underruns = 0;
  let cuts = 0;

  const blockMs = (block: Float32Array): number => (block.length / toHz) * 1000;
  const levelMs = (): number => input.level() / perMs;

  /** With as much silence ahead as makes a late write no gap. */
  function tryToStart(readSamples: number, sinceWriteMs: number): void {
    const read = readSamples * ratio;
    if (input.level() < Math.max(longestWrite, read)) return;
    control.setBlocks(longestWrite / perMs, read / perMs, sinceWriteMs);
    if (dryMs > 0 && dryMs < PAUSE_MS) control.wasDry(dryMs);
    dryMs = 0;
    silence = Math.max(0, Math.round(control.startMs() * perMs - input.level()));
    input.restart(silence);
    isFlowing = true;
  }

  /** Writers that were held up come back with all that was held up: then the silence is not needed. */
  function shortenSilence(): void {
    const excess = Math.floor(Math.min(silence, input.level() - control.startMs() * perMs));
    if (excess <= 0) return;
    silence -= excess;
    input.skip(excess);
  }

  function flow(into: Float32Array, sinceWriteMs: number): void {
    if (silence > 0) shortenSilence();
    const passed = into.length * ratio * (1 + control.correction());
    shortenBacklog();
    if (input.level() < passed) return breakOff(into);
    input.read(into, passed / into.length);
    silence = Math.max(0, silence - passed);
    control.observe(levelMs(), blockMs(into), sinceWriteMs);
  }

  function breakOff(into: Float32Array): void {
    isFlowing = false;
    underruns++;
    tail = last;
    wait(into);
  }

  function wait(into: Float32Array): void {
    into.fill(0);
    if (underruns > 0) dryMs += blockMs(into);
  }

  /** What a stalled thread brings all at once: pauses in it are left out, its words are not. */
  function shortenBacklog(): void {
    const excess = input.level() - control.startMs() * perMs;
    if (excess <= PATIENCE_MS * perMs) return;
    if (excess <= BACKLOG_MS * perMs) return leaveOutPause(excess);
    input.skip(Math.round(excess));
    input.restart(0);
    tail = last;
    cuts++;
  }

  /** Of a pause enough is kept that no word loses its edge. */
  function leaveOutPause(excess: number): void {
    const kept = PAUSE_EDGE_MS * perMs;
    const quiet = input.quietAhead(Math.floor(excess + kept), QUIET_PEAK);
    if (quiet > 2 * kept) input.skip(Math.floor(quiet - kept));
  }

  /** Where the sound broke off it dies away instead of clicking. */
  function addTail(into: Float32Array): void {
    for (let i = 0; i < into.length && tail !== 0; i++) {
      tail *= decay;
      if (Math.abs(tail) < 1e-5) tail = 0;
      into[i]! += tail;
    }
  }

  return {
    write(samples) {
      longestWrite = Math.max(longestWrite, samples.length);
      input.write(samples);
    },
    read(into, sinceWriteMs = 0) {
      if (!isFlowing) tryToStart(into.length, sinceWriteMs);
      if (isFlowing) flow(into, sinceWriteMs);
      else wait(into);
      addTail(into);
      last = into[into.length - 1]!;
    },
    levelMs,
    underruns: () => underruns,
    cuts: () => cuts,
  };
}
