/** What the readers say is wrong or odd, in the person's language. They write English, which is the key to the German. */
import { COMMENT } from '../ladder/trace-message.ts';
import { compileTemplate, filledTemplate, placesIn } from './fault-template.ts';
import type { FaultTemplate, FaultWords } from './fault-template.ts';
import { SDP_FAULT_WORDS } from './fault-words-sdp.ts';
import { SIP_FAULT_WORDS } from './fault-words-sip.ts';
import { TRACE_FAULT_WORDS } from './fault-words-trace.ts';

export const FAULT_WORDS: FaultWords = { ...SIP_FAULT_WORDS, ...SDP_FAULT_WORDS, ...TRACE_FAULT_WORDS };

const FIXED: ReadonlyMap<string, string> = new Map(Object.entries(FAULT_WORDS).filter(([english]) => !english.includes('{')));
const TEMPLATES: readonly FaultTemplate[] = Object.entries(FAULT_WORDS).filter(([english]) => english.includes('{')).map(([english, german]) => compileTemplate(english, german));
/** A field's name, the fault of its URI. */
const MOST_NESTED = 2;
/** Notes that hold a semicolon themselves: so many pieces at most. */
const MOST_PIECES = 4;
const COMMENT_DE = 'Kommentar: ';

/** `language`: `de`, or anything else for English. A text that is not known here comes back as it is. */
export function faultText(text: string, language: string): string {
  return language === 'de' ? germanOf(text, MOST_NESTED) ?? text : text;
}

function germanOf(text: string, depth: number): string | undefined {
  const fixed = FIXED.get(text);
  if (fixed !== undefined) return fixed;
  for (const template of TEMPLATES) {
    const places = placesIn(template, text);
    const filled = places && withInner(places, depth);
    if (filled) return filledTemplate(template, filled);
  }
  return undefined;
}

/** The places with the text among them translated; undefined where that is none. */
function withInner(places: ReadonlyMap<string, string>, depth: number): ReadonlyMap<string, string> | undefined {
  const inner = places.get('fault');
  if (inner === undefined) return places;
  const german = depth > 0 ? germanOf(inner, depth - 1) : undefined;
  return german === undefined ? undefined : new Map([...places, ['fault', german]]);
}

/** The note of a traced message: several texts, each with its section, and last what the maker of the capture wrote. */
export function noteText(note: string, language: string): string {
  if (language !== 'de') return note;
  const commentAt = note.startsWith(COMMENT) ? 0 : note.indexOf(`; ${COMMENT}`) + 2;
  const hasComment = note.startsWith(COMMENT, commentAt);
  const said = hasComment ? note.slice(0, Math.max(0, commentAt - 2)) : note;
  const comment = hasComment ? [`${COMMENT_DE}${note.slice(commentAt + COMMENT.length)}`] : [];
  return [...(said === '' ? [] : translatedPieces(said.split('; '))), ...comment].join('; ');
}

/** Shortest first: a text with a place at its end would take the next ones for what stands there. */
function translatedPieces(pieces: readonly string[]): string[] {
  const told: string[] = [];
  for (let at = 0; at < pieces.length; ) {
    let count = 1;
    let german: string | undefined;
    for (; count <= MOST_PIECES && at + count <= pieces.length; count++) {
      german = withSection(pieces.slice(at, at + count).join('; '));
      if (german !== undefined) break;
    }
    told.push(german ?? (pieces[at] as string));
    at += german === undefined ? 1 : count;
  }
  return told;
}

/** `text (RFC 3261 7.1; answered 400)`. */
function withSection(text: string): string | undefined {
  const open = text.lastIndexOf(' (');
  const reason = open < 0 ? null : /^ \((RFC \d{1,5}(?: [\w.]{1,20})?)(?:; (?:(dropped)|answered (\d{3})))?\)$/.exec(text.slice(open));
  if (!reason) return germanOf(text, MOST_NESTED);
  const german = germanOf(text.slice(0, open), MOST_NESTED);
  if (german === undefined) return undefined;
  const [, section, dropped, status] = reason;
  const fate = dropped !== undefined ? '; verworfen' : status !== undefined ? `; mit ${status} beantwortet` : '';
  return `${german} (${section}${fate})`;
}
