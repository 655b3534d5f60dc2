/** Octets as people read them: offset, hexadecimal, ASCII. */
import { utf8Bytes } from '../sip/bytes.ts';

const PER_LINE = 16;

/** Lines of 16 octets of the text in UTF-8: `00000000  49 4e 56 …  INV…`. `limit`: octets at most. */
export function hexDump(text: string, limit = Infinity): string[] {
  return hexLines(utf8Bytes(limit === Infinity ? text : text.slice(0, limit)).subarray(0, limit));
}

export function hexLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    const row = [...bytes.subarray(at, at + PER_LINE)];
    const hex = row.map((octet) => octet.toString(16).padStart(2, '0')).join(' ').padEnd(PER_LINE * 3 - 1);
    const ascii = row.map((octet) => (octet > 31 && octet < 127 ? String.fromCharCode(octet) : '.')).join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex}  ${ascii}`);
  }
  return lines;
}

/** Whether a body is no text: what was not UTF-8, or control characters that no text has. */
export function isBinary(body: string): boolean {
  return /[\uFFFD\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(body);
}
