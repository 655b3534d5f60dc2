import { inflateSync } from 'node:zlib';
import type { Inflate } from '../sap/read-announcement.ts';

/** zlib's format (RFC 1950); stops when more than `limit` bytes would come out. */
export const inflate: Inflate = (bytes, limit) => {
  try {
    return inflateSync(bytes, { maxOutputLength: limit });
  } catch {
    return undefined;
  }
};
