/** Reads test messages written in the notation of RFC 4475 section 2: see rfc4475/messages.txt. */
import { readFileSync } from 'node:fs';

export interface TestMessage {
  name: string;
  section: string;
  bytes: Uint8Array;
}

export function readMessages(file: URL): TestMessage[] {
  const [, ...parts] = readFileSync(file, 'utf8').replaceAll('\r\n', '\n').split(/^## /m);
  return parts.map((part) => {
    const [title = '', ...lines] = part.split('\n');
    const [name = '', section = ''] = title.split(' ');
    return { name, section, bytes: octetsOf(expand(lines.slice(0, -1).map((line) => `${line}\r\n`).join(''))) };
  });
}

function expand(text: string): string {
  return text
    .replace(/<repeat count=(\d+)>(.*?)<\/repeat>/g, (_all, count: string, repeated: string) => repeated.repeat(Number(count)))
    .replace(/<sdp (\S+) (\S+) (\d+)>\r\n/g, (_all, origin: string, connection: string, start: string) => {
      return ['v=0', `o=mhandley 29739 7272939 IN IP4 ${origin}`, 's=-', `c=IN IP4 ${connection}`, `t=${start} 0`,
        'm=audio 49217 RTP/AVP 0 12', 'm=video 3227 RTP/AVP 31', 'a=rtpmap:31 LPC', ''].join('\r\n');
    });
}

/** UTF-8, but for what stands in <hex>. */
function octetsOf(text: string): Uint8Array {
  const pieces = text.split(/<hex>(.*?)<\/hex>/s).map((piece, i) => Buffer.from(piece, i % 2 === 0 ? 'utf8' : 'hex'));
  return new Uint8Array(Buffer.concat(pieces));
}
