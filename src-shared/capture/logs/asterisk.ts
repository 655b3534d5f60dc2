/** Asterisk: `sip set debug on` (chan_sip) and `pjsip set logger on`, from the console or from a log file with or without the
 *  logger's prefix. The log does not name Asterisk's own address. */
import type { DialectFactory, Heading, LineMeaning, LogEndpoint } from './dialect.ts';
import { END, between, endpointOf, transportOf } from './dialect.ts';
import { parseLogTime } from './log-time.ts';

const OWN: LogEndpoint = { address: 'asterisk', port: 5060 };

/** `[2026-03-01 12:00:00.123] VERBOSE[2366][C-00000001] chan_sip.c: ` in files, at the console only the time. */
const PREFIX = /^\[([^\]]{8,40})\] ?((?:VERBOSE|DEBUG|NOTICE|WARNING|ERROR)\[\d+\](?:\[C-[0-9a-f]+\])?:? [\w.]+(?::\d+)?(?: \w+)?: ?)?/;
const READ = /^<--- SIP read from (?:(UDP|TCP|TLS|WS|WSS):)?(\S{1,100}) --->$/;
const SENT = /^(?:<--- )?(?:Reliably Transmitting|Transmitting|Retransmitting #\d+) \((?:no )?NAT\) to (\S{1,100}?)(?: --->|:)$/;
const PJSIP = /^<--- (Received|Transmitting) SIP (?:request|response) \(\d+ bytes\) (?:from|to) (UDP|TCP|TLS|WS|WSS):(\S{1,100}) --->$/i;
const ENDS = /^(?:<-{6,}>|---|--- \(\d+ headers.*)$/;

export const asterisk: DialectFactory = (nowMs) => {
  let atMs: number | undefined;

  return (whole) => {
    const prefix = whole.startsWith('[') ? PREFIX.exec(whole) : null;
    const time = prefix ? parseLogTime(prefix[1] ?? '', nowMs) : undefined;
    if (time !== undefined) atMs = time;
    if (!prefix || time === undefined) return meaning(whole, atMs);
    const said = meaning(whole.slice(prefix[0].length), atMs);
    // A new entry of the file: what it says belongs to no message.
    return prefix[2] !== undefined && 'text' in said ? END : said;
  };
};

function meaning(text: string, atMs: number | undefined): LineMeaning {
  const line = text.trimEnd();
  const way = line.startsWith('<') || line.startsWith('R') || line.startsWith('T') ? headingOf(line) : undefined;
  if (way) return { heading: { ...way, atMs } };
  return ENDS.test(line) ? END : { text };
}

function headingOf(line: string): Heading | undefined {
  const read = READ.exec(line);
  if (read) return { ...between(OWN, endpointOf(read[2] ?? ''), true), transport: read[1] === undefined ? undefined : transportOf(read[1]) };
  const sent = SENT.exec(line);
  if (sent) return between(OWN, endpointOf(sent[1] ?? ''), false);
  const pjsip = PJSIP.exec(line);
  if (!pjsip) return undefined;
  return { ...between(OWN, endpointOf(pjsip[3] ?? ''), pjsip[1] === 'Received'), transport: transportOf(pjsip[2] ?? '') };
}
