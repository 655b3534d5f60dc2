/** Bytes to messages. One pass over the head, values decoded lazily, results not exceptions. */
import type { Result } from '../result.ts';
import { err, ok } from '../result.ts';
import type { ParseError, SipMessage } from './message.ts';
import type { Head } from './parse-head.ts';
import { parseHead } from './parse-head.ts';

export { checkMessage } from './check-message.ts';

/** One datagram, one message (RFC 3261 18.3): the body ends at Content-Length or with the datagram; what follows is noted. */
export function parseDatagram(bytes: Uint8Array): Result<SipMessage, ParseError> {
  const from = skipLineEnds(bytes);
  if (from === bytes.length) return err({ rule: 'empty', section: '7.5', offset: 0, message: 'The datagram holds no message.' });
  const head = parseHead(bytes, from);
  const { message, bodyAt } = head;
  if (message === undefined) return err(head.problem as ParseError);
  const available = bytes.length - bodyAt;
  const length = head.contentLength ?? available;
  if (length < available) {
    message.notes.push({ section: '18.3', text: `${available - length} octets follow the body; they are ignored.` });
  } else if (length > available) {
    // RFC 3261 18.3: a request cut short is answered 400, a response is dropped.
    head.problem ??= {
      rule: 'body-short', section: '18.3', offset: bytes.length, answer: 400,
      message: `Content-Length says ${length} octets of body, the datagram has ${available}.`,
    };
  }
  if (head.problem) return err(refusal(head, message));
  if (available > 0) message.body = bytes.subarray(bodyAt, bodyAt + length);
  return ok(message);
}

/** RFC 3261 7.5: empty lines before the start line are ignored. */
function skipLineEnds(bytes: Uint8Array): number {
  let from = 0;
  while (bytes[from] === 13 || bytes[from] === 10) from++;
  return from;
}

/** The head's problem with what is needed to answer it; responses are never answered. */
export function refusal(head: Head, message: SipMessage): ParseError {
  const { answer, ...error } = head.problem as ParseError;
  if (message.kind === 'response' || answer === undefined) return error;
  return { ...error, answer, request: message };
}
