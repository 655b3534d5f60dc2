/** Passwords sealed by the operating system's key store (safeStorage) inside the ordinary secrets file. */
import type { SafeStorage } from 'electron';
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Secrets } from '../../ports.ts';

type Sealer = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'>;

const SEALED = 'safe:';

/** Where the system has no key store, the file's own permissions (0600) protect what is kept, and `warning` says so. */
export async function sealedSecrets(sealer: Sealer, file: Secrets, platform: NodeJS.Platform): Promise<{ secrets: Secrets; warning?: RungError }> {
  const available = await sealer.isAsyncEncryptionAvailable();
  const weak = !available || (platform === 'linux' && sealer.getSelectedStorageBackend() === 'basic_text');
  const secrets: Secrets = {
    async get(key) {
      const kept = await file.get(key);
      if (kept === undefined || !kept.startsWith(SEALED)) return kept;
      return await unseal(sealer, kept.slice(SEALED.length));
    },
    async set(key, value) {
      if (!available) return await file.set(key, value);
      const sealed = await sealer.encryptStringAsync(value);
      await file.set(key, SEALED + sealed.toString('base64'));
    },
    remove: (key) => file.remove(key),
  };
  return weak ? { secrets, warning: weakKeyStore() } : { secrets };
}

/** Another user's or another machine's file cannot be unsealed: the password is then simply not known. */
async function unseal(sealer: Sealer, base64: string): Promise<string | undefined> {
  try {
    return (await sealer.decryptStringAsync(Buffer.from(base64, 'base64'))).result;
  } catch {
    return undefined;
  }
}

function weakKeyStore(): RungError {
  return rungError(
    'weak-key-store',
    'This desktop has no key store, so account passwords are kept in a file that only you can read. Install GNOME Keyring or KWallet to have them encrypted.',
  );
}
