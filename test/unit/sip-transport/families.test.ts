/** One host with an address of each family. */
import { describe, expect, it } from 'vitest';
import type { Endpoint, Network } from '../../../src-main/ports.ts';
import { createResponse } from '../../../src-main/sip/transactions.ts';
import { field, openRawPeer } from '../../fakes/raw-sip-peer.ts';
import type { Wire } from '../../fakes/sip-hosts.ts';
import { BOB, createWire, requestOf, toward } from '../../fakes/sip-hosts.ts';

const ALICE_4 = '192.0.2.1';
const ALICE_6 = '2001:db8::1';
const BOB_6 = '2001:db8::2';

function giveBothFamilies(wire: Wire): void {
  const host = wire.network.host;
  const [four, six] = [host(ALICE_4), host(ALICE_6)];
  const of = ({ address }: Pick<Endpoint, 'address'>): Network => (address.includes(':') ? six : four);
  const both: Network = {
    bindUdp: (local) => of(local).bindUdp(local),
    bindMulticast: (wanted) => of({ address: wanted.interface }).bindMulticast(wanted),
    listenTcp: (local) => of(local).listenTcp(local),
    listenTls: (local, server) => of(local).listenTls(local, server),
    connectTcp: (remote, timeoutMs) => of(remote).connectTcp(remote, timeoutMs),
    connectTls: (remote, timeoutMs, check) => of(remote).connectTls(remote, timeoutMs, check),
    addressTowards: (remote) => of({ address: remote }).addressTowards(remote),
    interfaces: () => [...four.interfaces(), ...six.interfaces()],
  };
  wire.network.host = (address) => (address === ALICE_4 ? both : host(address));
}

function request(): ReturnType<typeof requestOf> {
  const made = requestOf('OPTIONS');
  made.headers.prepend('via', 'SIP/2.0/UDP placeholder;branch=z9hG4bK1');
  return made;
}

describe('listening on all addresses', () => {
  it('means both families, on one port', async () => {
    const wire = createWire();
    giveBothFamilies(wire);
    const alice = await wire.open(ALICE_4, { listen: '0.0.0.0' });
    expect(alice.transport.listening.map(({ address, port, transport }) => `${transport} ${address} ${port}`)).toEqual([
      `udp ${ALICE_4} 5060`, `tcp ${ALICE_4} 5060`, `udp ${ALICE_6} 5060`, `tcp ${ALICE_6} 5060`,
    ]);
    const peers = [await openRawPeer(wire.network, BOB), await openRawPeer(wire.network, BOB_6)];
    for (const address of [BOB, BOB_6]) expect(await alice.transport.sendRequest(request(), toward(address))).toEqual({ ok: true, value: 'udp' });
    await wire.clock.advance(10);
    expect(peers.map(({ received }) => field(received[0], 'Via'))).toEqual([
      `SIP/2.0/UDP ${ALICE_4}:5060;rport;branch=z9hG4bK1`, `SIP/2.0/UDP [${ALICE_6}]:5060;rport;branch=z9hG4bK1`,
    ]);
    await alice.transport.close();
    await Promise.all(peers.map(({ socket }) => socket.close()));
    expect([wire.network.open, wire.clock.pending]).toEqual([0, 0]);
  });

  it('requests are heard and answered on either', async () => {
    const wire = createWire();
    giveBothFamilies(wire);
    const [alice, bob] = [await wire.open(ALICE_4, { listen: '0.0.0.0' }), await wire.open(BOB_6)];
    const heard: string[] = [];
    alice.transport.onMessage = (message, source) => {
      heard.push(`${source.local.address} from ${source.remote.address}`);
      if (message.kind === 'request') void alice.transport.sendResponse(createResponse(message, 200, { toTag: 'a' }), source);
    };
    bob.transport.onMessage = (message) => void heard.push(message.kind);
    await bob.transport.sendRequest(request(), toward(ALICE_6));
    await wire.clock.advance(10);
    expect(heard).toEqual([`${ALICE_6} from ${BOB_6}`, 'response']);
  });
});

it('listening on one address leaves the other family without a way', async () => {
  const wire = createWire();
  const alice = await wire.open(ALICE_4);
  const target = toward(BOB_6);
  expect(await alice.transport.sendRequest(request(), target)).toMatchObject({ error: { code: 'no-such-family', params: { family: 'IPv6' } } });
  expect((await alice.transport.contactFor(target)).ok).toBe(false);
});
