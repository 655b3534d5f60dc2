/** RTCP with real peers, judged by Wireshark: rtcp-mux (RFC 5761) with baresip, extended reports (RFC 3611) with linphonec, and loss
 *  over a link that loses. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import { createBadLink, missingForNamespaces } from './support/namespaces.ts';
import type { RungEvent } from './support/rung.ts';
import { runRung } from './support/rung.ts';

const absent = missing('tshark', 'baresip', 'linphonec', 'sox', 'espeak-ng', '/usr/bin/python3');
const VOIP_METRICS = '7';

function tshark(...args: string[]): string {
  return execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

interface RtcpPacket {
  from: string;
  to: string;
  blocks: string[];
  rating: string;
}

/** Every RTCP packet of a capture; fails when Wireshark finds one malformed. */
function rtcpOf(capture: string): RtcpPacket[] {
  expect(tshark('-r', capture, '-Y', 'rtcp && _ws.malformed')).toBe('');
  const fields = ['udp.srcport', 'udp.dstport', 'rtcp.xr.bt', 'rtcp.xr.voipmetrics.rfactor'].flatMap((field) => ['-e', field]);
  return tshark('-r', capture, '-Y', 'rtcp', '-T', 'fields', ...fields).trim().split('\n').map((row) => {
    const [from = '', to = '', blocks = '', rating = ''] = row.split('\t');
    return { from, to, blocks: blocks.split(','), rating };
  });
}

const lastStats = (events: RungEvent[]): RungEvent | undefined => events.findLast((event) => event.event === 'stats');

describe.skipIf(absent.length > 0)(`RTCP${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  beforeAll(() => {
    lab = createLab();
  });
  afterAll(() => lab.stop());

  it('goes with RTP on one port where baresip agrees (rtcp-mux), and the round trip is known', { retry: 1 }, async () => {
    lab.run('baresip/start.sh', lab.folder, 'bob', 'mux=yes', 'codecs=PCMA');
    const capture = join(lab.folder, 'mux.pcap');
    const { code, events } = await runRung(['call', lab.env('bob')['BS_URI'] ?? '', '--tone', '440', '--codecs', 'pcma', '--duration', '9', '--pcap', capture, '--json']);
    expect(code).toBe(0);
    const packets = rtcpOf(capture);
    expect(packets.length).toBeGreaterThan(2);
    expect(packets.filter(({ from, to }) => Number(from) % 2 === 1 || Number(to) % 2 === 1)).toEqual([]);
    expect(lastStats(events)?.['rttMs']).toBeTypeOf('number');
  });

  it('has VoIP metrics both ways with linphonec, well-formed, with an R', { retry: 1 }, async () => {
    lab.run('linphone/start.sh', lab.folder, 'anna', 'codecs=PCMA', `src=${lab.reference('speechB')}`);
    const capture = join(lab.folder, 'metrics.pcap');
    const { code } = await runRung(['call', lab.env('anna')['LP_URI'] ?? '', '--tone', '440', '--codecs', 'pcma', '--duration', '13', '--pcap', capture, '--json']);
    expect(code).toBe(0);
    const metrics = rtcpOf(capture).filter(({ blocks }) => blocks.includes(VOIP_METRICS));
    const theirs = Number(lab.env('anna')['LP_RTP']) + 1;
    const ours = metrics.filter(({ to }) => Number(to) === theirs);
    expect(ours.length, 'ours').toBeGreaterThan(0);
    expect(metrics.length, 'theirs too').toBeGreaterThan(ours.length);
    expect(Number(ours.at(-1)?.rating)).toBeGreaterThan(60);
  });

  const withoutLink = missingForNamespaces();
  it.skipIf(withoutLink.length > 0)(`counts what a link loses as Wireshark does${withoutLink.length > 0 ? ` (missing: ${withoutLink.join(', ')})` : ''}`, { retry: 1 }, async () => {
    const link = createBadLink();
    try {
      link.peers.run('baresip/start.sh', link.peers.folder, 'bob', 'codecs=PCMA');
      link.set('loss=10', 'rtp=1');
      const capture = join(link.peers.folder, 'lossy.pcap');
      const bob = link.peers.env('bob')['BS_URI'] ?? '';
      const { summary } = await runRung(['call', bob, '--tone', '440', '--codecs', 'pcma', '--duration', '10', '--pcap', capture, '--json'], { namespace: link.phone });
      const heard = tshark('-r', capture, '-q', '-z', 'rtp,streams').split('\n').find((row) => row.includes(`${link.addresses.pub} `) && row.trim().split(/\s+/)[2] === link.addresses.pub);
      const lost = Number(/\s(-?\d+) \(/.exec(heard ?? '')?.[1]);
      expect(lost, heard).toBeGreaterThan(10);
      expect(summary?.['lost'], heard).toBe(lost);
    } finally {
      link.stop();
    }
  });
});
