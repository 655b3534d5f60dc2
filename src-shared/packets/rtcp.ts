/** RTCP (RFC 3550 6), block by block; takes anything. */
import { readUint16, readUint32 } from '../rtp/wire-integers.ts';
import type { PacketField, Words } from './field.ts';
import { field, hexNumber, hexText, textOf } from './field.ts';

const HEADER = 4;
const BLOCK = 24;
const SENDER_INFO = 20;
const MAX_FIELDS = 300;
/** Between 1900 and 1970. */
const NTP_EPOCH_S = 2_208_988_800;

const PACKETS = new Map<number, readonly [name: string, ...words: Words]>([
  [200, ['Sender report (SR)', 'RFC 3550 6.4.1', 'From somebody who sends sound: how much, and what they hear of others.', 'Von jemandem, der Ton sendet: wie viel, und was er von anderen hört.']],
  [201, ['Receiver report (RR)', 'RFC 3550 6.4.2', 'From somebody who only listens: what they hear of others.', 'Von jemandem, der nur zuhört: was er von anderen hört.']],
  [202, ['Source description (SDES)', 'RFC 3550 6.5', 'Who the sources are.', 'Wer die Quellen sind.']],
  [203, ['BYE', 'RFC 3550 6.6', 'The sources leave.', 'Die Quellen gehen.']],
  [204, ['Application (APP)', 'RFC 3550 6.7', 'Something of one application.', 'Etwas einer bestimmten Anwendung.']],
  [205, ['Transport feedback (RTPFB)', 'RFC 4585 6.2', 'Asks for packets again, or for another rate.', 'Bittet um Pakete oder um eine andere Rate.']],
  [206, ['Payload feedback (PSFB)', 'RFC 4585 6.3', 'Asks for a whole picture, or the like.', 'Bittet um ein ganzes Bild oder Ähnliches.']],
  [207, ['Extended report (XR)', 'RFC 3611 2', 'How good the sound is, in detail.', 'Wie gut der Ton ist, im Einzelnen.']],
]);
const UNKNOWN: readonly [name: string, ...words: Words] = ['RTCP', 'RFC 3550 6', 'A kind that Rung does not know.', 'Eine Art, die Rung nicht kennt.'];
const CUT: Words = ['RFC 3550 6.4', 'The packet claims to be longer than the datagram.', 'Das Paket gibt sich länger aus als das Datagramm.'];

const WORDS = {
  ssrc: ['RFC 3550 8', 'The number of the source that reports.', 'Die Nummer der Quelle, die berichtet.'],
  ntp: ['RFC 3550 6.4.1', 'When it was sent, by the clock of the sender.', 'Wann es gesendet wurde, nach der Uhr des Absenders.'],
  rtp: ['RFC 3550 6.4.1', 'The same moment in the ticks of the sound: brings sound and picture together.', 'Derselbe Augenblick in den Takten des Tons: bringt Ton und Bild zusammen.'],
  packets: ['RFC 3550 6.4.1', 'Packets sent since the beginning.', 'Seit Beginn gesendete Pakete.'],
  octets: ['RFC 3550 6.4.1', 'Octets of sound sent since the beginning.', 'Seit Beginn gesendete Oktette Ton.'],
  about: ['RFC 3550 6.4.1', 'What is heard of this source.', 'Was von dieser Quelle gehört wird.'],
  fraction: ['RFC 3550 6.4.1', 'Lost since the report before.', 'Verloren seit dem Bericht davor.'],
  lost: ['RFC 3550 6.4.1', 'Lost since the beginning; less than none where packets came twice.', 'Verloren seit Beginn; unter null, wo Pakete doppelt kamen.'],
  highest: ['RFC 3550 6.4.1', 'The highest sequence number received, with how often it began anew in the upper half.', 'Die höchste empfangene Folgenummer, in der oberen Hälfte wie oft neu begonnen wurde.'],
  jitter: ['RFC 3550 6.4.1, A.8', 'How unevenly packets come, in ticks of the codec (8 a millisecond with G.711).', 'Wie ungleichmäßig Pakete kommen, in Takten des Codecs (8 je Millisekunde bei G.711).'],
  lsr: ['RFC 3550 6.4.1', 'Which sender report came last (the middle of its time); 0: none.', 'Welcher Senderbericht zuletzt kam (die Mitte seiner Zeit); 0: keiner.'],
  dlsr: ['RFC 3550 6.4.1', 'How long ago that was: gives the round trip to whoever sent it.', 'Wie lange das her ist: ergibt für dessen Absender die Umlaufzeit.'],
  cname: ['RFC 3550 6.5.1', 'A name of the source that stays when its number changes (random, RFC 7022).', 'Ein Name der Quelle, der bleibt, wenn ihre Nummer wechselt (zufällig, RFC 7022).'],
  item: ['RFC 3550 6.5', 'What the source tells of itself.', 'Was die Quelle über sich sagt.'],
  reason: ['RFC 3550 6.6', 'Why they leave.', 'Warum sie gehen.'],
  xr: ['RFC 3611 3', 'A block of the extended report.', 'Ein Block des erweiterten Berichts.'],
  metrics: ['RFC 3611 4.7', 'Loss, discard, delay, and how it sounds: R (0 to 100), MOS (1 to 5).', 'Verlust, Verworfenes, Verzögerung und wie es klingt: R (0 bis 100), MOS (1 bis 5).'],
} as const satisfies Record<string, Words>;

