/** SIP over WebSocket (RFC 7118) read from the side: frames of one direction (RFC 6455 5.2) to the messages in them, unmasked. */
import { readUint16, readUint32 } from '../rtp/wire-integers.ts';
import { NO_BYTES } from '../sip/bytes.ts';

export interface WebSocketMessage {
  bytes: Uint8Array;
  /** Where among the octets pushed last it stands in one piece, and masked with what (RFC 6455 5.3; 0: nothing). Absent: put together. */
  at?: number;
  mask?: number;
}

export interface WebSocketReader {
  /** Whole messages, text or binary. */
  push(bytes: Uint8Array): WebSocketMessage[];
  /** Octets that wait for others. */
  held(): number;
}

const FIN = 0x80;
const RESERVED = 0x70;
const OPCODE = 0x0f;
const CONTROL = 0x08;
const MASK = 0x80;
const MOST_BYTES = 1_048_576;
/** Frames of one message. */
const MOST_PARTS = 1024;

interface WebSocketFrame {
  isLast: boolean;
  isControl: boolean;
  payload: Uint8Array;
  /** Where the payload begins in the frame. */
  payloadAt: number;
  mask: number;
  /** Octets of the frame with its header. */
  length: number;
}

/** After a frame that cannot be (reserved bits, too long) nothing more comes. */
export function createWebSocketReader(): WebSocketReader {
  let buffer: Uint8Array = NO_BYTES;
  let start = 0;
  let end = 0;
  let parts: Uint8Array[] = [];
  let partBytes = 0;
  let isBroken = false;

  function append(bytes: Uint8Array): void {
    if (end + bytes.length > buffer.length) {
      const larger = new Uint8Array(2 * (end - start + bytes.length));
      larger.set(buffer.subarray(start, end));
      end -= start;
      start = 0;
      buffer = larger;
    }
    buffer.set(bytes, end);
    end += bytes.length;
  }

  /** `at`: of the frame among the octets pushed last; negative: it began before. */
  function take(frame: WebSocketFrame, at: number): WebSocketMessage | undefined {
    if (frame.isControl) return undefined;
    if (frame.isLast && parts.length === 0) return { bytes: frame.payload, ...(at < 0 ? {} : { at: at + frame.payloadAt, mask: frame.mask }) };
    parts.push(frame.payload);
    partBytes += frame.payload.length;
    isBroken ||= partBytes > MOST_BYTES || parts.length > MOST_PARTS;
    if (!frame.isLast) return undefined;
    const bytes = joined(parts, partBytes);
    parts = [];
    partBytes = 0;
    return { bytes };
  }

  /** What is left is kept. */
  function rest(): void {
    if (isBroken || start === end) buffer = NO_BYTES;
    if (isBroken) parts = [];
    if (buffer.length === 0) start = end = 0;
  }

  return {
    push(bytes) {
      const messages: WebSocketMessage[] = [];
      if (isBroken) return messages;
      const before = end - start;
      append(bytes);
      let at = -before;
      for (;;) {
        const frame = frameIn(buffer.subarray(start, end));
        if (frame === 'broken') isBroken = true;
        if (frame === 'broken' || frame === undefined) break;
        const message = take(frame, at);
        if (message) messages.push(message);
        start += frame.length;
        at += frame.length;
      }
      rest();
      return messages;
    },
    held: () => buffer.length + partBytes,
  };
}

/** Masked, or unmasked, which is the same (RFC 6455 5.3). Gives a copy. */
export function unmasked(bytes: Uint8Array, mask: number): Uint8Array {
  const plain = Uint8Array.from(bytes);
  for (let i = 0; i < plain.length; i++) plain[i] = plain[i]! ^ (mask >>> (24 - 8 * (i & 3)) & 0xff);
  return plain;
}

function frameIn(bytes: Uint8Array): WebSocketFrame | 'broken' | undefined {
  if (bytes.length < 2) return undefined;
  const first = bytes[0]!;
  if ((first & RESERVED) !== 0) return 'broken';
  const short = bytes[1]! & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const isMasked = (bytes[1]! & MASK) !== 0;
  const payloadAt = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (bytes.length < payloadAt) return undefined;
  const length = lengthBytes === 0 ? short : lengthBytes === 2 ? readUint16(bytes, 2) : readUint32(bytes, 2) * 2 ** 32 + readUint32(bytes, 6);
  if (length > MOST_BYTES) return 'broken';
  if (bytes.length < payloadAt + length) return undefined;
  const mask = isMasked ? readUint32(bytes, payloadAt - 4) : 0;
  const payload = unmasked(bytes.subarray(payloadAt, payloadAt + length), mask);
  return { isLast: (first & FIN) !== 0, isControl: (first & OPCODE & CONTROL) !== 0, payload, payloadAt, mask, length: payloadAt + length };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
