/** Messages to bytes. Sets Content-Length; everything else goes out as the message has it, canonical header names. */
import { joinBytes } from './bytes.ts';
import type { SipMessage } from './message.ts';

/** The message as it goes out (RFC 3261 7). Line ends within values become spaces, so that no value can add header fields. */
export function serialize(message: SipMessage): Uint8Array {
  const { names, values } = message.headers;
  let head = message.kind === 'request' ? `${message.method} ${oneLine(message.uri)} SIP/2.0\r\n` : `SIP/2.0 ${message.status} ${oneLine(message.reason)}\r\n`;
  let hasLength = false;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    if (name !== 'content-length') head += message.headers.spelling(name) + ': ' + oneLine(values[i] as string) + '\r\n';
    else if (!hasLength) {
      head += `Content-Length: ${message.body.length}\r\n`;
      hasLength = true;
    }
  }
  head += hasLength ? '\r\n' : `Content-Length: ${message.body.length}\r\n\r\n`;
  return joinBytes(head, message.body);
}

function oneLine(value: string): string {
  return value.includes('\n') || value.includes('\r') ? value.replace(/[\r\n]+/g, ' ') : value;
}
