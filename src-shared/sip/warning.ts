/** The Warning header field (RFC 3261 20.43): what was wrong, mostly with the session description. */
import { unquote } from './lexer.ts';
import type { SipMessage } from './message.ts';
import { shownText } from './reason.ts';

export interface WarningValue {
  code: number;
  /** Who warns: a host, or a name. */
  agent: string;
  /** One line, shortened. */
  text: string;
}

type Row = [code: number, en: string, de: string];

/** RFC 3261 20.43 (300 to 399) and RFC 5630 11.2 (380, 381). */
const ROWS: Row[] = [
  [300, 'a network protocol in the session description is not available', 'ein Netzprotokoll der Sitzungsbeschreibung ist nicht verfügbar'],
  [301, 'a kind of network address in the session description is not available', 'eine Art von Netzadresse der Sitzungsbeschreibung ist nicht verfügbar'],
  [302, 'a transport protocol in the session description is not available', 'ein Transportprotokoll der Sitzungsbeschreibung ist nicht verfügbar'],
  [303, 'a unit of bandwidth in the session description is not understood', 'eine Bandbreiteneinheit der Sitzungsbeschreibung ist unverständlich'],
  [304, 'a kind of media in the session description is not available', 'eine Medienart der Sitzungsbeschreibung ist nicht verfügbar'],
  [305, 'a media format (codec) in the session description is not available', 'ein Medienformat (Codec) der Sitzungsbeschreibung ist nicht verfügbar'],
  [306, 'an attribute in the session description is not supported', 'ein Attribut der Sitzungsbeschreibung wird nicht unterstützt'],
  [307, 'a parameter in the session description is not understood', 'ein Parameter der Sitzungsbeschreibung ist unverständlich'],
  [330, 'multicast is not available there', 'Multicast ist dort nicht verfügbar'],
  [331, 'unicast is not available there', 'Unicast ist dort nicht verfügbar'],
  [370, 'the bandwidth is not sufficient', 'die Bandbreite reicht nicht aus'],
  [380, 'sips: addresses are not allowed there', 'sips:-Adressen sind dort nicht erlaubt'],
  [381, 'a sips: address is required there', 'dort ist eine sips:-Adresse nötig'],
  [399, 'a remark for people', 'ein Hinweis für Menschen'],
];

const WORDS: ReadonlyMap<number, { en: string; de: string }> = new Map(ROWS.map(([code, en, de]) => [code, { en, de }]));

const MAX_WARNINGS = 8;

/** All that can be read, in order. */
export function warningsOf(message: SipMessage): WarningValue[] {
  return message.headers.all('warning').slice(0, MAX_WARNINGS).map(parseWarning).filter((warning) => warning !== undefined);
}

/** `307 isi.edu "Session parameter 'foo' not understood"`. */
function parseWarning(value: string): WarningValue | undefined {
  const match = /^(\d{3})[ \t]+([^ \t"]+)[ \t]*(.*)$/.exec(value);
  if (!match) return undefined;
  const [, code = '', agent = '', text = ''] = match;
  return { code: Number(code), agent: shownText(agent), text: shownText(unquote(text.trim())) };
}

/** A clause to stand behind a colon. An unknown code has its sender's text only. */
export function warningWords(code: number): { en: string; de: string } | undefined {
  return WORDS.get(code);
}
