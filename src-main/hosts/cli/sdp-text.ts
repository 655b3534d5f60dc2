/** A session description for people: what, when, where, who, and what is odd about it. One thing a line. */
import { faultText } from '../../../src-shared/explain/fault-words.ts';
import { attributeValue, rtpMapsOf } from '../../../src-shared/sdp/attributes.ts';
import type { MediaTarget } from '../../../src-shared/sdp/groups.ts';
import { mediaTargets } from '../../../src-shared/sdp/groups.ts';
import { printable } from '../../../src-shared/ladder/printable.ts';
import type { ParsedSdp, SdpError } from '../../../src-shared/sdp/parse.ts';
import type { WordsOptions } from '../../../src-shared/sdp/schedule-phrases.ts';
import { occurrenceInWords, scheduleInWords } from '../../../src-shared/sdp/schedule-words.ts';
import { isPermanent, nextOccurrence } from '../../../src-shared/sdp/schedule.ts';
import type { SdpMedia, SessionDescription } from '../../../src-shared/sdp/types.ts';

interface Labels {
  information: string; uri: string; email: string; phone: string; origin: string; bandwidth: string; when: string; next: string; none: string;
  stream: string; groups: string; tool: string; key: string; note: string; line: string; reach: string; declined: string; noName: string;
}

const LABELS: Record<WordsOptions['language'], Labels> = {
  en: {
    information: 'About', uri: 'Web', email: 'E-mail', phone: 'Telephone', origin: 'Origin', bandwidth: 'Bandwidth', when: 'When', next: 'Next', none: 'never again',
    stream: 'Stream', groups: 'Sent to', tool: 'Made by', key: 'Key', note: 'Note', line: 'line', reach: 'TTL', declined: 'declined', noName: '(no name)',
  },
  de: {
    information: 'Über', uri: 'Web', email: 'E-Mail', phone: 'Telefon', origin: 'Ursprung', bandwidth: 'Bandbreite', when: 'Wann', next: 'Nächstes', none: 'nicht mehr',
    stream: 'Strom', groups: 'Gesendet an', tool: 'Gemacht von', key: 'Schlüssel', note: 'Hinweis', line: 'Zeile', reach: 'TTL', declined: 'abgelehnt', noName: '(ohne Namen)',
  },
};
const LABEL_WIDTH = 12;
/** Of the groups of one stream. */
const MOST_SHOWN = 8;

export function sdpText({ description, notes }: ParsedSdp, options: WordsOptions): string {
  const labels = LABELS[options.language];
  const { origin, information, uri, emails, phones, bandwidths, key, attributes } = description;
  const row = (label: string, value: string): string => `${label.padEnd(LABEL_WIDTH)}${printable(value)}`;
  const next = nextOccurrence(description, options.nowMs);
  const tool = attributeValue(attributes, 'tool');
  const lines = [
    printable(description.name === '-' ? labels.noName : description.name),
    ...(information === undefined ? [] : [row(labels.information, information)]),
    ...(uri === undefined ? [] : [row(labels.uri, uri)]),
    ...emails.map((email) => row(labels.email, email)),
    ...phones.map((phone) => row(labels.phone, phone)),
    ...scheduleInWords(description, options).map((words) => row(labels.when, words)),
    ...(isPermanent(description) ? [] : [row(labels.next, `${next ? occurrenceInWords(next, options) : labels.none} (${options.timeZone})`)]),
    ...streamRows(description, labels).map(([label, value]) => row(label, value)),
    ...bandwidths.map(({ type, kbps }) => row(labels.bandwidth, `${type} ${kbps}`)),
    ...(key === undefined ? [] : [row(labels.key, 'k= (RFC 8866 5.12)')]),
    ...(tool === undefined ? [] : [row(labels.tool, tool)]),
    row(labels.origin, `${origin.username} ${origin.sessionId} ${origin.sessionVersion} ${origin.address}`),
    ...notes.map((note) => row(labels.note, `${labels.line} ${note.line}, ${note.section}: ${faultText(note.text, options.language)}`)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Why a description is refused, in one line. */
export function sdpRefusalText({ line, section, message }: SdpError, language: WordsOptions['language']): string {
  return `${LABELS[language].line} ${line}, ${section}: ${printable(faultText(message, language))}\n`;
}

function streamRows(description: SessionDescription, labels: Labels): [label: string, value: string][] {
  const targets = mediaTargets(description);
  return description.media.flatMap((media, index) => {
    const own = targets.filter(({ mediaIndex }) => mediaIndex === index);
    const shown = own.slice(0, MOST_SHOWN).map((target) => targetText(target, labels));
    if (own.length > MOST_SHOWN) shown.push(`… ${own.length}`);
    const stream: [string, string] = [labels.stream, [media.media, media.protocol, formatsOf(media), media.port === 0 ? `(${labels.declined})` : ''].filter((part) => part !== '').join(' ')];
    return [stream, ...shown.map((text): [string, string] => [labels.groups, text])];
  });
}

function formatsOf(media: SdpMedia): string {
  const maps = rtpMapsOf(media).map(({ encoding, clockRateHz, channels }) => `${encoding}/${clockRateHz}${channels > 1 ? `/${channels}` : ''}`);
  return maps.length > 0 ? maps.join(', ') : media.formats.join(' ');
}

function targetText({ address, port, ttl }: MediaTarget, labels: Labels): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}${ttl === undefined ? '' : `, ${labels.reach} ${ttl}`}`;
}
