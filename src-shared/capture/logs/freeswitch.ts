/** FreeSWITCH: `sofia global siptrace on`. It does not name its own address, and times have no date. */
import type { DialectFactory, LogEndpoint } from './dialect.ts';
import { END, between, transportOf } from './dialect.ts';
import { parseLogTime } from './log-time.ts';

const OWN: LogEndpoint = { address: 'freeswitch', port: 5060 };
const WAY = /^\s*(recv|send) \d+ bytes (?:from|to) (udp|tcp|tls|ws|wss)\/\[([^\]\s]{1,100})\](?::(\d{1,5}))? at ([\d:. -]+?):?$/;
const RULE = /^ *-{60,}$/;
const INDENT = /^ {3}/;

export const freeswitch: DialectFactory = (nowMs) => {
  /** A rule stands before and after the message. */
  let isBefore = false;

  return (line) => {
    const way = line.includes(' bytes ') ? WAY.exec(line.trimEnd()) : null;
    if (way) {
      isBefore = true;
      const peer = { address: way[3] ?? '', port: Number(way[4] ?? 5060) };
      return { heading: { ...between(OWN, peer, way[1] === 'recv'), transport: transportOf(way[2] ?? ''), atMs: parseLogTime(way[5] ?? '', nowMs) } };
    }
    if (!RULE.test(line.trimEnd())) return { text: line.replace(INDENT, '') };
    if (!isBefore) return END;
    isBefore = false;
    return { text: '' };
  };
};
