/** SIPp's message trace (`-trace_msg`). It names neither side. */
import type { DialectFactory } from './dialect.ts';
import { END, between, transportOf } from './dialect.ts';
import { parseLogTime } from './log-time.ts';

const RULE = /^-{20,}[ \t]+(\d{4}-\d\d-\d\d[ \tT]+\d\d:\d\d:\d\d\.\d+)/;
const WAY = /^(UDP|TCP|TLS|SCTP) message (sent \(|received \[)\d+[)\]]? bytes/;

export const sipp: DialectFactory = (nowMs) => {
  let atMs: number | undefined;

  return (line) => {
    const rule = line.startsWith('----') ? RULE.exec(line) : null;
    if (rule) {
      atMs = parseLogTime((rule[1] ?? '').replace(/[ \t]+/, ' '), nowMs);
      return END;
    }
    const way = line.includes(' message ') ? WAY.exec(line) : null;
    if (!way) return { text: line };
    const ends = between({ address: 'sipp', port: 5060 }, { address: 'peer', port: 5060 }, way[2] === 'received [');
    return { heading: { ...ends, transport: transportOf(way[1] ?? ''), atMs } };
  };
};
