/** Phones, a proxy with its registrar, a NAT and a sky, in virtual time: everything that one scenario is played in. */
import { rungError } from '../../../src-shared/errors.ts';
import { err } from '../../../src-shared/result.ts';
import type { CallControl } from '../../../src-main/calls/call.ts';
import type { Network } from '../../../src-main/ports.ts';
import type { FakeNetwork } from '../../fakes/fake-network.ts';
import { createFakeNetwork } from '../../fakes/fake-network.ts';
import type { SeededRandom } from '../../fakes/seeded-random.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import type { VirtualClock } from '../../fakes/virtual-clock.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';
import { createMachine } from './machine.ts';
import type { Nat, NatTraits } from './nat.ts';
import { createNat } from './nat.ts';
import type { Phone, PhonePlan } from './phone.ts';
import { createPhone } from './phone.ts';
import type { Proxy, ProxyTraits } from './proxy.ts';
import { openProxy } from './proxy.ts';
import type { Recorder } from './recorder.ts';
import { createRecorder } from './recorder.ts';
import type { Sky, Weather } from './weather.ts';
import { createSky } from './weather.ts';

export interface WorldPlan {
  seed: number;
  weather: Weather;
  proxy: ProxyTraits;
  nat: NatTraits;
  phones: PhonePlan[];
}

export interface World {
  clock: VirtualClock;
  network: FakeNetwork;
  sky: Sky;
  nat: Nat;
  proxy: Proxy;
  phones: Phone[];
  /** The scenario's own dice; what the phones draw does not change it. */
  dice: SeededRandom;
  recorder: Recorder | undefined;
}

export const DOMAIN = '203.0.113.10';
const NAT_ADDRESS = '203.0.113.99';
const PASSWORD = 'secret';

/** Addresses behind the NAT. */
function isPrivate(address: string): boolean {
  return address.startsWith('10.');
}

/** `record`: keep what goes over the wire, for its ladder. */
export async function openWorld(plan: WorldPlan, more: { record: boolean; onIncoming(phone: Phone, call: CallControl): void }): Promise<World> {
  const clock = createVirtualClock();
  const drawn = (stream: number): SeededRandom => createSeededRandom(Math.imul(plan.seed, 0x9e3779b1) + stream);
  const network = createFakeNetwork(clock, drawn(1));
  const recorder = more.record ? createRecorder(clock) : undefined;
  const onStream: Parameters<typeof createPhone>[0]['onStream'] = ({ local, remote, bytes }) => recorder?.sent('tcp', local, remote, bytes);
  const isReachable = (from: string, to: string): boolean => !isPrivate(to) || isPrivate(from);
  // Datagrams are the sky's business; it cannot hinder a connection.
  const wired = (address: string): Network => {
    const host = network.host(address);
    const connectTcp: Network['connectTcp'] = async (remote, timeoutMs) => isReachable(address, remote.address)
      ? await host.connectTcp(remote, timeoutMs)
      : err(rungError('unreachable', `No way from ${address} to ${remote.address}.`));
    return { ...host, connectTcp };
  };
  const sky = createSky({ network, random: drawn(2), weather: plan.weather, isReachable, recorder });
  const nat = createNat(clock, wired(NAT_ADDRESS), plan.nat);
  const proxy = await openProxy({
    machine: createMachine(clock, wired(DOMAIN)), random: drawn(3), address: DOMAIN, password: PASSWORD, traits: plan.proxy, isPrivate, onStream,
  });
  const phones = plan.phones.map((phone, at) => {
    const host = wired(phone.address);
    return createPhone({
      plan: phone, clock, random: drawn(10 + at), network: phone.isHidden ? nat.inside(host, phone.address) : host,
      domain: DOMAIN, password: PASSWORD, onIncoming: more.onIncoming, onStream,
    });
  });
  await Promise.all(phones.map((phone) => phone.switchOn()));
  return { clock, network, sky, nat, proxy, phones, dice: drawn(4), recorder };
}
