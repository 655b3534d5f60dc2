/** Differences that the protocol demands or allows for: two messages that differ in nothing else are alike. */
import type { CutLine } from '../explain/cut-lines.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { Relation } from './relation.ts';

interface Rule extends Explanation {
  /** Header names, `start`, or SDP letters and attributes (`o=`, `a=ssrc`). */
  names: string[];
  relations: Relation[];
  /** What may differ in the value; absent: all of it. */
  part?: RegExp;
  /** Only where the other message has no such line. */
  isWhole?: true;
}

/** What is compared, besides the two lines. */
export interface Comparison {
  relation: Relation;
  /** Two requests with one method, or two responses to one. */
  isSameMethod: boolean;
  isSameBody: boolean;
}

const LATER: Relation[] = ['call', 'calls'];
const ALL: Relation[] = ['hop', 'answer', 'transaction', 'call', 'calls'];

const RULES: Rule[] = [
  {
    names: ['via'], relations: LATER, part: /;[ \t]*(?:branch|received|rport)(?:[ \t]*=[^;,]*)?/gi, section: 'RFC 3261 8.1.1.7',
    en: 'Every transaction has a branch of its own.', de: 'Jede Transaktion hat ihren eigenen Branch.',
  },
  {
    names: ['via'], relations: ['hop', 'answer', 'transaction'], part: /;[ \t]*(?:received|rport)(?:[ \t]*=[^;,]*)?/gi, section: 'RFC 3581 4',
    en: 'The receiver fills in where the request really came from.', de: 'Der Empfänger trägt ein, woher die Anfrage wirklich kam.',
  },
  {
    names: ['from'], relations: ['calls'], part: /;[ \t]*tag[ \t]*=[^;]*/gi, section: 'RFC 3261 19.3',
    en: 'Every call has tags of its own.', de: 'Jeder Anruf hat seine eigenen Tags.',
  },
  {
    names: ['to'], relations: ['calls', 'call', 'answer'], part: /;[ \t]*tag[ \t]*=[^;]*/gi, section: 'RFC 3261 8.2.6.2',
    en: 'Whoever answers adds a tag; with it the dialog has its name.', de: 'Wer antwortet, fügt ein Tag hinzu; damit hat der Dialog seinen Namen.',
  },
  { names: ['call-id'], relations: ['calls'], section: 'RFC 3261 8.1.1.4', en: 'Every call has a Call-ID of its own.', de: 'Jeder Anruf hat seine eigene Call-ID.' },
  {
    names: ['cseq', 'rack', 'rseq'], relations: LATER, part: /\d+/g, section: 'RFC 3261 12.2.1.1',
    en: 'Every new request counts on.', de: 'Jede neue Anfrage zählt weiter.',
  },
  { names: ['rseq'], relations: ['transaction'], section: 'RFC 3262 3', en: 'Every reliable provisional answer counts on.', de: 'Jede verlässliche vorläufige Antwort zählt weiter.' },
  {
    names: ['max-forwards'], relations: ['hop'], section: 'RFC 3261 16.6',
    en: 'Every proxy on the way takes one off.', de: 'Jeder Proxy auf dem Weg zieht eins ab.',
  },
  {
    names: ['via', 'record-route', 'route'], relations: ['hop'], isWhole: true, section: 'RFC 3261 16.6',
    en: 'A proxy adds itself to the path, or takes itself off.', de: 'Ein Proxy trägt sich in den Weg ein oder aus.',
  },
  {
    names: ['authorization', 'proxy-authorization', 'www-authenticate', 'proxy-authenticate', 'authentication-info'], relations: LATER,
    part: /\b(?:nonce|nextnonce|opaque|nc|cnonce|response|rspauth)[ \t]*=[ \t]*(?:"[^"]*"|[^\s,]+)/gi, section: 'RFC 7616 3.4',
    en: 'Proofs of the password are made anew each time.', de: 'Beweise des Kennworts werden jedes Mal neu gemacht.',
  },
  { names: ['date', 'timestamp'], relations: ALL, section: 'RFC 3261 20.17', en: 'Time has passed.', de: 'Es ist Zeit vergangen.' },
  { names: ['session-id'], relations: ['calls', 'call', 'answer'], section: 'RFC 7989 5', en: 'Names the session, not its content.', de: 'Benennt die Sitzung, nicht ihren Inhalt.' },
  { names: ['sip-etag', 'sip-if-match'], relations: LATER, section: 'RFC 3903 6', en: 'Every publication gets a new name.', de: 'Jede Veröffentlichung bekommt einen neuen Namen.' },
  {
    names: ['start'], relations: ['hop'], part: /(?<=^\S+ )\S+/g, section: 'RFC 3261 16.6',
    en: 'A proxy puts in where the called person can be reached.', de: 'Ein Proxy setzt ein, wo die gerufene Person erreichbar ist.',
  },
  { names: ['start'], relations: ['answer', 'transaction'], section: 'RFC 3261 7.2', en: 'Another step of the same transaction.', de: 'Ein anderer Schritt derselben Transaktion.' },
  {
    names: ['o='], relations: LATER.concat('transaction'), part: /(?<=^\S+ )\d+ \d+/g, section: 'RFC 8866 5.2',
    en: 'Every session has its number, every change of it a new version.', de: 'Jede Sitzung hat ihre Nummer, jede Änderung eine neue Version.',
  },
  { names: ['m='], relations: ['calls'], part: /(?<=^\S+ )[1-9]\d*/g, section: 'RFC 8866 5.14', en: 'Every call has media ports of its own.', de: 'Jeder Anruf hat seine eigenen Medienports.' },
  {
    names: ['a=rtcp', 'a=ssrc', 'a=candidate', 'a=ice-ufrag', 'a=ice-pwd', 'a=msid', 'a=crypto'], relations: ['calls'], section: 'RFC 8866 5.13',
    en: 'Made anew for every call.', de: 'Wird für jeden Anruf neu gemacht.',
  },
];

