/** What the reading of one description has so far, shared by the readers of its lines. */
import type { SdpMedia, SdpNote, SdpOrigin, SessionDescription } from './types.ts';

/** Why a line makes the whole description useless. */
export interface Fault {
  rule: string;
  section: string;
  message: string;
}

export interface Reading {
  description: SessionDescription;
  hasOrigin: boolean;
  hasName: boolean;
  /** The media description that lines belong to now. */
  media: SdpMedia | undefined;
  /** Number of the current line, from 1. */
  line: number;
  /** Rank of the last line in the order of RFC 8866 5. */
  rank: number;
  notes: SdpNote[];
}

/** More of them help nobody, and a hostile description could ask for thousands. */
const MAX_NOTES = 64;

const NO_ORIGIN: SdpOrigin = { username: '-', sessionId: '0', sessionVersion: '0', netType: 'IN', addrType: 'IP4', address: '0.0.0.0' };

export function newReading(): Reading {
  return {
    description: { version: 0, origin: NO_ORIGIN, name: '-', emails: [], phones: [], bandwidths: [], times: [], zones: [], attributes: [], media: [] },
    hasOrigin: false, hasName: false, media: undefined, line: 1, rank: -1, notes: [],
  };
}

export function note(reading: Reading, section: string, text: string, line = reading.line): void {
  if (reading.notes.length < MAX_NOTES) reading.notes.push({ line, section: `RFC 8866 ${section}`, text });
}

export function fault(rule: string, section: string, message: string): Fault {
  return { rule, section: `RFC 8866 ${section}`, message };
}

/** The first of lines that may stand only once. */
export function single(reading: Reading, letter: string, earlier: string | undefined, value: string): string {
  if (earlier === undefined) return value;
  note(reading, '5', `a second ${letter}= line was ignored`);
  return earlier;
}

/** The parts of a line between single spaces; more white space than that is noted and skipped. */
export function splitFields(reading: Reading, value: string): string[] {
  const fields: string[] = [];
  let start = 0;
  for (let space = value.indexOf(' '); space >= 0; space = value.indexOf(' ', start)) {
    if (space === start) return splitLoosely(reading, value);
    fields.push(value.slice(start, space));
    start = space + 1;
  }
  if (start === value.length || value.includes('\t')) return splitLoosely(reading, value);
  fields.push(value.slice(start));
  return fields;
}

function splitLoosely(reading: Reading, value: string): string[] {
  note(reading, '5', 'fields are separated by exactly one space');
  return value.split(/[ \t]+/).filter((field) => field !== '');
}
