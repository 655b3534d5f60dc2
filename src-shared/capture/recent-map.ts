/** A Map of bounded size that forgets what was not asked for the longest. Two generations, the older of which is dropped whole: taking
 *  the oldest keys out of a Map one by one is slow. */

export interface RecentMap<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  delete(key: string): void;
  values(): T[];
  readonly size: number;
}

/** Keeps at least the last `least` entries, at most twice as many; `least` may grow with time. */
export function createRecentMap<T>(least: number | (() => number)): RecentMap<T> {
  const mostYoung = typeof least === 'number' ? () => least : least;
  let young = new Map<string, T>();
  let old = new Map<string, T>();

  function set(key: string, value: T): void {
    if (young.size >= mostYoung() && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }

  return {
    get(key) {
      const recent = young.get(key);
      if (recent !== undefined) return recent;
      const value = old.get(key);
      if (value !== undefined) {
        old.delete(key);
        set(key, value);
      }
      return value;
    },
    set,
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
    values: () => [...old.values(), ...young.values()],
    get size() {
      return old.size + young.size;
    },
  };
}
