import { describe, expect, it } from 'vitest';
import type { RtcpCompound } from '../../../../src-shared/rtp/rtcp.ts';
import { readRtcp } from '../../../../src-shared/rtp/rtcp.ts';
import { createRtpView, readRtp } from '../../../../src-shared/rtp/packet.ts';
import { rms } from '../signal.ts';
import type { Laboratory, Side } from './laboratory.ts';
import { createLaboratory } from './laboratory.ts';

/** What `side` sends: its RTCP, read, and the SSRCs of its RTP. */
function watch(lab: Laboratory, side: Side): { compounds: RtcpCompound[]; ssrcs: Set<number> } {
  const seen = { compounds: [] as RtcpCompound[], ssrcs: new Set<number>() };
  const view = createRtpView();
  const before = lab.network.filter;
  lab.network.filter = (datagram) => {
    const { from, bytes } = datagram;
    const isOurs = from.address === side.session.local.rtp.address;
    const rtcp = isOurs && from.port % 2 === 1 ? readRtcp(bytes) : undefined;
    if (rtcp?.ok) seen.compounds.push(rtcp.value);
    if (isOurs && from.port % 2 === 0 && !readRtp(view, bytes)) seen.ssrcs.add(view.ssrc);
    return before(datagram);
  };
  return seen;
}

describe('RTCP', () => {
  it('every report has a CNAME that stays the same and tells nothing', async () => {
    const lab = await createLaboratory();
    const { compounds } = watch(lab, lab.a);
    lab.connect();
    await lab.clock.advance(30_000);
    expect(compounds.length).toBeGreaterThan(4);
    const names = new Set(compounds.flatMap(({ cnames }) => cnames.map(({ cname }) => cname)));
    expect([...names]).toEqual([expect.stringMatching(/^[0-9a-f]{24}$/)]);
    await lab.close();
  });

  it('a session that never sent anything leaves without BYE (RFC 3550 6.3.7)', async () => {
    const lab = await createLaboratory();
    const { compounds } = watch(lab, lab.a);
    lab.connect({ direction: 'recvonly' });
    await lab.clock.advance(500);
    await lab.close();
    expect(compounds).toEqual([]);
  });

  it('a peer that said BYE may come back under another SSRC at once', async () => {
    const lab = await createLaboratory();
    lab.connect();
    await lab.clock.advance(1000);
    await lab.a.session.close();
    await lab.clock.advance(40);
    const reopened = await lab.a.engine.open({ address: '192.0.2.1', ports: { min: lab.a.session.local.rtp.port, max: lab.a.session.local.rtcp.port } });
    if (!reopened.ok) throw new Error(reopened.error.message);
    const again: Side = { ...lab.a, session: reopened.value };
    lab.a.session = again.session;
    lab.connect();
    await lab.a.session.setSource({ kind: 'tone', frequencyHz: 1000 });
    lab.b.session.setSink('device');
    await lab.clock.advance(1000);
    expect(rms(lab.b.port.played().subarray(-1600))).toBeGreaterThan(0.3);
    await lab.close();
  });

  it('a peer with our SSRC makes us say BYE and take another (RFC 3550 8.2)', async () => {
    const lab = await createLaboratory();
    const seen = watch(lab, lab.b);
    lab.connect({ direction: 'inactive' });
    await lab.clock.advance(500);
    const [ours] = [...seen.ssrcs];
    const forged = new Uint8Array(172);
    new DataView(forged.buffer).setUint32(8, ours!);
    forged.set([0x80, 8, 0, 1]);
    // From the peer's own address: another program on it.
    const before = lab.network.filter;
    let isForged = false;
    lab.network.filter = (datagram) => {
      if (!isForged && datagram.from.address === '192.0.2.1') {
        isForged = true;
        datagram.bytes.set(forged.subarray(0, Math.min(172, datagram.bytes.length)));
      }
      return before(datagram);
    };
    lab.connect();
    await lab.clock.advance(200);
    expect(isForged).toBe(true);
    expect(seen.ssrcs.size).toBe(2);
    expect(seen.compounds.flatMap(({ byes }) => byes)).toEqual([{ ssrcs: [ours], reason: 'SSRC collision' }]);
    await lab.close();
  });
});
