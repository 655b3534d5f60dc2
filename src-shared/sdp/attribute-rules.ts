/** How each attribute is to be written: where it may stand, and its value. */

export interface AttributeRule {
  section: string;
  /** Of the session, of a stream, or both. */
  level: 'session' | 'media' | 'both';
  /** Absent: there is none. */
  value?: RegExp;
  /** What the value is, for a sentence: `a=ptime holds …`. */
  holds?: string;
  /** May stand several times at its place. */
  many?: true;
}

const TOKEN = "[!#-'*+\\-.0-9A-Z^-~]{1,128}";
const LANGUAGE = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8}$/;
const ADDRESS = '[^ ]{1,255}';
const TEXT = /\S/;
const NUMBER = /^(?:0|[1-9]\d{0,8})$/;
const POSITIVE_DECIMAL = /^(?=.*[1-9])\d{1,9}(?:\.\d{1,9})?$/;

/** One of IEEE 1588 with its clock and domain, or what else RFC 7273 4.8 names. */
const TS_REFCLK = new RegExp(`^(?:ntp=${ADDRESS}|ptp=${TOKEN}(?::[^ ]{1,64})?|gps|gal|glonass|local|private(?::traceable)?|localmac=(?:[0-9A-Fa-f]{2}[-:]){5}[0-9A-Fa-f]{2}|${TOKEN}(?:=[^ ]{1,255})?)$`);
/** RFC 7273 5.4. */
const MEDIACLK = new RegExp(`^(?:id=(?:src:)?${ADDRESS} )?(?:sender|direct(?:=\\d{1,20})?(?: rate=\\d{1,9}/\\d{1,9})?|IEEE1722=[^ ]{1,64}(?: .{1,64})?|${TOKEN}(?:=[^ ]{1,255})?)$`);
const SOURCE_FILTER = new RegExp(`^ ?(?:incl|excl) IN (?:IP4|IP6|\\*) (?:\\*|${ADDRESS})(?: ${ADDRESS}){1,64}$`);

const RULES: [names: string, rule: AttributeRule][] = [
  ['cat', { section: 'RFC 8866 6.1', level: 'session', value: TEXT, holds: 'a category' }],
  ['keywds', { section: 'RFC 8866 6.2', level: 'session', value: TEXT, holds: 'keywords' }],
  ['tool', { section: 'RFC 8866 6.3', level: 'session', value: TEXT, holds: 'the name of a program' }],
  ['ptime maxptime', { section: 'RFC 8866 6.4', level: 'media', value: POSITIVE_DECIMAL, holds: 'milliseconds, such as 20 or 0.125' }],
  ['rtpmap', { section: 'RFC 8866 6.6', level: 'media', many: true, value: /^\d{1,3} [^/ ]{1,64}\/[1-9]\d{0,8}(?:\/[1-9]\d{0,2})?$/, holds: 'payload type, encoding and clock rate, such as 97 L16/44100/2' }],
  ['recvonly sendrecv sendonly inactive', { section: 'RFC 8866 6.7', level: 'both' }],
  ['orient', { section: 'RFC 8866 6.8', level: 'media', value: /^(?:portrait|landscape|seascape)$/, holds: 'portrait, landscape or seascape' }],
  ['type', { section: 'RFC 8866 6.9', level: 'session', value: /^(?:broadcast|meeting|moderated|test|H332)$/, holds: 'broadcast, meeting, moderated, test or H332' }],
  ['charset', { section: 'RFC 8866 6.10', level: 'session', value: /^[A-Za-z0-9!#$%&'+^_`{}~-]{1,64}$/, holds: 'a character set of IANA' }],
  ['sdplang', { section: 'RFC 8866 6.11', level: 'both', many: true, value: LANGUAGE, holds: 'a language tag, such as en' }],
  ['lang', { section: 'RFC 8866 6.12', level: 'both', many: true, value: LANGUAGE, holds: 'a language tag, such as en' }],
  ['framerate', { section: 'RFC 8866 6.13', level: 'media', value: POSITIVE_DECIMAL, holds: 'pictures a second' }],
  ['quality', { section: 'RFC 8866 6.14', level: 'media', value: /^(?:\d|10)$/, holds: 'a number from 0 to 10' }],
  ['fmtp', { section: 'RFC 8866 6.15', level: 'media', many: true, value: /^[^ ]{1,64} ./, holds: 'a format and its parameters' }],
  ['rtcp', { section: 'RFC 3605 2.1', level: 'media', value: new RegExp(`^\\d{1,5}(?: IN IP[46] ${ADDRESS})?$`), holds: 'a port, and an address where it is another' }],
  ['rtcp-mux', { section: 'RFC 5761 5.1.1', level: 'media' }],
  ['mid', { section: 'RFC 5888 4', level: 'media', value: new RegExp(`^${TOKEN}$`), holds: 'a name without spaces' }],
  ['group', { section: 'RFC 5888 5', level: 'session', many: true, value: new RegExp(`^${TOKEN}(?: ${TOKEN}){0,64}$`), holds: 'what the group is for, and the names of its streams' }],
  ['source-filter', { section: 'RFC 4570 3', level: 'both', many: true, value: SOURCE_FILTER, holds: 'incl or excl, IN, IP4 or IP6, the group, and senders' }],
  ['ts-refclk', { section: 'RFC 7273 4.8', level: 'both', many: true, value: TS_REFCLK, holds: 'a reference clock, such as ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0' }],
  ['mediaclk', { section: 'RFC 7273 5.4', level: 'both', value: MEDIACLK, holds: 'how the media clock runs, such as direct=0' }],
  ['framecount', { section: 'RAVENNA', level: 'media', value: /^\d{1,6}(?:-\d{1,6})?$/, holds: 'samples in a packet' }],
  ['sync-time', { section: 'RAVENNA', level: 'media', value: /^\d{1,20}$/, holds: 'a media time stamp' }],
  ['clock-domain', { section: 'RAVENNA', level: 'both', value: TEXT, holds: 'a clock domain, such as PTPv2 0' }],
  ['ssrc', { section: 'RFC 5576 4.1', level: 'media', many: true, value: /^\d{1,10}(?: .+)?$/, holds: 'a number and an attribute of its source' }],
  ['label', { section: 'RFC 4574 4', level: 'media', value: new RegExp(`^${TOKEN}$`), holds: 'a label without spaces' }],
  ['crypto', { section: 'RFC 4568 9.1', level: 'media', many: true, value: /^\d{1,9} [A-Za-z0-9_]{1,64} .+$/, holds: 'tag, suite and key' }],
  ['max-message-size', { section: 'RFC 8841 6', level: 'media', value: NUMBER, holds: 'a number of bytes' }],
];

/** By name, case-sensitive. Attributes that are not here may hold anything, anywhere. */
export const ATTRIBUTE_RULES: ReadonlyMap<string, AttributeRule> = new Map(RULES.flatMap(([names, rule]) => names.split(' ').map((name) => [name, rule] as const)));

/** Token of RFC 8866 9. */
export const ATTRIBUTE_NAME = new RegExp(`^${TOKEN}$`);
