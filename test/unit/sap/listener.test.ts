import { describe, expect, it } from 'vitest';
import type { Network } from '../../../src-main/ports.ts';
import { createSapListener } from '../../../src-main/sap/listener.ts';
import { wellKnownGroups } from '../../../src-main/sap/groups.ts';
import { createFakeNetwork } from '../../fakes/fake-network.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const IPV4 = wellKnownGroups.filter((group) => !group.includes(':'));

function setUp() {
  const clock = createVirtualClock();
  const network = createFakeNetwork(clock, createSeededRandom(1));
  const host = network.host('192.0.2.1');
  const interfaces = [{ interface: 'eth0', address: '192.0.2.1' }];
  const onHost: Network = { ...host, interfaces: () => interfaces };
  const heard: string[] = [];
  const listener = createSapListener({ network: onHost, onStatus: () => {}, onPacket: (bytes, _remote, { group }) => void heard.push(`${group} ${bytes.length}`) });
  async function send(group: string): Promise<void> {
    const sender = await network.host('192.0.2.9').bindMulticast({ group, port: 9875, interface: '192.0.2.9' });
    if (!sender.ok) throw new Error(sender.error.message);
    sender.value.send(new Uint8Array(3), 1);
    await clock.advance(10);
    await sender.value.close();
  }
  return { network, interfaces, listener, heard, send };
}

describe('the listener', () => {
  it('hears each well-known group, and counts what is refused where it came', async () => {
    const { listener, heard, send } = setUp();
    await listener.listen(undefined);
    for (const group of IPV4) await send(group);
    expect(heard).toEqual(IPV4.map((group) => `${group} 3`));
    listener.refused({ from: '192.0.2.9', group: IPV4[0] as string, port: 9875, interface: '192.0.2.1' });
    expect(listener.status()[0]).toMatchObject({ group: IPV4[0], interface: '192.0.2.1', state: 'listening', packets: 1, refused: 1 });
  });

  it('says of each interface whether it listens there', async () => {
    const { listener, interfaces } = setUp();
    // The fake host knows one address; no socket can be had with another.
    interfaces.unshift({ interface: 'tun0', address: '10.8.0.6' });
    await listener.listen(undefined);
    expect(listener.status().filter(({ group }) => group === IPV4[0]).map(({ interface: on, state }) => `${on} ${state}`)).toEqual(['10.8.0.6 failed', '192.0.2.1 listening']);
    await listener.listen('eth0');
    expect(listener.status().map(({ interface: on }) => on)).toEqual(IPV4.map(() => '192.0.2.1'));
  });

  it("hears the groups of streams too, as long as they are wanted", async () => {
    const { listener, heard, send, network } = setUp();
    await listener.listen(undefined);
    await listener.also(['239.69.11.44', '239.69.11.44', IPV4[0] as string]);
    expect(network.open).toBe(IPV4.length + 1);
    await send('239.69.11.44');
    expect(heard).toEqual(['239.69.11.44 3']);
    await listener.also([]);
    await send('239.69.11.44');
    expect(heard).toHaveLength(1);
  });

  it('has a socket for each interface where a group is one of a single link', async () => {
    const opened: string[] = [];
    const interfaces = [{ interface: 'eth0', address: '2001:db8::1' }, { interface: 'eth1', address: '2001:db8:1::1' }];
    const listener = createSapListener({
      onStatus: () => {}, onPacket: () => {},
      network: {
        interfaces: () => interfaces,
        async bindMulticast({ group, port, interface: on }) {
          opened.push(`${group} ${on}`);
          return { ok: true, value: { group: { address: group, port }, send: () => {}, join: () => undefined, leave: () => {}, onMessage: () => {}, onError: () => {}, close: async () => {} } };
        },
      },
    });
    await listener.listen(undefined);
    expect(opened.filter((one) => one.startsWith('ff02'))).toEqual(['ff02::2:7ffe 2001:db8::1', 'ff02::2:7ffe 2001:db8:1::1']);
    expect(opened.filter((one) => one.startsWith('ff05'))).toEqual(['ff05::2:7ffe 2001:db8::1']);
    expect(listener.status().filter(({ state }) => state === 'listening')).toHaveLength(12);
  });

  it('hears nothing after it was closed, whatever is still going on', async () => {
    const { listener, network } = setUp();
    void listener.listen(undefined);
    void listener.also(['239.69.11.44']);
    await listener.close();
    expect(network.open).toBe(0);
    expect(listener.status()).toEqual([]);
  });
});
