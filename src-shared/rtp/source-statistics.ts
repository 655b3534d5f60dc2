/** One synchronization source as RFC 3550 A.1 (sequence), A.3 (loss) and A.8 (jitter) follow it. */

export interface SourceState {
  ssrc: number;
  /** Packets in sequence still wanted before the source is valid. */
  probation: number;
  baseSequence: number;
  maxSequence: number;
  /** Sequence wraps so far, times 65536. */
  cycles: number;
  /** The sequence number that would confirm a restart; out of range: none. */
  badSequence: number;
  received: number;
  expectedPrior: number;
  receivedPrior: number;
  /** Extended sequence number of the packet that was taken last. */
  lastSequence: number;
  /** RTP ticks, with fraction. */
  jitter: number;
  hasTransit: boolean;
  transit: number;
  lastTimestamp: number;
}
/** `restarted`: the sender began a new sequence, which two packets in a row have confirmed. */
export type SequenceVerdict = 'valid' | 'probation' | 'bad-sequence' | 'restarted';

export const MIN_SEQUENTIAL = 2;
const MAX_DROPOUT = 3000;
const MAX_MISORDER = 100;
const SEQUENCE_MODULUS = 65_536;
const NO_SEQUENCE = SEQUENCE_MODULUS + 1;
const JITTER_GAIN = 1 / 16;
/** Beyond this the sender has changed his timestamps; it is no jitter. */
const TIMESTAMP_JUMP_S = 5;

export function createSourceState(): SourceState {
  return {
    ssrc: 0, probation: MIN_SEQUENTIAL, baseSequence: 0, maxSequence: 0, cycles: 0, badSequence: NO_SEQUENCE, received: 0,
    expectedPrior: 0, receivedPrior: 0, lastSequence: 0, jitter: 0, hasTransit: false, transit: 0, lastTimestamp: 0,
  };
}

/** A source not heard before: valid after `minSequential` packets in sequence, the first included. */
export function beginSource(source: SourceState, ssrc: number, sequence: number, minSequential: number): void {
  restartSequence(source, sequence);
  source.ssrc = ssrc;
  source.maxSequence = (sequence - 1) & 0xffff;
  source.probation = minSequential;
  source.jitter = 0;
  source.hasTransit = false;
}

function restartSequence(source: SourceState, sequence: number): void {
  source.baseSequence = sequence;
  source.maxSequence = sequence;
  source.badSequence = NO_SEQUENCE;
  source.cycles = 0;
  source.received = 0;
  source.receivedPrior = 0;
  source.expectedPrior = 0;
}

/** RFC 3550 A.1, update_seq. */
export function updateSequence(source: SourceState, sequence: number): SequenceVerdict {
  if (source.probation > 0) return updateProbation(source, sequence);
  const ahead = (sequence - source.maxSequence) & 0xffff;
  if (ahead < MAX_DROPOUT) {
    if (sequence < source.maxSequence) source.cycles += SEQUENCE_MODULUS;
    source.maxSequence = sequence;
  } else if (ahead <= SEQUENCE_MODULUS - MAX_MISORDER) {
    return updateAfterJump(source, sequence);
  }
  source.received++;
  source.lastSequence = source.cycles + source.maxSequence - ((source.maxSequence - sequence) & 0xffff);
  return 'valid';
}

function updateProbation(source: SourceState, sequence: number): SequenceVerdict {
  const inSequence = sequence === ((source.maxSequence + 1) & 0xffff);
  source.probation = inSequence ? source.probation - 1 : MIN_SEQUENTIAL - 1;
  source.maxSequence = sequence;
  if (source.probation > 0) return 'probation';
  countFirst(source, sequence);
  return 'valid';
}

/** Two packets in a row at the new place: the other side restarted without telling. */
function updateAfterJump(source: SourceState, sequence: number): SequenceVerdict {
  if (sequence !== source.badSequence) {
    source.badSequence = (sequence + 1) & 0xffff;
    return 'bad-sequence';
  }
  countFirst(source, sequence);
  return 'restarted';
}

function countFirst(source: SourceState, sequence: number): void {
  restartSequence(source, sequence);
  source.received = 1;
  source.lastSequence = sequence;
}

/** Interarrival jitter, RFC 3550 A.8. Packets that repeat a timestamp (RFC 4733 updates) say nothing about the network. */
export function updateJitter(source: SourceState, timestamp: number, nowMs: number, clockRateHz: number): void {
  if (source.hasTransit && timestamp === source.lastTimestamp) return;
  const transit = (Math.round(nowMs * clockRateHz / 1000) - timestamp) | 0;
  const difference = Math.abs((transit - source.transit) | 0);
  if (source.hasTransit && difference < TIMESTAMP_JUMP_S * clockRateHz) source.jitter += (difference - source.jitter) * JITTER_GAIN;
  source.hasTransit = true;
  source.transit = transit;
  source.lastTimestamp = timestamp;
}

/** What `cycles` and the sequence make together: the "extended highest sequence number received". */
export function highestSequence(source: SourceState): number {
  return source.cycles + source.maxSequence;
}

export function expectedPackets(source: SourceState): number {
  return highestSequence(source) - source.baseSequence + 1;
}

/** RFC 3550 A.3: loss since the last call in 1/256; negative loss (duplicates) is none. */
export function takeFractionLost(source: SourceState): number {
  const expected = expectedPackets(source);
  const expectedInterval = expected - source.expectedPrior;
  const lostInterval = expectedInterval - (source.received - source.receivedPrior);
  source.expectedPrior = expected;
  source.receivedPrior = source.received;
  if (expectedInterval === 0 || lostInterval <= 0) return 0;
  return Math.min(255, Math.floor(lostInterval * 256 / expectedInterval));
}
