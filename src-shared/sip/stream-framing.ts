/** Messages out of a byte stream (RFC 3261 18.3): Content-Length is mandatory; CRLF keep-alives (RFC 5626) between messages. */
import type { ParseError, SipMessage } from './message.ts';

export type Framed =
  | { kind: 'message'; message: SipMessage; bytes: Uint8Array }
  /** `ping` is CRLFCRLF, `pong` a single CRLF. */
  | { kind: 'keep-alive'; form: 'ping' | 'pong' }
  /** The stream cannot be followed any further (no Content-Length, head or body too long): answer if possible, then close. */
  | { kind: 'broken'; error: ParseError; bytes: Uint8Array };

export interface StreamFramer {
  /** Feeds bytes; gives what became complete, in order. Linear in the number of bytes, however they are cut. */
  push(bytes: Uint8Array): Framed[];
}

export function createStreamFramer(_limits?: { maxHeadBytes?: number; maxBodyBytes?: number }): StreamFramer {
  throw new Error('helper H1 writes this');
}
