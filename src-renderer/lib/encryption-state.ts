import type { Encryption } from '../../src-shared/model.ts';

/** `keysOpen`: encrypted, but the keys could be read on the way. */
export type EncryptionState = 'plain' | 'keysOpen' | 'keysByTls';

export function encryptionState(encryption: Encryption | undefined): EncryptionState {
  if (!encryption) return 'plain';
  return encryption.keysByTls ? 'keysByTls' : 'keysOpen';
}
