/** Texts that put `SOURCE -> DESTINATION` before each message: sngrep's text export, ngrep (`-W byline`, with `-t` for times) and
 *  baresip's SIP trace (`-s`, which has no times). */
import type { DialectFactory, Heading } from './dialect.ts';
import { endpointOf, transportOf } from './dialect.ts';
import { parseLogTime } from './log-time.ts';

const SNGREP = /^(\d{4}[/-]\d\d[/-]\d\d \d\d:\d\d:\d\d\.\d+) (\S{1,100}) -> (\S{1,100})$/;
const NGREP = /^([UT]) (?:(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d+) )?(\S{1,100}) -> (\S{1,100})(?: \[[A-Z]+\])?(?: #\d+)?$/;
const BARESIP = /^(?:(\d\d:\d\d:\d\d\.\d+)\|)?(UDP|TCP|TLS|WS|WSS) (\S{1,100}) -> (\S{1,100})$/;

export const arrows: DialectFactory = (nowMs) => (line) => {
  // Nearly every line of a message ends here.
  if (!line.includes(' -> ')) return { text: line };
  const heading = headingOf(line.trimEnd(), nowMs);
  return heading ? { heading } : { text: line };
};

function headingOf(line: string, nowMs: number): Heading | undefined {
  const sngrep = SNGREP.exec(line);
  if (sngrep) return { ...ends(sngrep[2], sngrep[3]), atMs: parseLogTime(sngrep[1] ?? '', nowMs) };
  const ngrep = NGREP.exec(line);
  if (ngrep) return { ...ends(ngrep[3], ngrep[4]), transport: ngrep[1] === 'T' ? 'tcp' : 'udp', atMs: parseLogTime(ngrep[2] ?? '', nowMs) };
  const baresip = BARESIP.exec(line);
  if (!baresip) return undefined;
  return { ...ends(baresip[3], baresip[4]), transport: transportOf(baresip[2] ?? ''), atMs: parseLogTime(baresip[1] ?? '', nowMs) };
}

function ends(source = '', destination = ''): Pick<Heading, 'source' | 'destination'> {
  return { source: endpointOf(source), destination: endpointOf(destination) };
}
