/** Octets to text and back, for message heads. Node's native ways (Buffer) are used where they exist; the portable ones give
 *  the same.
 *
 *  SIP text is UTF-8 (RFC 3261 7.3.1), but old equipment sends ISO-8859-1. A head that is all ASCII (nearly every one) is decoded in
 *  one go. Any other is decoded byte by byte, so that string offsets stay byte offsets while the grammar looks for its
 *  delimiters (all ASCII), and each value is then read on its own by `utf8OrLatin1`. */

interface NativeDecoders {
  latin1Slice(this: Uint8Array, from: number, to: number): string;
  utf8Slice(this: Uint8Array, from: number, to: number): string;
  indexOf(this: Uint8Array, text: string, from: number, encoding: 'latin1'): number;
}

interface NativeBuffer {
  prototype: NativeDecoders;
  byteLength(text: string): number;
  allocUnsafe(length: number): Uint8Array<ArrayBuffer> & { utf8Write(text: string, at: number, length: number): number };
}

const nativeBuffer = (globalThis as unknown as { Buffer?: NativeBuffer }).Buffer;
const native = nativeBuffer?.prototype;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

export const NO_BYTES = new Uint8Array(0);

/** One character per octet, whatever it is. */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  if (native) return native.latin1Slice.call(bytes, from, to);
  let text = '';
  for (let at = from; at < to; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + 8192, to)));
  }
  return text;
}

/** The text when all of it is ASCII, else undefined. */
export function asciiOrUndefined(bytes: Uint8Array, from: number, to: number): string | undefined {
  const text = native ? native.utf8Slice.call(bytes, from, to) : decoder.decode(bytes.subarray(from, to));
  // A valid sequence of several octets makes the text shorter; an invalid octet becomes U+FFFD.
  return text.length === to - from && !text.includes('\uFFFD') ? text : undefined;
}

/** Where the first CRLF CRLF begins, or -1. */
export function indexOfBlankLine(bytes: Uint8Array, from: number): number {
  if (native) return native.indexOf.call(bytes, '\r\n\r\n', from, 'latin1');
  for (let at = bytes.indexOf(13, from); at >= 0; at = bytes.indexOf(13, at + 1)) {
    if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at;
  }
  return -1;
}

export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The text as UTF-8 with the octets behind it. */
export function joinBytes(text: string, rest: Uint8Array): Uint8Array {
  if (nativeBuffer) {
    const length = nativeBuffer.byteLength(text);
    const pooled = nativeBuffer.allocUnsafe(length + rest.length);
    pooled.utf8Write(text, 0, length);
    pooled.set(rest, length);
    return new Uint8Array(pooled.buffer, pooled.byteOffset, pooled.length);
  }
  const head = encoder.encode(text);
  if (rest.length === 0) return head;
  const joined = new Uint8Array(head.length + rest.length);
  joined.set(head);
  joined.set(rest, head.length);
  return joined;
}

/** Text that was decoded one character per octet: as UTF-8 where it is valid UTF-8, else unchanged (as ISO-8859-1), so that
 *  nothing is lost and "Müller" of an old telephone is still Müller. */
export function utf8OrLatin1(octets: string): string {
  return utf8FromOctets(octets) ?? octets;
}

/** Decodes strictly (no overlong forms, no surrogates); undefined when the octets are not UTF-8. */
export function utf8FromOctets(octets: string): string | undefined {
  let text = '';
  let plainFrom = 0;
  for (let at = 0; at < octets.length; ) {
    const lead = octets.charCodeAt(at);
    if (lead < 0x80) {
      at++;
      continue;
    }
    const length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
    if (length === 0 || at + length > octets.length) return undefined;
    let point = lead & (0xff >> (length + 1));
    for (let i = 1; i < length; i++) {
      const octet = octets.charCodeAt(at + i);
      if ((octet & 0xc0) !== 0x80) return undefined;
      point = (point << 6) | (octet & 0x3f);
    }
    if ((length === 3 && point < 0x800) || (length === 4 && (point < 0x10000 || point > 0x10ffff))) return undefined;
    if (point >= 0xd800 && point <= 0xdfff) return undefined;
    text += octets.slice(plainFrom, at) + String.fromCodePoint(point);
    at += length;
    plainFrom = at;
  }
  return plainFrom === 0 ? octets : text + octets.slice(plainFrom);
}
