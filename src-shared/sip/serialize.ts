/** Messages to bytes. Sets Content-Length; everything else goes out as the message has it, canonical header names. */
import { utf8Bytes } from './bytes.ts';
import { spellingOf } from './headers-known.ts';
import type { SipMessage } from './message.ts';

export function serialize(message: SipMessage): Uint8Array {
  const { names, values } = message.headers;
  let head = message.kind === 'request' ? `${message.method} ${message.uri} SIP/2.0\r\n` : `SIP/2.0 ${message.status} ${oneLine(message.reason)}\r\n`;
  let hasLength = false;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    if (name !== 'content-length') head += `${spellingOf(name)}: ${oneLine(values[i] as string)}\r\n`;
    else if (!hasLength) {
      head += `Content-Length: ${message.body.length}\r\n`;
      hasLength = true;
    }
  }
  head += hasLength ? '\r\n' : `Content-Length: ${message.body.length}\r\n\r\n`;
  const headBytes = utf8Bytes(head);
  if (message.body.length === 0) return headBytes;
  const bytes = new Uint8Array(headBytes.length + message.body.length);
  bytes.set(headBytes);
  bytes.set(message.body, headBytes.length);
  return bytes;
}

/** A line end in a value would let whoever supplied it write header fields of their own. */
function oneLine(value: string): string {
  return value.includes('\n') || value.includes('\r') ? value.replace(/[\r\n]+/g, ' ') : value;
}
