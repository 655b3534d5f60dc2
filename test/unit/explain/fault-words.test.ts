/** Whatever the readers say is wrong or odd has German: all that stands in their source, and all that they say of the test vectors. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAULT_WORDS, faultText, noteText } from '../../../src-shared/explain/fault-words.ts';
import { parseSdp } from '../../../src-shared/sdp/parse.ts';
import { strictNotes } from '../../../src-shared/sdp/strict.ts';
import { odditiesOf } from '../../../src-shared/sip/oddities.ts';
import { checkMessage, parseDatagram } from '../../../src-shared/sip/parse.ts';
import { readMessages } from '../../vectors/read-messages.ts';
import { textsIn } from './texts-in-source.ts';

const ROOT = new URL('../../../', import.meta.url);
const WANTED = {
  properties: ['message', 'text', 'note', 'problem', 'holds'],
  calls: ['note', 'fault', 'refuse', 'problem', 'drop', 'breakOff', 'ignored', 'tell'],
  tables: ['MEANINGS'],
  returns: ['flawOf', 'provenBad', 'oddSource', 'collision'],
};
const OTHERS = [
  'src-shared/capture/icmp.ts', 'src-shared/sap/packet.ts', 'src-shared/sap/content.ts', 'src-main/sap/directory.ts', 'src-main/sap/intake.ts', 'src-main/sap/read-announcement.ts',
  'src-main/sip/transport/inbound.ts', 'src-main/calls/call-trace.ts',
];
/** Whose texts stand there in both languages. */
const BILINGUAL = /\/(?:draft-faults|schedule-[a-z]+|q850|warning|response-table[a-z0-9-]*|status-codes)\.ts$/;
/** In the place of a packet's own text, not beside it. */
const PACKET_TEXT = 'encrypted, and no key here opens it';
/** Nothing but places, sections and rules. */
const NO_TEXT = /^(?:\{\}|\{\} \(\{\}\)|RFC \d+ [\d.{}]+|[a-z0-9-]*|[\d.]+|RAVENNA)$/;

function sources(): string[] {
  const own = ['src-shared/sip/', 'src-shared/sdp/'].flatMap((folder) => readdirSync(new URL(folder, ROOT)).filter((name) => name.endsWith('.ts')).map((name) => folder + name));
  return [...own, ...OTHERS].filter((path) => !BILINGUAL.test(path));
}

const KNOWN = new Set(Object.keys(FAULT_WORDS).map((key) => key.replace(/\{[A-Za-z]+\}/g, '{}')));
/** `text (RFC 3261 7.1; dropped)`: the section is not part of the text. */
const withoutSection = (text: string): string => text.replace(/ \(RFC [^()]*; (?:dropped|\{\})\)$/, '');

describe('the texts of the readers', () => {
  it('all have German where they are written down', () => {
    const written = sources().flatMap((path) => textsIn(new URL(path, ROOT), WANTED).map(withoutSection).filter((text) => text !== PACKET_TEXT && !NO_TEXT.test(text)).map((text) => ({ path, text })));
    expect(written.length).toBeGreaterThan(150);
    expect(written.filter(({ text }) => !KNOWN.has(text))).toEqual([]);
  });

  it('are all still said by somebody', () => {
    const written = new Set(sources().flatMap((path) => textsIn(new URL(path, ROOT), WANTED).map(withoutSection)));
    expect([...KNOWN].filter((text) => !written.has(text))).toEqual([]);
  });

  it('name the same places in both languages', () => {
    const places = (text: string): string[] => [...text.matchAll(/\{([A-Za-z]+)\}/g)].map(([, name = '']) => name).sort();
    for (const [english, german] of Object.entries(FAULT_WORDS)) expect(places(german), english).toEqual(places(english));
  });

  it.each(['rfc4475', 'rfc5118'])('are told in German of every message of %s', (folder) => {
    const said = readMessages(new URL(`test/vectors/${folder}/messages.txt`, ROOT)).flatMap(({ bytes }) => textsOf(bytes));
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter((text) => faultText(text, 'de') === text)).toEqual([]);
  });

  it('are told in German of a description with many faults', () => {
    const said = sdpTexts(ODD_SDP);
    expect(said.length).toBeGreaterThan(25);
    expect(said.filter((text) => faultText(text, 'de') === text)).toEqual([]);
    for (const sdp of ['', 'x=1', 'v=1', 'v=0\r\ns=-', 'v=0\r\no=- 1', 'v=0\r\no=- 1 1 IN IP4 a\r\nc=IN', 'v=0\r\nm=audio 70000 RTP/AVP 0']) {
      expect(sdpTexts(sdp).filter((text) => faultText(text, 'de') === text), sdp).toEqual([]);
    }
  });
});

