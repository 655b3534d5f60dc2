/** Samples in order, between frames of different lengths: 20 ms ticks on one side, packets of 10 to 60 ms on the other. */
import type { Mutable } from '../rtp/mutable.ts';

export interface SampleQueue {
  readonly length: number;
  /** What does not fit is dropped. */
  push(samples: Int16Array): void;
  pushSilence(count: number): void;
  /** Takes the oldest `into.length` samples; silence where there are fewer. */
  take(into: Int16Array): void;
  clear(): void;
}

export function createSampleQueue(capacity: number): SampleQueue {
  const samples = new Int16Array(capacity);

  const queue: Mutable<SampleQueue> = {
    length: 0,
    push(added) {
      const count = Math.min(added.length, capacity - queue.length);
      samples.set(count === added.length ? added : added.subarray(0, count), queue.length);
      queue.length += count;
    },
    pushSilence(count) {
      const end = Math.min(capacity, queue.length + count);
      samples.fill(0, queue.length, end);
      queue.length = end;
    },
    take(into) {
      const count = Math.min(into.length, queue.length);
      for (let i = 0; i < count; i++) into[i] = samples[i]!;
      into.fill(0, count);
      samples.copyWithin(0, count, queue.length);
      queue.length -= count;
    },
    clear() {
      queue.length = 0;
    },
  };
  return queue;
}