const ONCE: Record<'credentials' | 'length' | 'answer' | 'method' | 'offer', Explanation> = {
  credentials: { section: 'RFC 3261 22.2', en: 'Added after the server has asked for the password.', de: 'Kommt dazu, nachdem der Server nach dem Kennwort gefragt hat.' },
  length: { section: 'RFC 3261 20.14', en: 'Follows from the body.', de: 'Folgt aus dem Nachrichtenkörper.' },
  answer: {
    section: 'RFC 3261 8.2.6.2', en: 'A response takes Via, From, To, Call-ID and CSeq from its request; the rest is its own.',
    de: 'Eine Antwort übernimmt Via, From, To, Call-ID und CSeq ihrer Anfrage; alles andere ist ihr eigenes.',
  },
  method: { section: 'RFC 3261 20', en: 'Another method, with fields of its own.', de: 'Eine andere Methode mit eigenen Feldern.' },
  offer: { section: 'RFC 3264 6', en: 'Offer and answer describe two sides.', de: 'Angebot und Antwort beschreiben zwei Seiten.' },
};

const COPIED = new Set(['via', 'from', 'to', 'call-id', 'cseq', 'record-route']);

/** Why two lines, or a line that the other message has not, may differ; undefined where they should not. */
export function expectedDifference(left: CutLine | undefined, right: CutLine | undefined, comparison: Comparison): Explanation | undefined {
  const line = left ?? right;
  if (!line || comparison.relation === 'retransmission') return undefined;
  return byRule(line, left, right, comparison) ?? byKind(line, left, right, comparison);
}

function byRule(line: CutLine, left: CutLine | undefined, right: CutLine | undefined, { relation }: Comparison): Explanation | undefined {
  const name = ruleName(line);
  const rule = RULES.find(({ names, relations, part, isWhole }) => {
    if (!names.includes(name) || !relations.includes(relation) || (isWhole && left && right)) return false;
    const masked = (value: string): string => (part ? value.replace(part, '') : '').trim();
    return masked(left?.value ?? '') === masked(right?.value ?? '');
  });
  return rule && { en: rule.en, de: rule.de, section: rule.section };
}

function byKind({ kind, name }: CutLine, left: CutLine | undefined, right: CutLine | undefined, comparison: Comparison): Explanation | undefined {
  const { relation, isSameMethod, isSameBody } = comparison;
  if (name === 'content-length' && !isSameBody) return ONCE.length;
  if (relation === 'call' && (name === 'authorization' || name === 'proxy-authorization') && !(left && right)) return ONCE.credentials;
  const isBody = kind === 'sdp' || kind === 'body';
  if (relation === 'answer') return isBody ? ONCE.offer : COPIED.has(name) ? undefined : ONCE.answer;
  return relation === 'call' && !isSameMethod && (kind === 'start' || isBody || !(left && right)) ? ONCE.method : undefined;
}

function ruleName({ kind, name, value }: CutLine): string {
  if (kind !== 'sdp') return kind === 'header' ? name : kind;
  return name === 'a' ? `a=${/^[^:]*/.exec(value)?.[0] ?? ''}` : `${name}=`;
}
