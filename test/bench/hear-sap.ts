/** Run by the section `sap`: hears announcements and says how fast, as JSON. */
import { joinPayload, serializeSap } from '../../src-shared/sap/packet.ts';
import { utf8Bytes } from '../../src-shared/sip/bytes.ts';
import { createNodeClock } from '../../src-main/net/node-clock.ts';
import { createDirectory } from '../../src-main/sap/directory.ts';
import { createIntake } from '../../src-main/sap/intake.ts';
import { inflate } from '../../src-main/sessions/inflate.ts';
import { createTraceHub } from '../../src-main/trace/tap.ts';

export interface SapRun { newPerSecond: number; againPerSecond: number; floodPerSecond: number; megabytes: number; floodMegabytes: number; left: number }

const SESSIONS = 5000;
const STUDIO = '192.0.2.71';
const FLOODER = '192.0.2.66';

const clock = createNodeClock();
const directory = createDirectory(() => false);
const hear = createIntake({ clock, directory, opener: { inflate, open: () => 'no-key' }, tap: createTraceHub(clock).packet, onOutcomes: () => {}, onRefused: () => {} });

function packet(session: number, from: string): Uint8Array {
  const sdp = [
    'v=0', `o=- ${session} 1 IN IP4 ${from}`, `s=Channel ${session}`, 'i=2 channels: Left, Right', 'c=IN IP4 239.69.11.44/32', 't=0 0', 'm=audio 5004 RTP/AVP 98', 'a=rtpmap:98 L24/48000/2',
    'a=ptime:1', 'a=recvonly', 'a=ts-refclk:ptp=IEEE1588-2008:00-1D-C1-FF-FE-12-00-A4:0', 'a=mediaclk:direct=0', '',
  ].join('\r\n');
  return serializeSap({ deletion: false, encrypted: false, compressed: false, hash: (session % 65_535) + 1, source: from, authentication: new Uint8Array(0), body: joinPayload(utf8Bytes(sdp)) });
}

function perSecond(packets: Uint8Array[], from: string): number {
  const startMs = clock.nowMs();
  for (const bytes of packets) hear(bytes, { address: from, port: 9875 }, { from, group: '239.255.255.255', port: 9875, interface: '192.0.2.1' });
  return Math.round((1000 * packets.length) / (clock.nowMs() - startMs));
}

function megabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

const announced = Array.from({ length: SESSIONS }, (_, i) => packet(i, STUDIO));
const flood = Array.from({ length: Number(process.argv[2]) }, (_, i) => packet(1_000_000 + i, FLOODER));
const beforeMegabytes = megabytes();
const newPerSecond = perSecond(announced, STUDIO);
const again = Array.from({ length: 10 }, () => perSecond(announced, STUDIO));
const heardMegabytes = megabytes();
const floodPerSecond = perSecond(flood, FLOODER);
const run: SapRun = {
  newPerSecond, againPerSecond: again.at(-1) ?? 0, floodPerSecond, megabytes: heardMegabytes - beforeMegabytes, floodMegabytes: megabytes() - beforeMegabytes,
  left: directory.ids().filter((id) => id.endsWith(STUDIO)).length,
};
process.stdout.write(JSON.stringify(run));
