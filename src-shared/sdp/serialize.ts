/** A session description to text, CRLF line ends, lines in the order of RFC 8866 5. */
import type { SessionDescription } from './types.ts';

export function serializeSdp(_description: SessionDescription): string {
  throw new Error('helper H2 writes this');
}