describe('faultText', () => {
  it('fills what varies, and translates a text inside another', () => {
    expect(faultText('CSeq says INVITE, the request is BYE.', 'de')).toBe('CSeq nennt INVITE, die Anfrage ist BYE.');
    expect(faultText('From: The URI has no scheme (sip:, sips: or tel:).', 'de')).toBe('From: Die URI hat kein Schema (sip:, sips: oder tel:).');
    expect(faultText('a=ptime holds milliseconds, such as 20 or 0.125', 'de')).toBe('a=ptime verlangt: Millisekunden, etwa 20 oder 0.125');
  });

  it('keeps English in an English window, and what it does not know', () => {
    expect(faultText('The Request-URI is missing.', 'en')).toBe('The Request-URI is missing.');
    for (const unknown of ['', 'constructor', 'From: something new', 'The version is 3']) expect(faultText(unknown, 'de')).toBe(unknown);
  });

  it('puts hostile text where it stood, as it is', () => {
    expect(faultText('CSeq says {method}, the request is $&<b>.', 'de')).toBe('CSeq nennt {method}, die Anfrage ist $&<b>.');
    expect(faultText('A: '.repeat(50_000), 'de')).toBe('A: '.repeat(50_000));
  });
});

describe('noteText', () => {
  it('translates each of several notes, with its section and what became of the message', () => {
    expect(noteText('The Request-URI is missing. (RFC 3261 7.1; answered 400); Lines end with LF alone; SIP wants CR LF. (RFC 3261 7)', 'de'))
      .toBe('Die Request-URI fehlt. (RFC 3261 7.1; mit 400 beantwortet); Die Zeilen enden nur mit LF; SIP verlangt CR LF. (RFC 3261 7)');
    expect(noteText('The top Via is not ours (RFC 3261 18.1.2; dropped)', 'de')).toBe('Das oberste Via ist nicht unseres (RFC 3261 18.1.2; verworfen)');
    expect(noteText('192.0.2.1 announces this session; 192.0.2.2 is not followed.', 'de')).toBe('192.0.2.1 kündigt diese Sitzung an; 192.0.2.2 wird nicht beachtet.');
  });

  it('leaves what somebody wrote to it as it is', () => {
    expect(noteText('ICMP: port unreachable, by 192.0.2.7; Comment: no route; see there', 'de')).toBe('ICMP: Port nicht erreichbar, von 192.0.2.7; Kommentar: no route; see there');
    expect(noteText('Comment: no route', 'de')).toBe('Kommentar: no route');
    expect(noteText('Comment: no route', 'en')).toBe('Comment: no route');
    expect(noteText('told by nobody; no route', 'de')).toBe('told by nobody; kein Weg dorthin');
  });
});

function textsOf(bytes: Uint8Array): string[] {
  const parsed = parseDatagram(bytes);
  if (!parsed.ok) return [parsed.error.message, ...(parsed.error.request ? odditiesOf(parsed.error.request).map(({ text }) => text) : [])];
  return [checkMessage(parsed.value)?.message ?? [], odditiesOf(parsed.value).map(({ text }) => text)].flat();
}

function sdpTexts(text: string): string[] {
  const parsed = parseSdp(text);
  if (!parsed.ok) return [parsed.error.message];
  return [...parsed.value.notes, ...strictNotes(text, parsed.value.description)].map((note) => note.text);
}

const ODD_SDP = [
  'v=0', 'o=a b c 1x 1 IN IP4 192.0.2.1', 'o=- 1 1 IN IP4 x', 's=', 's=-', 'u=x y', 'e=nobody', 'p=x', 'i=', 'c=IN IP4 ::1/300', 'c=IN IP6 192.0.2.1/0', 'b=x', 'b=Y:1', 'b=TIAS:64',
  't=x', 't=10 5', 'r=x', 'r=7d 8d', 'z=x y', 'z=1', 'k=clear:x', 'X=1', 'a=', 'a=a/b', 'a=ptime:x', 'a=type:x', 'a=charset:koi', '', 'no line',
  'm=data 9/0 RTP/AVP', 'q=1', 'a=ptime:x', 'i=-', 'c=IN IP4 224.1.1.1', 'm=audio 9 RTP/AVP 0 96 300', 'a=rtpmap:97 x/8000', 'a=fmtp:98 x', 'a=recvonly:1', 'a=sendrecv', 'a=group:LS 1',
  'a=mid:1', 'm=x 9 RTP/AVP 0', 'a=mid:1', 'c=IN IP4 192.0.2.1', 'c=IN IP4 192.0.2.2/1/5', 'v=0',
].join('\n');
