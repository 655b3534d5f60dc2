import { inflateSync } from 'node:zlib';

/** zlib's format (RFC 1950). Undefined where it is none, or more than `limit` bytes would come out: it then stops. */
export function inflate(bytes: Uint8Array, limit: number): Uint8Array | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: limit });
  } catch {
    return undefined;
  }
}
