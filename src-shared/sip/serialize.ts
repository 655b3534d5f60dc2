/** Messages to bytes. Sets Content-Length; everything else goes out as the message has it, canonical header names. */
import type { SipMessage } from './message.ts';

export function serialize(_message: SipMessage): Uint8Array {
  throw new Error('helper H1 writes this');
}
