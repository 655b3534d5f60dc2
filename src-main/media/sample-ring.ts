/** Samples from one writer to one reader, in order. Over shared memory the two may be different threads: no lock, no message. */

export interface SampleRing {
  /** What is needed to see the same ring from elsewhere. */
  readonly memory: SampleRingMemory;
  /** Samples that can be read. */
  readonly length: number;
  /** All or nothing: false when there is no room for the whole of `samples`. */
  write(samples: Int16Array): boolean;
  /** All or nothing: false, and `into` untouched, when fewer samples than its length are there. */
  read(into: Int16Array): boolean;
  /** Forgets up to `count` of the oldest samples. Reader's side. */
  skip(count: number): void;
}

export type SampleRingMemory = ArrayBuffer | SharedArrayBuffer;

/** Counters of samples ever written and read; they wrap at 2^32, of which every capacity is a divisor. */
const WRITTEN = 0;
const READ = 1;
const HEADER_BYTES = 8;

/** Memory for a ring of `capacity` samples, which must be a power of two. */
export function allocateRing(capacity: number, shared: boolean): SampleRingMemory {
  const bytes = HEADER_BYTES + capacity * Int16Array.BYTES_PER_ELEMENT;
  return shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
}

export function openRing(memory: SampleRingMemory): SampleRing {
  const counters = new Int32Array(memory, 0, 2);
  const data = new Int16Array(memory, HEADER_BYTES);
  const mask = data.length - 1;
  // The other side's counter is read and the own one published atomically: samples are seen before the count that covers them.
  const stored = (): number => (Atomics.load(counters, WRITTEN) - Atomics.load(counters, READ)) >>> 0;

  return {
    memory,
    get length() {
      return stored();
    },
    write(samples) {
      if (samples.length > data.length - stored()) return false;
      const start = counters[WRITTEN]!;
      for (let i = 0; i < samples.length; i++) data[(start + i) & mask] = samples[i]!;
      Atomics.add(counters, WRITTEN, samples.length);
      return true;
    },
    read(into) {
      if (into.length > stored()) return false;
      const start = counters[READ]!;
      for (let i = 0; i < into.length; i++) into[i] = data[(start + i) & mask]!;
      Atomics.add(counters, READ, into.length);
      return true;
    },
    skip(count) {
      Atomics.add(counters, READ, Math.min(count, stored()));
    },
  };
}