const SDES = ['', 'CNAME', 'NAME', 'EMAIL', 'PHONE', 'LOC', 'TOOL', 'NOTE', 'PRIV'];
const XR_BLOCKS = new Map([[1, 'Loss RLE'], [2, 'Duplicate RLE'], [3, 'Packet receipt times'], [4, 'Receiver reference time'], [5, 'DLRR'], [6, 'Statistics summary'], [7, 'VoIP metrics']]);
/** "Unavailable" (RFC 3611 4.7.5). */
const UNAVAILABLE = 127;

export function rtcpFields(bytes: Uint8Array): PacketField[] {
  const fields: PacketField[] = [];
  for (let at = 0; at + HEADER <= bytes.length && fields.length < MAX_FIELDS;) {
    const [name, ...words] = PACKETS.get(bytes[at + 1] ?? 0) ?? UNKNOWN;
    const end = at + (readUint16(bytes, at + 2) + 1) * 4;
    if (end > bytes.length) return [...fields, field(0, name, '', CUT, at, bytes.length)];
    fields.push(field(0, name, '', words, at, end), ...contentOf(bytes, at, end));
    at = end;
  }
  return fields.slice(0, MAX_FIELDS);
}

function contentOf(bytes: Uint8Array, at: number, end: number): PacketField[] {
  const count = (bytes[at] ?? 0) & 0x1f;
  switch (bytes[at + 1]) {
    case 200: return at + 8 + SENDER_INFO > end ? [] : [ssrc(bytes, at + 4), ...senderInfo(bytes, at + 8), ...blocks(bytes, at + 8 + SENDER_INFO, end, count)];
    case 201: return at + 8 > end ? [] : [ssrc(bytes, at + 4), ...blocks(bytes, at + 8, end, count)];
    case 202: return descriptions(bytes, at + HEADER, end, count);
    case 203: return leaving(bytes, at + HEADER, end, count);
    case 207: return at + 8 > end ? [] : [ssrc(bytes, at + 4), ...extended(bytes, at + 8, end)];
    default: return at + 8 > end ? [] : [ssrc(bytes, at + 4)];
  }
}

function ssrc(bytes: Uint8Array, at: number): PacketField {
  return field(1, 'SSRC', hexNumber(readUint32(bytes, at)), WORDS.ssrc, at, at + 4);
}

function senderInfo(bytes: Uint8Array, at: number): PacketField[] {
  return [
    field(1, 'NTP', ntpText(readUint32(bytes, at), readUint32(bytes, at + 4)), WORDS.ntp, at, at + 8),
    field(1, 'RTP', String(readUint32(bytes, at + 8)), WORDS.rtp, at + 8, at + 12),
    field(1, 'Packets', String(readUint32(bytes, at + 12)), WORDS.packets, at + 12, at + 16),
    field(1, 'Octets', String(readUint32(bytes, at + 16)), WORDS.octets, at + 16, at + 20),
  ];
}

function ntpText(seconds: number, fraction: number): string {
  const ms = (seconds - NTP_EPOCH_S) * 1000 + (fraction / 2 ** 32) * 1000;
  return seconds === 0 ? '0' : new Date(ms).toISOString();
}

function blocks(bytes: Uint8Array, start: number, end: number, count: number): PacketField[] {
  const fields: PacketField[] = [];
  for (let at = start; at + BLOCK <= end && fields.length < count * 7; at += BLOCK) {
    const loss = readUint32(bytes, at + 4);
    fields.push(
      field(1, 'Report block', hexNumber(readUint32(bytes, at)), WORDS.about, at, at + BLOCK),
      field(2, 'Fraction lost', percent(loss >>> 24), WORDS.fraction, at + 4, at + 5),
      field(2, 'Lost', String((loss << 8) >> 8), WORDS.lost, at + 5, at + 8),
      field(2, 'Highest sequence', String(readUint32(bytes, at + 8)), WORDS.highest, at + 8, at + 12),
      field(2, 'Jitter', String(readUint32(bytes, at + 12)), WORDS.jitter, at + 12, at + 16),
      field(2, 'LSR', hexNumber(readUint32(bytes, at + 16)), WORDS.lsr, at + 16, at + 20),
      field(2, 'DLSR', `${(readUint32(bytes, at + 20) / 65.536).toFixed(1)} ms`, WORDS.dlsr, at + 20, at + 24),
    );
  }
  return fields;
}

