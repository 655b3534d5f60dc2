import type { Secrets } from '../../ports.ts';

/** For the time of one command. */
export function memorySecrets(): Secrets {
  const kept = new Map<string, string>();
  return {
    get: async (key) => kept.get(key),
    set: async (key, value) => void kept.set(key, value),
    remove: async (key) => void kept.delete(key),
  };
}
