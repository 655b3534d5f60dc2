/** From 0 up to 1, out of the system's random source: nobody can guess which name stands for which. */
export function secureRandom(): number {
  return (globalThis.crypto.getRandomValues(new Uint32Array(1))[0] as number) / 2 ** 32;
}
