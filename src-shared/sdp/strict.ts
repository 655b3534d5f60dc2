/** What a strict reader objects to in a description that parseSdp can use: attributes in the wrong place or with odd values,
 *  obsolete lines, names that nothing explains (RFC 8866 and the RFCs of each attribute). Kept apart: calls need no such judgement. */
import { isMulticast } from './address.ts';
import { ATTRIBUTE_NAME, ATTRIBUTE_RULES } from './attribute-rules.ts';
import { layersOf } from './groups.ts';
import { parseTypedTime } from './time.ts';
import type { SdpMedia, SdpNote, SessionDescription } from './types.ts';

/** Lines of the text with the place where they stand. */
interface Line {
  number: number;
  letter: string;
  value: string;
  /** -1: of the session. */
  media: number;
}

interface Judging {
  description: SessionDescription;
  lines: Line[];
  notes: SdpNote[];
}

const MAX_NOTES = 64;
/** RFC 8866 8.2.2, RFC 6466. */
const MEDIA = new Set(['audio', 'video', 'text', 'application', 'message', 'image']);
/** RFC 8866 8.2.5; X- ones are private. */
const BANDWIDTHS = new Set(['CT', 'AS', 'TIAS', 'RS', 'RR']);
const BANDWIDTH_SECTION: Record<string, string> = { TIAS: 'RFC 3890 6.2', RS: 'RFC 3556 2', RR: 'RFC 3556 2' };
const DIRECTIONS = new Set(['recvonly', 'sendrecv', 'sendonly', 'inactive']);
const FIRST_DYNAMIC = 96;
const LAST_PAYLOAD_TYPE = 127;
const EMAIL = /^[^<>()]*<[^\s<>()@]+@[^\s<>()@]+>$|^[^\s<>()@]+@[^\s<>()@]+(?: +\([^()]*\))?$/;
const PHONE = /^[^<>()]*<\+?[\d -]+>$|^\+?[\d -]+(?:\([^()]*\))?$/;
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/;

/** `text`: what parseSdp has read, decoded. At most 64, in the order of the lines; linear in its length. */
export function strictNotes(text: string, description: SessionDescription): SdpNote[] {
  const judging: Judging = { description, lines: linesOf(text), notes: [] };
  const seen = new Map<string, number>();
  for (const line of judging.lines) {
    if (judging.notes.length >= MAX_NOTES) break;
    judgeLine(judging, line, seen);
  }
  judgeNames(judging);
  judgeTimes(judging);
  const byStream = Map.groupBy(judging.lines, ({ media }) => media);
  description.media.forEach((media, at) => judgeStream(judging, media, byStream.get(at) ?? [], at === 0));
  return judging.notes.sort((a, b) => a.line - b.line).slice(0, MAX_NOTES);
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let media = -1;
  let versions = 0;
  for (const [at, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line.charAt(1) !== '=') continue;
    const letter = line.charAt(0);
    if (letter === 'v' && versions++ > 0) break;
    if (letter === 'm') media++;
    lines.push({ number: at + 1, letter, value: line.slice(2), media });
  }
  return lines;
}

function note({ notes }: Judging, line: number, section: string, text: string): void {
  if (notes.length < MAX_NOTES * 2) notes.push({ line, section, text });
}

function judgeLine(judging: Judging, line: Line, seen: Map<string, number>): void {
  const { number, value } = line;
  switch (line.letter) {
    case 'a': return judgeAttribute(judging, line, seen);
    case 'b': return judgeBandwidth(judging, number, value);
    case 'k': return note(judging, number, 'RFC 8866 5.12', 'k= is obsolete and must not be used: whoever reads the description has the key');
    case 'u': return URI.test(value) ? undefined : note(judging, number, 'RFC 8866 5.5', 'the u= line is not a URI');
    case 'e': return EMAIL.test(value) ? undefined : note(judging, number, 'RFC 8866 5.6', 'the e= line is not an address, as a@example.org or Name <a@example.org>');
    case 'p': return PHONE.test(value) ? undefined : note(judging, number, 'RFC 8866 5.6', 'the p= line is not a number, as +44 171 380 7777');
    case 'i': return value === '' ? note(judging, number, 'RFC 8866 5.4', 'the i= line is empty') : undefined;
    case 'm': return judgeMedia(judging, number, value);
  }
}

function judgeMedia(judging: Judging, number: number, value: string): void {
  const kind = value.slice(0, value.indexOf(' ') >>> 0);
  if (MEDIA.has(kind)) return;
  // RFC 2327 had them, RFC 4566 dropped them.
  const isOld = kind === 'data' || kind === 'control';
  note(judging, number, 'RFC 8866 5.14', isOld ? `m=${kind} is of RFC 2327 and was dropped` : 'the kind of media is none that is registered');
}

function judgeBandwidth(judging: Judging, number: number, value: string): void {
  const [type = '', amount = ''] = value.split(':', 2);
  if (BANDWIDTHS.has(type) || /^X-/i.test(type)) {
    const section = BANDWIDTH_SECTION[type];
    // TIAS, RS and RR are in bits per second: written as kilobits they come out far too small.
    if (section && Number(amount) > 0 && Number(amount) < 1000 && type === 'TIAS') note(judging, number, section, `b=TIAS is in bits per second: ${amount} is less than any codec needs`);
    return;
  }
  note(judging, number, 'RFC 8866 5.8', 'the kind of bandwidth is none that is registered (CT, AS, TIAS, RS, RR)');
}

