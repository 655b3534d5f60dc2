/** What a reader may hold besides the file itself. Files are made by strangers: one of nothing but new calls, new streams or halves of
 *  messages would otherwise grow to many times its size. Whoever keeps something for each of them takes its octets here first. */

export interface Budget {
  /** False: there is no room for so much more, and nothing was taken. */
  take(bytes: number): boolean;
  /** The same for what can be made again: it leaves half of the room to what cannot. */
  takeSpare(bytes: number): boolean;
  release(bytes: number): void;
  /** Octets that are held now. */
  readonly held: number;
}

/** Of the file: with the file itself, and what the few structures of fixed size take, it is less than twice. Calls of phones and PBXs need
 *  a tenth to a third. */
const SHARE = 0.6;
const LEAST_BYTES = 1_048_576;

/** `position`: how far the file has been looked at. */
export function createBudget(position: () => number): Budget {
  let held = 0;
  const most = (): number => LEAST_BYTES + SHARE * position();

  function takeOf(room: number, bytes: number): boolean {
    if (held + bytes > room) return false;
    held += bytes;
    return true;
  }

  return {
    take: (bytes) => takeOf(most(), bytes),
    takeSpare: (bytes) => takeOf(most() / 2, bytes),
    release(bytes) {
      held -= bytes;
    },
    get held() {
      return held;
    },
  };
}
