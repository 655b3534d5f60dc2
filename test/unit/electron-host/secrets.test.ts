import { describe, expect, it } from 'vitest';
import { sealedSecrets } from '../../../src-main/hosts/electron/secrets.ts';
import type { Secrets } from '../../../src-main/ports.ts';

function memory(): Secrets & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: async (key) => kept.get(key),
    set: async (key, value) => void kept.set(key, value),
    remove: async (key) => void kept.delete(key),
  };
}

/** "Seals" by reversing; `key` is what another machine would not have. */
function sealer(options: { available?: boolean; backend?: 'basic_text' | 'gnome_libsecret'; key?: string } = {}): Parameters<typeof sealedSecrets>[0] {
  const key = options.key ?? 'k1';
  return {
    isAsyncEncryptionAvailable: async () => options.available ?? true,
    getSelectedStorageBackend: () => options.backend ?? 'gnome_libsecret',
    encryptStringAsync: async (text) => Buffer.from(`${key}:${[...text].reverse().join('')}`),
    async decryptStringAsync(bytes) {
      const text = bytes.toString();
      if (!text.startsWith(`${key}:`)) throw new Error('wrong key');
      return { result: [...text.slice(key.length + 1)].reverse().join(''), shouldReEncrypt: false };
    },
  };
}

describe('passwords in the key store', () => {
  it('come back, and are not in the file as they are', async () => {
    const file = memory();
    const { secrets, warning } = await sealedSecrets(sealer(), file, 'linux');
    await secrets.set('account:1', 'correct horse');
    expect(await secrets.get('account:1')).toBe('correct horse');
    expect([...file.kept.values()].join()).not.toContain('correct horse');
    expect(warning).toBeUndefined();
    await secrets.remove('account:1');
    expect(await secrets.get('account:1')).toBeUndefined();
  });

  it('warn where the system only pretends to seal', async () => {
    expect((await sealedSecrets(sealer({ backend: 'basic_text' }), memory(), 'linux')).warning?.code).toBe('weak-key-store');
    expect((await sealedSecrets(sealer({ available: false }), memory(), 'win32')).warning?.code).toBe('weak-key-store');
  });

  it('are unknown, not an error, when another key sealed them', async () => {
    const file = memory();
    await (await sealedSecrets(sealer({ key: 'old' }), file, 'linux')).secrets.set('a', 'b');
    expect(await (await sealedSecrets(sealer({ key: 'new' }), file, 'linux')).secrets.get('a')).toBeUndefined();
  });
});
