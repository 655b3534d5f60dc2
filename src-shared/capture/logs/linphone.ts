/** Linphone's log (`linphonec -d 6 -l FILE`, or the app's), which belle-sip writes. It does not name its own address. */
import type { DialectFactory, LogEndpoint } from './dialect.ts';
import { END, between, endpointOf, transportOf } from './dialect.ts';
import { parseLogTime } from './log-time.ts';

const OWN: LogEndpoint = { address: 'linphone', port: 5060 };
const ENTRY = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d:\d{3} /;
const WAY = /: (message sent to|received \[\d+\] new bytes from) \[(UDP|TCP|TLS):\/\/([^\]]{1,100}|\[[^\]]{1,100}\]:\d+)\]/;

export const linphone: DialectFactory = (nowMs) => (line) => {
  if (!ENTRY.test(line)) return { text: line };
  const way = WAY.exec(line);
  if (!way) return END;
  const peer = endpointOf(way[3] ?? '');
  return { heading: { ...between(OWN, peer, way[1] !== 'message sent to'), transport: transportOf(way[2] ?? ''), atMs: parseLogTime(line, nowMs) } };
};
