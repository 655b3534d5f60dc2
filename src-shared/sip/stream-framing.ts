/** Messages out of a byte stream (RFC 3261 18.3): Content-Length is mandatory; CRLF keep-alives (RFC 5626) between messages. */
import { indexOfBlankLine } from './bytes.ts';
import type { ParseError, SipMessage } from './message.ts';
import { parseHead } from './parse-head.ts';
import { refusal } from './parse.ts';

export type Framed =
  | { kind: 'message'; message: SipMessage; bytes: Uint8Array }
  /** `ping` is CRLFCRLF, `pong` a single CRLF. */
  | { kind: 'keep-alive'; form: 'ping' | 'pong' }
  /** The stream cannot be followed any further (no Content-Length, head or body too long): answer if possible, then close. */
  | { kind: 'broken'; error: ParseError; bytes: Uint8Array };

export interface StreamFramer {
  /** Feeds bytes; gives what became complete, in order. Linear in the number of bytes, however they are cut. */
  push(bytes: Uint8Array): Framed[];
  /** Nothing waits for more: the next octet begins something new. */
  isEmpty(): boolean;
  /** Octets of memory that it takes for what waits. */
  held(): number;
}

/** A head that has come whole and waits for the rest of its body. */
interface Waiting {
  message: SipMessage;
  bodyAt: number;
  length: number;
}

/** Limits in octets: heads 64 KiB, bodies 1 MiB unless told otherwise. After `broken` nothing more comes. */
export function createStreamFramer(limits?: { maxHeadBytes?: number; maxBodyBytes?: number }): StreamFramer {
  const maxHeadBytes = limits?.maxHeadBytes ?? 65_536;
  const maxBodyBytes = limits?.maxBodyBytes ?? 1_048_576;
  /** Octets from `start` to `end` of `buffer` have come and are not given out yet. */
  let buffer = new Uint8Array(4096);
  let start = 0;
  let end = 0;
  /** No empty line begins before this. */
  let searched = 0;
  let waiting: Waiting | undefined;
  /** A lone CRLF was the last thing seen, and told as a pong. */
  let afterPong = false;
  let isBroken = false;

  function append(bytes: Uint8Array): void {
    if (end + bytes.length > buffer.length) {
      // What has been given out refers to the old buffer, so it is left alone, never moved within.
      const larger = new Uint8Array(Math.max(4096, 2 * (end - start + bytes.length)));
      larger.set(buffer.subarray(start, end));
      searched -= start;
      if (waiting) waiting.bodyAt -= start;
      end -= start;
      start = 0;
      buffer = larger;
    }
    buffer.set(bytes, end);
    end += bytes.length;
  }

  return {
    push(bytes) {
      const framed: Framed[] = [];
      if (isBroken) return framed;
      append(bytes);
      while (!isBroken && step(framed));
      return framed;
    },
    isEmpty: () => start === end || isBroken,
    held: () => buffer.length,
  };

  /** Takes one thing off the front; false when more octets are needed. */
  function step(framed: Framed[]): boolean {
    if (start === end) return false;
    if (!waiting && (buffer[start] === 13 || buffer[start] === 10)) return keepAlive(framed);
    afterPong = false;
    waiting ??= readHead(framed);
    if (!waiting || end < waiting.bodyAt + waiting.length) return false;
    const { message, bodyAt, length } = waiting;
    waiting = undefined;
    message.body = buffer.subarray(bodyAt, bodyAt + length);
    framed.push({ kind: 'message', message, bytes: buffer.subarray(start, bodyAt + length) });
    start = searched = bodyAt + length;
    return true;
  }

  /** RFC 5626 4.4.1. A lone CRLF at the end of what has come may be half a ping: it is told as a pong, and as a ping when the other half comes. */
  function keepAlive(framed: Framed[]): boolean {
    const octets = buffer.subarray(start, Math.min(start + 4, end));
    if (octets[0] !== 13 || (octets.length > 1 && octets[1] !== 10)) return skip(1);
    if (octets.length < 2) return false;
    const isDouble = octets[2] === 13 && octets[3] === 10;
    if (octets[2] === 13 && octets.length === 3) return false;
    framed.push({ kind: 'keep-alive', form: isDouble || afterPong ? 'ping' : 'pong' });
    afterPong = !isDouble && !afterPong;
    return skip(isDouble ? 4 : 2);
  }

  function skip(count: number): boolean {
    start += count;
    searched = start;
    return true;
  }

  function readHead(framed: Framed[]): Waiting | undefined {
    const blank = indexOfBlankLine(buffer.subarray(0, end), searched);
    if (blank < 0) {
      searched = Math.max(start, end - 3);
      if (end - start > maxHeadBytes) breakOff(framed, 'head-long', 'The head of the message is too long.', 513);
      return undefined;
    }
    if (blank - start > maxHeadBytes) return breakOff(framed, 'head-long', 'The head of the message is too long.', 513);
    const head = parseHead(buffer.subarray(start, blank + 4), 0);
    if (!head.message) return giveUp(framed, head.problem as ParseError);
    if (head.problem) return giveUp(framed, refusal(head, head.message));
    if (head.contentLength === undefined) {
      return giveUp(framed, refusal({ ...head, problem: problem('content-length-missing', 'On a stream every message needs Content-Length.', 400) }, head.message));
    }
    if (head.contentLength > maxBodyBytes) {
      return giveUp(framed, refusal({ ...head, problem: problem('body-long', 'The body is longer than is accepted here.', 513) }, head.message));
    }
    return { message: head.message, bodyAt: start + head.bodyAt, length: head.contentLength };
  }

  function breakOff(framed: Framed[], rule: string, text: string, answer: number): undefined {
    return giveUp(framed, problem(rule, text, answer));
  }

  function giveUp(framed: Framed[], error: ParseError): undefined {
    isBroken = true;
    framed.push({ kind: 'broken', error, bytes: buffer.slice(start, end) });
    return undefined;
  }
}

function problem(rule: string, message: string, answer: number): ParseError {
  return { rule, section: '18.3', offset: 0, message, answer };
}
