/** STUN (RFC 8489) with what ICE adds (RFC 8445), attribute by attribute; takes anything. */
import { endpointText } from '../endpoint-text.ts';
import { STUN_HEADER_LENGTH, isStun } from '../rtp/demultiplex.ts';
import { readAddress, xorAddress } from '../rtp/stun-address.ts';
import { readUint16, readUint32 } from '../rtp/wire-integers.ts';
import type { PacketField, Words } from './field.ts';
import { field, hexNumber, hexText, textOf } from './field.ts';

const ATTRIBUTE_HEADER = 4;
/** A packet may claim thousands of empty ones. */
const MAX_ATTRIBUTES = 100;

type Read = (value: Uint8Array, packet: Uint8Array) => string;
const address: Read = (value) => endpointOf(value);
const xored: Read = (value, packet) => endpointOf(xorAddress(value, packet.subarray(4, STUN_HEADER_LENGTH)));
const text: Read = textOf;
const octets: Read = (value) => hexText(value);
const number: Read = (value) => (value.length === 4 ? String(readUint32(value, 0)) : hexText(value));
const errorCode: Read = (value) => (value.length < 4 ? hexText(value) : `${((value[2] ?? 0) & 7) * 100 + (value[3] ?? 0)} ${textOf(value.subarray(4))}`);
const types: Read = (value) => Array.from({ length: value.length >> 1 }, (_, at) => hexNumber(readUint16(value, 2 * at), 4)).slice(0, 16).join(', ');

const ATTRIBUTES = new Map<number, readonly [name: string, read: Read, ...words: Words]>([
  [0x0001, ['MAPPED-ADDRESS', address, 'RFC 8489 14.1', 'Our address as the other side sees it, in the clear: some routers rewrite it.', 'Unsere Adresse, wie die Gegenseite sie sieht, im Klartext: Manche Router schreiben sie um.']],
  [0x0006, ['USERNAME', text, 'RFC 8489 14.3', 'For whom the check is: the fragments (ice-ufrag) of both sides.', 'Für wen die Prüfung ist: die Kennungen (ice-ufrag) beider Seiten.']],
  [0x0008, ['MESSAGE-INTEGRITY', octets, 'RFC 8489 14.5', 'A seal made with the password (HMAC-SHA1): nobody else can have sent this.', 'Ein Siegel mit dem Passwort (HMAC-SHA1): Niemand anders kann dies gesendet haben.']],
  [0x001c, ['MESSAGE-INTEGRITY-SHA256', octets, 'RFC 8489 14.6', 'The same with SHA-256.', 'Dasselbe mit SHA-256.']],
  [0x0009, ['ERROR-CODE', errorCode, 'RFC 8489 14.8', 'Why it was refused.', 'Warum abgelehnt wurde.']],
  [0x000a, ['UNKNOWN-ATTRIBUTES', types, 'RFC 8489 14.13', 'What the other side did not understand.', 'Was die Gegenseite nicht verstanden hat.']],
  [0x0014, ['REALM', text, 'RFC 8489 14.9', 'Which password is asked for.', 'Nach welchem Passwort gefragt wird.']],
  [0x0015, ['NONCE', text, 'RFC 8489 14.10', 'A word to be used once, to be put into the seal.', 'Ein Wort zum einmaligen Gebrauch, das ins Siegel eingeht.']],
  [0x0020, ['XOR-MAPPED-ADDRESS', xored, 'RFC 8489 14.2', 'Our address and port as the other side sees them: behind a NAT, those of the router.', 'Unsere Adresse mit Port, wie die Gegenseite sie sieht: hinter einem NAT die des Routers.']],
  [0x0024, ['PRIORITY', number, 'RFC 8445 7.1.1', 'How much this way would be liked, should it turn out to be a new one.', 'Wie gern dieser Weg genommen würde, falls er sich als neuer herausstellt.']],
  [0x0025, ['USE-CANDIDATE', octets, 'RFC 8445 7.1.2', 'The controlling side chooses this way for the sound.', 'Die bestimmende Seite wählt diesen Weg für den Ton.']],
  [0x8022, ['SOFTWARE', text, 'RFC 8489 14.14', 'What program sent it.', 'Welches Programm es gesendet hat.']],
  [0x8023, ['ALTERNATE-SERVER', address, 'RFC 8489 14.15', 'Another server to be asked.', 'Ein anderer Server, der gefragt werden soll.']],
  [0x8028, ['FINGERPRINT', octets, 'RFC 8489 14.7', 'A checksum that tells STUN from sound on the same port.', 'Eine Prüfsumme, an der STUN vom Ton am selben Port zu unterscheiden ist.']],
  [0x8029, ['ICE-CONTROLLED', octets, 'RFC 8445 7.1.3', 'The sender leaves the choice of the way to the other side; the number breaks a tie.', 'Der Absender überlässt die Wahl des Weges der Gegenseite; die Zahl entscheidet bei Gleichstand.']],
  [0x802a, ['ICE-CONTROLLING', octets, 'RFC 8445 7.1.3', 'The sender chooses the way; the number breaks a tie.', 'Der Absender wählt den Weg; die Zahl entscheidet bei Gleichstand.']],
  [0x802b, ['RESPONSE-ORIGIN', address, 'RFC 5780 7.3', 'From where the server answered.', 'Von wo der Server geantwortet hat.']],
  [0x802c, ['OTHER-ADDRESS', address, 'RFC 5780 7.4', 'A second address of the server.', 'Eine zweite Adresse des Servers.']],
]);

