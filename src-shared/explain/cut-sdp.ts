/** The fields of an SDP line, where they stand. */
import { explainEncoding, explainFormatParameter, explainPayloadType } from './codecs.ts';
import type { Explanation } from './explanation.ts';
import { SESSION_CUTS } from './cut-sdp-session.ts';
import { explainSdpField } from './sdp-fields.ts';
import { explainSessionField } from './sdp-session-fields.ts';
import { explainSdpLine } from './sdp.ts';
import type { Part, Span } from './span.ts';
import { addPart, split, words } from './span.ts';

/** Lines that are nothing but fields between spaces; of more words than names the last name holds for the rest. */
const FIELDS: Record<string, [part: string, key: string][]> = {
  o: [['username', 'o username'], ['sess-id', 'o sess-id'], ['sess-version', 'o sess-version'], ['nettype', 'nettype'], ['addrtype', 'addrtype'], ['address', 'o address']],
  candidate: [
    ['foundation', 'candidate foundation'], ['component', 'candidate component'], ['transport', 'candidate transport'], ['priority', 'candidate priority'],
    ['address', 'candidate address'], ['port', 'candidate port'],
  ],
  crypto: [['tag', 'crypto tag'], ['suite', 'crypto suite'], ['key', 'crypto key'], ['session parameter', 'crypto session']],
  rtcp: [['port', 'm port'], ['nettype', 'nettype'], ['addrtype', 'addrtype'], ['address', 'c address']],
};

export function cutSdp(letter: string, raw: string, span: Span, parts: Part[]): void {
  if (letter === 'a') return cutAttribute(raw, span, parts);
  if (letter === 'm') return cutMedia(raw, span, parts);
  const cut = SESSION_CUTS.get(letter);
  if (cut) return cut(raw, span, parts);
  cutFields(FIELDS[letter] ?? [], words(raw, span), parts);
}

function cutFields(names: [part: string, key: string][], found: readonly Span[], parts: Part[]): void {
  if (names.length === 0) return;
  found.forEach((word, at) => {
    const [part, key] = names[Math.min(at, names.length - 1)] as [string, string];
    addPart(parts, part, word, explainSdpField(key));
  });
}

function cutMedia(raw: string, span: Span, parts: Part[]): void {
  const [media, port, protocol, ...formats] = words(raw, span);
  if (media) addPart(parts, 'media', media, explainSdpField('m media'));
  const [first, count] = port ? split(raw, port, '/') : [];
  if (first) addPart(parts, 'port', first, explainSdpField('m port'));
  if (count) addPart(parts, 'number of ports', count, explainSessionField('m', 'ports'));
  if (!protocol) return;
  const name = raw.slice(protocol.from, protocol.to).toLowerCase();
  addPart(parts, 'protocol', protocol, explainSdpField(name) ?? explainSdpField('m proto'));
  const isRtp = name.includes('rtp/');
  for (const format of formats) {
    const text = raw.slice(format.from, format.to);
    const meaning = isRtp && /^\d{1,3}$/.test(text) ? explainPayloadType(Number(text)) : explainEncoding(text) ?? explainSdpField('m format');
    addPart(parts, isRtp ? 'payload type' : 'format', format, meaning);
  }
}

function cutAttribute(raw: string, span: Span, parts: Part[]): void {
  const colon = raw.indexOf(':', span.from);
  const nameTo = colon < 0 || colon > span.to ? span.to : colon;
  const name = raw.slice(span.from, nameTo);
  addPart(parts, 'attribute', { from: span.from, to: nameTo }, explainSdpLine('a', name));
  const value = { from: Math.min(nameTo + 1, span.to), to: span.to };
  if (name === 'rtpmap') cutRtpMap(raw, value, parts);
  else if (name === 'fmtp') cutFormat(raw, value, parts);
  else if (name === 'candidate') cutCandidate(raw, value, parts);
  else if (SESSION_CUTS.has(`a ${name}`)) SESSION_CUTS.get(`a ${name}`)?.(raw, value, parts);
  else cutFields(FIELDS[name] ?? [], words(raw, value), parts);
}

function cutRtpMap(raw: string, span: Span, parts: Part[]): void {
  const [number, map] = words(raw, span);
  if (number) addPart(parts, 'payload type', number, payloadType(raw, number));
  if (!map) return;
  const [encoding, rate, channels] = split(raw, map, '/');
  if (encoding) addPart(parts, 'encoding', encoding, explainEncoding(raw.slice(encoding.from, encoding.to)));
  if (rate) addPart(parts, 'clock rate', rate, explainSdpField('rate'));
  if (channels) addPart(parts, 'channels', channels, explainSdpField('channels'));
}

function cutFormat(raw: string, span: Span, parts: Part[]): void {
  const [number] = words(raw, span);
  if (!number) return;
  addPart(parts, 'payload type', number, payloadType(raw, number));
  for (const piece of split(raw, { from: number.to, to: span.to }, ';')) {
    const text = raw.slice(piece.from, piece.to);
    addPart(parts, /^[^=]*/.exec(text)?.[0] ?? text, piece, explainFormatParameter(text));
  }
}

function payloadType(raw: string, { from, to }: Span): Explanation | undefined {
  const text = raw.slice(from, to);
  return /^\d{1,3}$/.test(text) ? explainPayloadType(Number(text)) : undefined;
}

function cutCandidate(raw: string, span: Span, parts: Part[]): void {
  const found = words(raw, span);
  cutFields(FIELDS.candidate ?? [], found.slice(0, 6), parts);
  const [, type] = found.slice(6);
  if (!type) return;
  addPart(parts, 'type', type, explainSdpField(`candidate ${raw.slice(type.from, type.to).toLowerCase()}`));
  for (const word of found.slice(8)) addPart(parts, 'extension', word, explainSdpField('candidate extension'));
}