function percent(of256: number): string {
  return `${((of256 * 100) / 256).toFixed(1)} %`;
}

/** RFC 3550 6.5: chunks of an SSRC and items up to a null octet, filled up to 32 bits. */
function descriptions(bytes: Uint8Array, start: number, end: number, count: number): PacketField[] {
  const fields: PacketField[] = [];
  let at = start;
  for (let chunk = 0; chunk < count && at + 4 <= end; chunk++) {
    fields.push(ssrc(bytes, at));
    at += 4;
    while (at + 2 <= end && bytes[at] !== 0) {
      const [type = 0, next] = [bytes[at], Math.min(end, at + 2 + (bytes[at + 1] ?? 0))];
      fields.push(field(2, SDES[type] ?? `item ${type}`, textOf(bytes.subarray(at + 2, next)), type === 1 ? WORDS.cname : WORDS.item, at, next));
      at = next;
    }
    at += 4 - ((at - start) % 4);
  }
  return fields;
}

function leaving(bytes: Uint8Array, start: number, end: number, count: number): PacketField[] {
  const reasonAt = start + count * 4;
  if (reasonAt > end) return [];
  const fields = Array.from({ length: count }, (_, index) => ssrc(bytes, start + index * 4));
  if (reasonAt < end) fields.push(field(1, 'Reason', textOf(bytes.subarray(reasonAt + 1, Math.min(end, reasonAt + 1 + (bytes[reasonAt] ?? 0)))), WORDS.reason, reasonAt, end));
  return fields;
}

function extended(bytes: Uint8Array, start: number, end: number): PacketField[] {
  const fields: PacketField[] = [];
  for (let at = start; at + HEADER <= end;) {
    const next = Math.min(end, at + (readUint16(bytes, at + 2) + 1) * 4);
    const type = bytes[at] ?? 0;
    const isMetrics = type === 7 && next - at >= 36;
    fields.push(field(1, XR_BLOCKS.get(type) ?? `block ${type}`, isMetrics ? metricsText(bytes, at) : hexText(bytes.subarray(at + HEADER, next)), isMetrics ? WORDS.metrics : WORDS.xr, at, next));
    at = next;
  }
  return fields;
}

function metricsText(bytes: Uint8Array, at: number): string {
  const rating = bytes[at + 24] ?? UNAVAILABLE;
  const mos = bytes[at + 26] ?? UNAVAILABLE;
  return [
    `${hexNumber(readUint32(bytes, at + 4))}: ${percent(bytes[at + 8] ?? 0)} lost, ${percent(bytes[at + 9] ?? 0)} discarded, ${readUint16(bytes, at + 16)} ms round trip`,
    ...(rating === UNAVAILABLE ? [] : [`R ${rating}`]),
    ...(mos === UNAVAILABLE ? [] : [`MOS ${(mos / 10).toFixed(1)}`]),
  ].join(', ');
}

const SHORT = new Map([[200, 'SR'], [201, 'RR'], [202, 'SDES'], [203, 'BYE'], [204, 'APP'], [205, 'RTPFB'], [206, 'PSFB'], [207, 'XR']]);

/** `RTCP SR SDES, 250 packets, 0.4 % lost, jitter 12`: what a compound says, in a line. */
export function rtcpSummary(bytes: Uint8Array): string {
  const kinds: string[] = [];
  for (let at = 0; at + HEADER <= bytes.length && kinds.length < 8; at += (readUint16(bytes, at + 2) + 1) * 4) kinds.push(SHORT.get(bytes[at + 1] ?? 0) ?? String(bytes[at + 1]));
  const [lead = 0, type] = [bytes[0], bytes[1]];
  const isSender = type === 200 && bytes.length >= 8 + SENDER_INFO;
  const blockAt = isSender ? 8 + SENDER_INFO : 8;
  const parts = [`RTCP ${kinds.join(' ')}`];
  if (isSender) parts.push(`${readUint32(bytes, 20)} packets`);
  if ((isSender || type === 201) && (lead & 0x1f) > 0 && bytes.length >= blockAt + BLOCK) parts.push(`${percent(bytes[blockAt + 4] ?? 0)} lost`, `jitter ${readUint32(bytes, blockAt + 12)}`);
  return parts.join(', ');
}