const CLASSES: readonly (readonly [name: string, ...words: Words])[] = [
  ['request', 'RFC 8489 6.1', 'Asks: under which address do you see me, and do you answer here?', 'Fragt: Unter welcher Adresse siehst du mich, und antwortest du hier?'],
  ['indication', 'RFC 8489 6.1', 'Tells something that nobody answers: keeps the way open.', 'Teilt etwas mit, worauf niemand antwortet: hält den Weg offen.'],
  ['success response', 'RFC 8489 6.3.1', 'The answer, with the address that was seen.', 'Die Antwort, mit der Adresse, die gesehen wurde.'],
  ['error response', 'RFC 8489 6.3.1', 'The request was refused.', 'Die Anfrage wurde abgelehnt.'],
];
const BINDING = 1;
const UNKNOWN: Words = ['RFC 8489 14', 'Not known to Rung.', 'Rung nicht bekannt.'];
const CUT: Words = ['RFC 8489 14', 'The attribute is longer than the message.', 'Das Attribut ist länger als die Nachricht.'];
const ID: Words = ['RFC 8489 5', 'Joins request and answer.', 'Verbindet Anfrage und Antwort.'];

export function stunFields(bytes: Uint8Array): PacketField[] {
  if (!isStun(bytes)) return [];
  const { method, words: [name, ...words] } = typeOf(bytes);
  const fields = [
    field(0, `${method === BINDING ? 'Binding' : `method ${method}`} ${name}`, '', words, 0, STUN_HEADER_LENGTH),
    field(1, 'Transaction ID', hexText(bytes.subarray(8, STUN_HEADER_LENGTH)), ID, 8, STUN_HEADER_LENGTH),
  ];
  for (let at = STUN_HEADER_LENGTH; at + ATTRIBUTE_HEADER <= bytes.length && fields.length < MAX_ATTRIBUTES;) {
    const length = readUint16(bytes, at + 2);
    const end = at + ATTRIBUTE_HEADER + length;
    fields.push(end > bytes.length ? field(1, hexNumber(readUint16(bytes, at), 4), '', CUT, at, bytes.length) : attribute(bytes, at, end));
    at = end + (-length & 3);
  }
  return fields;
}

function attribute(bytes: Uint8Array, at: number, end: number): PacketField {
  const type = readUint16(bytes, at);
  const [name, read, ...words] = ATTRIBUTES.get(type) ?? [hexNumber(type, 4), octets, ...UNKNOWN];
  return field(1, name, read(bytes.subarray(at + ATTRIBUTE_HEADER, end), bytes), words, at, end);
}

/** RFC 8489 5: the bits of method and class are interleaved. */
function typeOf(bytes: Uint8Array): { method: number; words: readonly [name: string, ...words: Words] } {
  const type = readUint16(bytes, 0);
  const words = CLASSES[((type >> 7) & 0b10) | ((type >> 4) & 0b01)] as (typeof CLASSES)[number];
  return { method: (type & 0xf) | ((type >> 1) & 0x70) | ((type >> 2) & 0xf80), words };
}

function endpointOf(value: Uint8Array): string {
  const found = readAddress(value);
  return found ? endpointText(found) : hexText(value);
}
