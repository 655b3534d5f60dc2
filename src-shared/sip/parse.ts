/** Bytes to messages. One pass over the head, values decoded lazily, results not exceptions. */
import type { Result } from '../result.ts';
import type { ParseError, SipMessage } from './message.ts';

/** One datagram, one message (RFC 3261 18.3): the body ends at Content-Length or with the datagram; what follows is noted. */
export function parseDatagram(_bytes: Uint8Array): Result<SipMessage, ParseError> {
  throw new Error('helper H1 writes this');
}

/** Is this message fit for the transaction layer? Mandatory headers present, single and well-formed, CSeq method
 *  right, version 2.0, … (RFC 3261 8.1.1, 16.3; RFC 4475). Errors carry the answer a UAS gives. */
export function checkMessage(_message: SipMessage): ParseError | undefined {
  throw new Error('helper H1 writes this');
}
