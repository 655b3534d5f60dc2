/** Bytes or text to a session description (RFC 8866 9). Lenient where the field needs it (LF line ends, missing t=, odd
 *  order): each tolerated fault is a note with its line. Refuses what cannot be used. `a=charset` is honoured for bytes. */
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { decodeSdp } from './charset.ts';
import { readMediaLine } from './read-media.ts';
import { readSessionLine } from './read-session.ts';
import { fault, newReading, note } from './reading.ts';
import type { Fault, Reading } from './reading.ts';
import type { SdpNote, SessionDescription } from './types.ts';

export type { SdpNote } from './types.ts';

/** `offset` counts bytes of bytes, characters of text, to the start of the guilty line. */
export interface SdpError { line: number; offset: number; rule: string; section: string; message: string }
export interface ParsedSdp { description: SessionDescription; notes: SdpNote[] }

const MAX_LENGTH = 262_144;
const LF = 0x0a;
const CR = 0x0d;
const EQUALS = 0x3d;
const LETTER_M = 0x6d;
const LETTER_V = 0x76;
/** Above each description that ffmpeg prints: people keep it with the rest. */
const PRINTED = 'SDP:';
const BYTE_ORDER_MARK = '\uFEFF';
/** Neither may stand inside a line (byte-string, RFC 8866 9). */
const STRAY_CONTROL = /\r(?!\n)|\0/;

/** Linear in the length of the input, which may be up to 256 KiB. */
export function parseSdp(input: Uint8Array | string): Result<ParsedSdp, SdpError> {
  const reading = newReading();
  if (input.length > MAX_LENGTH) {
    return err({ line: 1, offset: MAX_LENGTH, ...fault('too-long', '5', `The description is longer than ${MAX_LENGTH} bytes.`) });
  }
  const decoded = typeof input === 'string' ? { text: input, singleByte: true } : decodeSdp(input);
  if (decoded.problem !== undefined) note(reading, '5', decoded.problem);

  const text = withoutStrayControls(reading, decoded.text);
  const failed = readLines(reading, text);
  if (failed) {
    const offset = decoded.singleByte ? failed.at : new TextEncoder().encode(text.slice(0, failed.at)).length;
    return err({ line: reading.line, offset, ...failed.fault });
  }
  return ok({ description: reading.description, notes: reading.notes });
}

/** Lone CRs become line ends and NULs spaces, so that no value carries them further; offsets stay right. */
function withoutStrayControls(reading: Reading, text: string): string {
  if (!STRAY_CONTROL.test(text)) return text;
  note(reading, '9', 'a lone CR was taken as a line end, a NUL as a space');
  return text.replaceAll('\0', ' ').replace(/\r(?!\n)/g, '\n');
}

function readLines(reading: Reading, text: string): { at: number; fault: Fault } | undefined {
  let at = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  let bareLineFeed = false;
  while (at < text.length) {
    const lineFeed = text.indexOf('\n', at);
    const next = lineFeed < 0 ? text.length : lineFeed + 1;
    let end = lineFeed < 0 ? text.length : lineFeed;
    if (end > at && text.charCodeAt(end - 1) === CR) end--;
    else if (text.charCodeAt(end) === LF) bareLineFeed = true;

    // RFC 8866 5: "some receivers stop at a second v=": what follows describes another session.
    if (text.charCodeAt(at) === LETTER_V && reading.rank >= 0 && text.charCodeAt(at + 1) === EQUALS) {
      note(reading, '5', 'a second description follows and is ignored');
      break;
    }
    const failed = readLine(reading, text, at, end);
    if (failed) return { at, fault: failed };
    at = next;
    reading.line++;
  }
  if (bareLineFeed) note(reading, '5', 'lines end in LF alone', 1);
  const failed = finish(reading);
  return failed && { at, fault: failed };
}

function readLine(reading: Reading, text: string, start: number, end: number): Fault | undefined {
  if (start === end) {
    note(reading, '5', 'an empty line was skipped');
    return undefined;
  }
  const type = text.charCodeAt(start);
  if (reading.rank < 0 && type !== LETTER_V) {
    if (text.slice(start, end) === PRINTED) {
      note(reading, '5.1', 'the line before v= is what ffmpeg prints, and was skipped');
      return undefined;
    }
    return fault('version-first', '5.1', 'A session description begins with a v= line.');
  }
  if (text.charCodeAt(start + 1) !== EQUALS || end < start + 2) {
    note(reading, '5', 'a line that is not <type>=<value> was skipped');
    return undefined;
  }
  const value = text.slice(start + 2, end);
  if (type === LETTER_M || reading.media) return readMediaLine(reading, type, value);
  return readSessionLine(reading, type, value);
}

/** What must stand in a description but needs all of it read to be missed. */
function finish(reading: Reading): Fault | undefined {
  const { description } = reading;
  if (reading.rank < 0) return fault('version-first', '5.1', 'A session description begins with a v= line; this one is empty.');
  if (!reading.hasOrigin) return fault('origin-missing', '5.2', 'There is no o= line: the session has no identity.');
  if (!reading.hasName) note(reading, '5.3', 'there is no s= line', 1);
  if (description.times.length === 0) {
    note(reading, '5.9', 'there is no t= line: the session is taken as unbounded', 1);
    description.times.push({ start: 0, stop: 0, repeats: [] });
  }
  const unreachable = description.media.findIndex((media) => media.connections.length === 0);
  if (!description.connection && unreachable >= 0) {
    note(reading, '5.7', `media description ${unreachable + 1} has no c= line, nor has the session`, 1);
  }
  return undefined;
}
