/** SAP (RFC 2974 6): the header field by field, the description line by line; takes anything. */
import { explainSdpLine } from '../explain/sdp.ts';
import { parseSap, splitPayload } from '../sap/packet.ts';
import type { SapPacket } from '../sap/packet.ts';
import type { PacketField, Words } from './field.ts';
import { field, hexNumber, hexText, textOf } from './field.ts';

const MAX_LINES = 300;
const LONGEST_LINE = 400;
const UNKNOWN_LINE: Words = ['RFC 8866 5', 'A line that Rung does not know.', 'Eine Zeile, die Rung nicht kennt.'];

const WORDS = {
  announcement: ['RFC 2974 3', 'Says that a session takes place; repeated as long as it is to be known.', 'Sagt, dass eine Sitzung stattfindet; wird wiederholt, solange sie bekannt sein soll.'],
  deletion: ['RFC 2974 4', 'Says that a session is announced no more. Who announced it may delete it, nobody else.', 'Sagt, dass eine Sitzung nicht mehr angekündigt wird. Löschen darf sie, wer sie angekündigt hat, sonst niemand.'],
  broken: ['RFC 2974 6', 'No SAP packet that could be read.', 'Kein SAP-Paket, das sich lesen ließe.'],
  version: ['RFC 2974 6', 'V, three bits: 1, the only version there is.', 'V, drei Bits: 1, die einzige Version, die es gibt.'],
  address: ['RFC 2974 6', 'A: whether the originating source is an IPv4 or an IPv6 address.', 'A: ob die Quelle eine IPv4- oder IPv6-Adresse ist.'],
  type: ['RFC 2974 6', 'T: announcement (0) or deletion (1).', 'T: Ankündigung (0) oder Löschung (1).'],
  encrypted: ['RFC 2974 6, 7', 'E: the payload is encrypted; only who has the key can read it.', 'E: der Inhalt ist verschlüsselt; lesen kann ihn nur, wer den Schlüssel hat.'],
  compressed: ['RFC 2974 6', 'C: the payload is compressed with zlib (RFC 1950).', 'C: der Inhalt ist mit zlib (RFC 1950) komprimiert.'],
  length: ['RFC 2974 6', 'Length of the authentication data, in words of 32 bits.', 'Länge der Authentisierungsdaten, in Wörtern zu 32 Bit.'],
  hash: ['RFC 2974 6', 'With the source it names one version of one announcement: another one when the session changes.', 'Bezeichnet mit der Quelle eine Fassung einer Ankündigung: eine andere, wenn sich die Sitzung ändert.'],
  source: ['RFC 2974 6', 'Who announces, as the packet says. Anybody can write any address here.', 'Wer ankündigt, wie das Paket sagt. Jeder kann hier jede Adresse eintragen.'],
  authentication: ['RFC 2974 8', 'A signature of the announcement; Rung does not check it.', 'Eine Signatur der Ankündigung; Rung prüft sie nicht.'],
  payloadType: ['RFC 2974 6', 'What the payload is; where it is absent, SDP.', 'Was der Inhalt ist; wo das fehlt, SDP.'],
  sealed: ['RFC 2974 7', 'Encrypted, compressed, or both.', 'Verschlüsselt, komprimiert oder beides.'],
  payload: ['RFC 2974 6', 'The description of the session (RFC 8866).', 'Die Beschreibung der Sitzung (RFC 8866).'],
} as const satisfies Record<string, Words>;

export function sapFields(bytes: Uint8Array): PacketField[] {
  const parsed = parseSap(bytes);
  if (!parsed.ok) return [field(0, 'SAP', parsed.error.message, WORDS.broken, 0, bytes.length)];
  const packet = parsed.value;
  const bodyAt = bytes.length - packet.body.length;
  return [...header(packet, bodyAt), ...body(packet, bodyAt, bytes.length)];
}

function header(packet: SapPacket, bodyAt: number): PacketField[] {
  const { deletion, encrypted, compressed, hash, source, authentication } = packet;
  const sourceEnd = bodyAt - authentication.length;
  const flag = (on: boolean): string => (on ? '1' : '0');
  return [
    field(0, deletion ? 'Deletion' : 'Announcement', '', deletion ? WORDS.deletion : WORDS.announcement, 0, bodyAt),
    field(1, 'V', '1', WORDS.version, 0, 1),
    field(1, 'A', source.includes(':') ? '1 (IPv6)' : '0 (IPv4)', WORDS.address, 0, 1),
    field(1, 'T', flag(deletion), WORDS.type, 0, 1),
    field(1, 'E', flag(encrypted), WORDS.encrypted, 0, 1),
    field(1, 'C', flag(compressed), WORDS.compressed, 0, 1),
    field(1, 'Auth length', String(authentication.length / 4), WORDS.length, 1, 2),
    field(1, 'Message identifier hash', hexNumber(hash, 4), WORDS.hash, 2, 4),
    field(1, 'Originating source', source, WORDS.source, 4, sourceEnd),
    ...(authentication.length > 0 ? [field(1, 'Authentication data', hexText(authentication), WORDS.authentication, sourceEnd, bodyAt)] : []),
  ];
}

function body(packet: SapPacket, bodyAt: number, end: number): PacketField[] {
  const split = packet.encrypted || packet.compressed ? undefined : splitPayload(packet.body);
  if (!split?.ok) return [field(0, 'Payload', hexText(packet.body), WORDS.sealed, bodyAt, end)];
  const payloadAt = end - split.value.payload.length;
  const type = payloadAt > bodyAt ? [field(0, 'Payload type', textOf(packet.body.subarray(0, payloadAt - bodyAt - 1)), WORDS.payloadType, bodyAt, payloadAt)] : [];
  return [...type, field(0, 'Payload', '', WORDS.payload, payloadAt, end), ...lines(split.value.payload, payloadAt)];
}

const LF = 10;

function lines(payload: Uint8Array, payloadAt: number): PacketField[] {
  const fields: PacketField[] = [];
  for (let from = 0; from < payload.length && fields.length < MAX_LINES;) {
    const feed = payload.indexOf(LF, from);
    const end = feed < 0 ? payload.length : feed + 1;
    const text = textOf(payload.subarray(from, Math.min(end, from + LONGEST_LINE))).replace(/·+$/, '');
    const [, letter = '', value = text] = /^([a-z])=(.*)$/s.exec(text) ?? [];
    const meaning = explainSdpLine(letter, value);
    const words: Words = meaning ? [meaning.section, meaning.en, meaning.de] : UNKNOWN_LINE;
    if (text !== '') fields.push(field(1, letter === '' ? '?' : `${letter}=`, value, words, payloadAt + from, payloadAt + end));
    from = end;
  }
  return fields;
}
