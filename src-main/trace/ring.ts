/** The last entries of the trace, bounded in number and in memory. */
import type { TracedMessage } from '../../src-shared/model.ts';

/** In UTF-16 units, all messages together: strangers who send the largest datagrams must not fill the memory. */
const MAX_KEPT_LENGTH = 16 * 1024 * 1024;

export interface Ring {
  push(message: TracedMessage): void;
  /** Puts it in the place of the one with its number; false: that one is gone. */
  replace(message: TracedMessage): boolean;
  last(limit: number): TracedMessage[];
}

export function createRing(size: number): Ring {
  const slots: (TracedMessage | undefined)[] = new Array(size);
  let oldest = 0;
  let count = 0;
  let length = 0;

  function drop(): void {
    length -= lengthOf(slots[oldest]);
    slots[oldest] = undefined;
    oldest = (oldest + 1) % size;
    count--;
  }

  /** Numbers only grow. */
  function placeOf(seq: number): number | undefined {
    for (let at = count - 1; at >= 0; at--) {
      const place = (oldest + at) % size;
      const found = slots[place]?.seq ?? 0;
      if (found === seq) return place;
      if (found < seq) return undefined;
    }
    return undefined;
  }

  return {
    push(message) {
      if (count === size) drop();
      slots[(oldest + count) % size] = message;
      count++;
      length += lengthOf(message);
      while (length > MAX_KEPT_LENGTH && count > 1) drop();
    },
    replace(message) {
      const place = placeOf(message.seq);
      if (place === undefined) return false;
      length += lengthOf(message) - lengthOf(slots[place]);
      slots[place] = message;
      return true;
    },
    last(limit) {
      const wanted = Math.min(Math.max(0, limit), count);
      return Array.from({ length: wanted }, (_, i) => slots[(oldest + count - wanted + i) % size] as TracedMessage);
    },
  };
}

function lengthOf(message: TracedMessage | undefined): number {
  return message ? message.raw.length + (message.packet?.length ?? 0) : 0;
}
