import { expect, it, onTestFinished } from 'vitest';
import { createNodeNetwork } from '../../../src-main/net/network.ts';
import type { MulticastSocket } from '../../../src-main/ports.ts';

/** Loopback only: nothing of it leaves the machine. */
const GROUP = { group: '239.255.77.41', port: 20_000 + Math.floor(Math.random() * 20_000), interface: '127.0.0.1' };

async function member(group = GROUP): Promise<MulticastSocket> {
  const bound = await createNodeNetwork().bindMulticast(group);
  if (!bound.ok) throw new Error(bound.error.message);
  onTestFinished(() => bound.value.close());
  return bound.value;
}

it('carries a datagram to all members of a group, and tells the interface', async () => {
  const [sender, receiver] = [await member(), await member()];
  const arrived = new Promise((resolve) => (receiver.onMessage = (bytes, from, on) => resolve([new TextDecoder().decode(bytes), from.address, on])));
  sender.send(new TextEncoder().encode('hello'), 1);
  expect(await arrived).toEqual(['hello', '127.0.0.1', '127.0.0.1']);
});

it('keeps groups on one port apart', async () => {
  const [one, other] = [await member(), await member({ ...GROUP, group: '239.255.77.42' })];
  const heard: string[] = [];
  const arrived = new Promise<void>((resolve) => (other.onMessage = (bytes) => {
    heard.push(new TextDecoder().decode(bytes));
    if (heard.includes('last')) resolve();
  }));
  one.send(new TextEncoder().encode('not for the other'), 1);
  other.send(new TextEncoder().encode('last'), 1);
  await arrived;
  expect(heard).toEqual(['last']);
});

it('says what is wrong with an interface that is not there', async () => {
  const bound = await createNodeNetwork().bindMulticast({ ...GROUP, interface: '192.0.2.250' });
  expect(bound.ok ? '' : bound.error.code).toBe('multicast-failed');
});