function judgeAttribute(judging: Judging, { number, value: text, media }: Line, seen: Map<string, number>): void {
  const colon = text.indexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  const value = colon < 0 ? undefined : text.slice(colon + 1);
  const rule = ATTRIBUTE_RULES.get(name);
  if (!rule) {
    if (!ATTRIBUTE_NAME.test(name)) note(judging, number, 'RFC 8866 5.13', 'the name of an attribute has no spaces and no signs such as / or "');
    return;
  }
  const { section, level } = rule;
  if (level === 'session' && media >= 0) note(judging, number, section, `a=${name} belongs to the session, before the first m= line`);
  if (level === 'media' && media < 0) note(judging, number, section, `a=${name} belongs to a stream, below its m= line`);
  if (!rule.value && value !== undefined) note(judging, number, section, `a=${name} has no value`);
  if (rule.value && !rule.value.test(value ?? '')) note(judging, number, section, `a=${name} holds ${rule.holds ?? 'something else'}`);
  const key = `${media} ${DIRECTIONS.has(name) ? 'direction' : name}`;
  if (!rule.many && seen.has(key)) note(judging, number, section, `a=${name}: line ${seen.get(key)} has said it already`);
  seen.set(key, number);
}

/** What t=, r= and z= say together (RFC 8866 5.9 to 5.11). */
function judgeTimes(judging: Judging): void {
  const { times, zones } = judging.description;
  let start = '';
  for (const { number, letter, value, media } of judging.lines) {
    if (media >= 0) break;
    if (letter === 't') start = value.split(' ', 1)[0] ?? '';
    if (letter !== 'r') continue;
    const [interval, duration] = value.split(' ', 2).map(parseTypedTime);
    if (start === '0') note(judging, number, 'RFC 8866 5.9', 'r= repeats from the start on, and this session has none: it is taken as always there');
    else if (interval !== undefined && duration !== undefined && (interval <= 0 || duration < 0)) note(judging, number, 'RFC 8866 5.10', 'the r= line repeats after no time at all');
    else if (interval !== undefined && duration !== undefined && duration > interval) note(judging, number, 'RFC 8866 5.10', 'it still goes on when it begins again');
  }
  const shared = times.slice(0, -1).some(({ repeats, zones: own }) => repeats.length > 0 && !own);
  const last = zones.length > 0 && shared ? judging.lines.findLast(({ letter, media }) => letter === 'z' && media < 0) : undefined;
  // RFC 4566 5.11 has one z= line for all; by RFC 8866 it is of the r= lines right before it.
  if (last) note(judging, last.number, 'RFC 8866 5.11', 'the z= line is taken for all t= and r= lines, as RFC 4566 has it');
}

/** RFC 5888: names of streams are unique, and groups know no others. */
function judgeNames(judging: Judging): void {
  const mids = new Set<string>();
  const names = judging.lines.filter(({ letter, value }) => letter === 'a' && /^(?:mid|group):/.test(value));
  for (const { number, value } of names) {
    const mid = /^mid:(.*)/.exec(value)?.[1];
    if (mid === undefined) continue;
    if (mids.has(mid)) note(judging, number, 'RFC 5888 4', 'another stream has the same a=mid');
    mids.add(mid);
  }
  for (const { number, value } of names) {
    if (!value.startsWith('group:')) continue;
    const missing = value.split(' ', 65).slice(1).find((mid) => !mids.has(mid));
    if (missing !== undefined) note(judging, number, 'RFC 5888 5', 'a=group names a stream that no a=mid has');
  }
}

function judgeStream(judging: Judging, media: SdpMedia, lines: readonly Line[], isFirst: boolean): void {
  const line = lines[0]?.number ?? 1;
  if (/RTP\//.test(media.protocol)) judgePayloads(judging, media, lines, line);
  const unicast = media.connections.length > 1 && media.connections.some(({ address }) => !isMulticast(address));
  if (unicast) note(judging, lines.filter(({ letter }) => letter === 'c')[1]?.number ?? line, 'RFC 8866 5.7', 'several c= lines are for the layers of multicast only');
  for (const connection of [...media.connections, ...(isFirst && judging.description.connection ? [judging.description.connection] : [])]) {
    if ((connection.count ?? 1) > layersOf(connection).length) note(judging, line, 'RFC 8866 5.7', 'the c= line asks for more groups than there can be');
  }
}

function judgePayloads(judging: Judging, { formats }: SdpMedia, lines: readonly Line[], line: number): void {
  const offered = new Set(formats);
  const mapped = new Set<string>();
  for (const { number, letter, value } of lines) {
    const [, kind, payload] = letter === 'a' ? /^(rtpmap|fmtp):([^ ]{1,64})/.exec(value) ?? [] : [];
    if (kind === undefined || payload === undefined) continue;
    if (!offered.has(payload)) note(judging, number, 'RFC 8866 6.6', `a=${kind} is of a payload type that the m= line does not name`);
    if (kind !== 'rtpmap') continue;
    if (mapped.has(payload)) note(judging, number, 'RFC 8866 6.6', 'a second a=rtpmap of the same payload type: the first counts');
    mapped.add(payload);
  }
  for (const format of formats) {
    const payload = /^\d{1,3}$/.test(format) ? Number(format) : NaN;
    if (!(payload <= LAST_PAYLOAD_TYPE)) note(judging, line, 'RFC 3551 6', 'the m= line of RTP names payload types from 0 to 127');
    else if (payload >= FIRST_DYNAMIC && !mapped.has(format)) note(judging, line, 'RFC 8866 6.6', `nothing says what the payload type ${payload} is: a=rtpmap is missing`);
  }
}
