/** Which message repeats an earlier one: same way, same transaction, same start line. Of the live tap and of files. */
import type { TracedMessage } from '../model.ts';

/** What a repetition is known by. */
export type Repeatable = Pick<TracedMessage, 'seq' | 'direction' | 'local' | 'remote' | 'callId' | 'cseq' | 'method' | 'branch' | 'toTag' | 'start'>;

/** Messages remembered at least; at most twice as many. What is sent again comes within 32 seconds (RFC 3261 17.1.1.2). */
const REMEMBERED = 65_536;
/** 53 bits of a number are exact: 32 of the one hash and 21 of the other. */
const OTHER_BITS = 2 ** 21;

/** Answers with the `seq` of the first message of the same kind. The To tag tells forked answers apart (RFC 3261 19.3).
 *  Two generations of memory, the older of which is dropped whole: taking the oldest keys out of a Map one by one is slow. */
export function createRepetitionFinder(): (traced: Repeatable, rseq: string) => number | undefined {
  let young = createNumberTable();
  let old = createNumberTable();

  function remember(key: number, seq: number): void {
    if (young.size >= REMEMBERED) {
      old = young;
      young = createNumberTable();
    }
    young.add(key, seq);
  }

  return (traced, rseq) => {
    if (traced.callId === '' || traced.cseq === undefined) return undefined;
    const key = keyOf(traced, traced.cseq, rseq);
    const first = young.get(key) ?? old.get(key);
    if (first === undefined) remember(key, traced.seq);
    return first;
  };
}

interface NumberTable {
  readonly size: number;
  get(key: number): number | undefined;
  /** Of a key that it does not have. */
  add(key: number, value: number): void;
}

const FIRST_SLOTS = 1024;

/** Open addressing: a quarter of the memory of a Map, and no object a key. Values are not 0. */
function createNumberTable(): NumberTable {
  // Nobody can make a file whose keys all fall on one place.
  const [seed, otherSeed] = [randomOdd(), randomOdd()];
  let keys = new Float64Array(FIRST_SLOTS);
  let values = new Float64Array(FIRST_SLOTS);
  let size = 0;

  /** Where the key stands, or would. */
  function slotOf(key: number): number {
    const last = keys.length - 1;
    const mixed = Math.imul(Math.floor(key / OTHER_BITS), seed) + Math.imul(key % OTHER_BITS, otherSeed);
    let slot = (mixed ^ mixed >>> 15) & last;
    while (values[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & last;
    return slot;
  }

  function put(key: number, value: number): void {
    const slot = slotOf(key);
    keys[slot] = key;
    values[slot] = value;
  }

  function grow(): void {
    const [oldKeys, oldValues] = [keys, values];
    keys = new Float64Array(2 * oldKeys.length);
    values = new Float64Array(2 * oldKeys.length);
    oldValues.forEach((value, slot) => value !== 0 && put(oldKeys[slot] as number, value));
  }

  return {
    get size() {
      return size;
    },
    get(key) {
      const value = values[slotOf(key)] as number;
      return value === 0 ? undefined : value;
    },
    add(key, value) {
      if (2 * ++size > keys.length) grow();
      put(key, value);
    },
  };
}

function randomOdd(): number {
  return Math.floor(Math.random() * 2 ** 32) | 1;
}

/** A number instead of the texts, which would be most of the memory and of the time: that two of a file's messages share one by chance is
 *  less likely than a wrong bit in its memory. */
function keyOf({ direction, local, remote, callId, method, branch, toTag, start }: Repeatable, cseq: number, rseq: string): number {
  // RFC 3261 13.2.2.4: the ACK to a 2xx is sent again with every copy of the 2xx, by many phones with a new branch each time.
  const transaction = method === 'ACK' ? '' : branch;
  let one = 0x811c9dc5 ^ cseq;
  let other = cseq;
  for (const text of [callId, method, transaction, toTag, rseq, direction, local, remote, start]) {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      one = Math.imul(one ^ code, 0x01000193);
      other = Math.imul(other, 31) + code | 0;
    }
    // Where one text ends and the next begins.
    one = Math.imul(one ^ 0x1_0000, 0x01000193);
    other = Math.imul(other, 31) + 0x1_0000 | 0;
  }
  return (one >>> 0) * OTHER_BITS + ((other ^ other >>> 16) & (OTHER_BITS - 1));
}
