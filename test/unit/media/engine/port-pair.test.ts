import { describe, expect, it } from 'vitest';
import { bindPortPair } from '../../../../src-main/media/engine/port-pair.ts';
import { rungError } from '../../../../src-shared/errors.ts';
import { err } from '../../../../src-shared/result.ts';
import { createFakeNetwork } from '../../../fakes/fake-network.ts';
import { createSeededRandom } from '../../../fakes/seeded-random.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const address = '192.0.2.1';

function setUp(): { network: ReturnType<typeof createFakeNetwork>; bind: (min: number, max: number) => ReturnType<typeof bindPortPair> } {
  const network = createFakeNetwork(createVirtualClock(), createSeededRandom(1));
  const random = createSeededRandom(2);
  return { network, bind: (min, max) => bindPortPair(network.host(address).bindUdp, random, address, { min, max }) };
}

describe('port pairs', () => {
  it('are even and odd, side by side, within the range, until all are used', async () => {
    const { network, bind } = setUp();
    const rtpPorts: number[] = [];
    for (let n = 0; n < 5; n++) {
      const pair = await bind(40_001, 40_012);
      if (!pair.ok) throw new Error(pair.error.message);
      expect(pair.value.rtcp.local.port).toBe(pair.value.rtp.local.port + 1);
      rtpPorts.push(pair.value.rtp.local.port);
    }
    expect(rtpPorts.toSorted()).toEqual([40_002, 40_004, 40_006, 40_008, 40_010]);
    expect(rtpPorts).not.toEqual(rtpPorts.toSorted());
    const none = await bind(40_001, 40_012);
    expect(none).toMatchObject({ ok: false, error: { code: 'no-rtp-port', params: { address, min: 40_001, max: 40_012 } } });
    expect(network.open).toBe(10);
  });

  it('pass over a pair of which one is taken, and let go of its other half', async () => {
    const { network, bind } = setUp();
    await network.host(address).bindUdp({ address, port: 40_001 });
    await network.host(address).bindUdp({ address, port: 40_002 });
    const pair = await bind(40_000, 40_005);
    expect(pair).toMatchObject({ ok: true, value: { rtp: { local: { port: 40_004 } } } });
    expect(network.open).toBe(4);
    expect(await bind(40_000, 40_005)).toMatchObject({ ok: false, error: { code: 'no-rtp-port' } });
    expect(network.open).toBe(4);
  });

  it.each([[40_001, 40_001], [40_000, 40_000], [5, 4]])('a range without a pair (%i to %i) has none', async (min, max) => {
    expect(await setUp().bind(min, max)).toMatchObject({ ok: false, error: { code: 'no-rtp-port' } });
  });

  it('do not try a thousand ports on an address that is not ours', async () => {
    let tries = 0;
    const bound = await bindPortPair(async () => {
      tries++;
      return err(rungError('address-not-available', 'no'));
    }, createSeededRandom(1), address, { min: 40_000, max: 40_999 });
    expect(bound).toMatchObject({ ok: false, error: { code: 'address-not-available' } });
    expect(tries).toBe(1);
  });
});
