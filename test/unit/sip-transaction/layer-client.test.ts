import { describe, expect, it } from 'vitest';
import type { RungError } from '../../../src-shared/errors.ts';
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import type { ClientUser } from '../../../src-main/sip/transactions.ts';
import { createResponse } from '../../../src-main/sip/transactions.ts';
import { tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import { answer, field, openRawPeer } from '../../fakes/raw-sip-peer.ts';
import type { Host, Wire } from '../../fakes/sip-hosts.ts';
import { ALICE, BOB, createWire, requestOf, toward } from '../../fakes/sip-hosts.ts';

const CAROL = '192.0.2.3';

interface Heard extends ClientUser {
  log: string[];
  errors: RungError[];
  finals: SipResponse[];
}

function listen(): Heard {
  const heard: Heard = {
    log: [],
    errors: [],
    finals: [],
    onProvisional: (response) => void heard.log.push(`provisional ${response.status}`),
    onFinal(response) {
      heard.log.push(`final ${response.status}`);
      heard.finals.push(response);
    },
    onFailed(error) {
      heard.log.push(`failed ${error.code} as ${error.treatAs}`);
      heard.errors.push(error);
    },
  };
  return heard;
}

const AT_ALICE = { address: ALICE, port: 5060 };

async function aliceAndRawBob(): Promise<{ wire: Wire; alice: Host; bob: Awaited<ReturnType<typeof openRawPeer>> }> {
  const wire = createWire();
  return { wire, alice: await wire.open(ALICE), bob: await openRawPeer(wire.network, BOB) };
}

describe('responses', () => {
  it('go to their transaction by branch and method', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const [one, two] = [listen(), listen()];
    alice.layer.request(requestOf('OPTIONS', '1'), [toward(BOB)], one);
    alice.layer.request(requestOf('OPTIONS', '2'), [toward(BOB)], two);
    await wire.clock.advance(10);
    bob.send(answer(bob.received[1], 404, 'x'), AT_ALICE);
    bob.send(answer(bob.received[0], 200, 'x').replace('OPTIONS\r', 'INFO\r'), AT_ALICE);
    await wire.clock.advance(10);
    expect([one.log, two.log]).toEqual([[], ['final 404']]);
  });

  it('of several forks are each delivered, and so are their retransmissions', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const user = listen();
    alice.layer.request(requestOf('INVITE'), [toward(BOB)], user);
    await wire.clock.advance(10);
    for (const tag of ['one', 'two', 'one']) bob.send(answer(bob.received[0], 200, tag), AT_ALICE);
    await wire.clock.advance(10);
    expect(user.finals.map((response) => tagsOf(response).to)).toEqual(['one', 'two', 'one']);
  });

  it('that nobody waits for: a 2xx to INVITE goes to the core, the others nowhere', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const strays: number[] = [];
    alice.layer.onStrayFinal = (response) => void strays.push(response.status);
    alice.layer.request(requestOf('INVITE'), [toward(BOB)], listen());
    await wire.clock.advance(10);
    const invite = bob.received[0]?.replaceAll('z9hG4bK', 'z9hG4bKother');
    for (const status of [180, 200, 486]) bob.send(answer(invite, status, 'x'), AT_ALICE);
    bob.send(answer(invite?.replace('1 INVITE', '1 OPTIONS'), 200, 'x'), AT_ALICE);
    await wire.clock.advance(10);
    expect(strays).toEqual([200]);
  });

  it('a 2xx after a non-2xx goes to the core too', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const user = listen();
    const strays: string[] = [];
    alice.layer.onStrayFinal = (response, source) => void strays.push(`${response.status} ${source.remote.address}`);
    alice.layer.request(requestOf('INVITE'), [toward(BOB)], user);
    await wire.clock.advance(10);
    for (const status of [486, 200]) bob.send(answer(bob.received[0], status, 'x'), AT_ALICE);
    await wire.clock.advance(10);
    expect(user.log).toEqual(['final 486']);
    expect(strays).toEqual([`200 ${BOB}`]);
  });
});

describe('the request', () => {
  it('is copied, so that its maker may change it for a next attempt', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const request = requestOf('OPTIONS');
    alice.layer.request(request, [toward(BOB)], listen());
    request.headers.set('cseq', '2 OPTIONS');
    await wire.clock.advance(600);
    expect(bob.received.map((text) => field(text, 'CSeq'))).toEqual(['1 OPTIONS', '1 OPTIONS']);
    expect(request.headers.has('via')).toBe(false);
  });

  it('is retransmitted unchanged until something is heard', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const user = listen();
    alice.layer.request(requestOf('INVITE'), [toward(BOB)], user);
    await wire.clock.runUntilIdle(40_000);
    expect(new Set(bob.received).size).toBe(1);
    expect(bob.received).toHaveLength(7);
    expect(user.log).toEqual(['failed timeout as 408']);
    expect(alice.layer.live()).toEqual([]);
  });
});

describe('ACK of a non-2xx', () => {
  it('has the branch and routes of its INVITE and the To of the response', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const invite = requestOf('INVITE');
    invite.headers.add('route', '<sip:p1;lr>').add('route', '<sip:p2;lr>');
    alice.layer.request(invite, [toward(BOB)], listen());
    await wire.clock.advance(10);
    bob.send(answer(bob.received[0], 486, 'busy'), AT_ALICE);
    await wire.clock.advance(10);
    const [sent, ack] = bob.received;
    expect(ack).toMatch(/^ACK sip:bob@192\.0\.2\.2 SIP\/2\.0\r\n/);
    expect(field(ack, 'Via')).toBe(field(sent, 'Via'));
    expect(field(ack, 'To')).toBe(`<sip:bob@${BOB}>;tag=busy`);
    expect(field(ack, 'CSeq')).toBe('1 ACK');
    expect(ack?.match(/^Route: .*$/gm)).toEqual(['Route: <sip:p1;lr>', 'Route: <sip:p2;lr>']);
  });

  it('goes by TCP when its INVITE was too large for UDP', async () => {
    const wire = createWire();
    const [alice, bob] = [await wire.open(ALICE), await wire.open(BOB)];
    bob.layer.onRequest = (transaction) => transaction.respond(createResponse(transaction.request, 486, { toTag: 'b' }));
    alice.layer.request(requestOf('INVITE', '1', 'x'.repeat(2000)), [toward(BOB)], listen());
    await wire.clock.advance(10);
    expect(alice.tapped.map(({ direction, transport }) => `${direction} ${transport}`)).toEqual(['out tcp', 'in tcp', 'out tcp']);
    expect(bob.layer.live()).toEqual([]);
  });
});

describe('CANCEL', () => {
  it('waits for a provisional response, and is the image of its INVITE', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const user = listen();
    const invite = requestOf('INVITE');
    invite.headers.add('route', '<sip:p1;lr>');
    const transaction = alice.layer.request(invite, [toward(BOB)], user);
    await wire.clock.advance(10);
    transaction.cancel([['Reason', 'SIP;cause=200']]);
    await wire.clock.advance(100);
    expect(bob.received).toHaveLength(1);
    bob.send(answer(bob.received[0], 180, 'x'), AT_ALICE);
    await wire.clock.advance(10);
    const [sent, cancel] = bob.received;
    expect(cancel).toMatch(/^CANCEL sip:bob@192\.0\.2\.2 SIP\/2\.0\r\n/);
    for (const name of ['Via', 'Route', 'From', 'To', 'Call-ID']) expect(field(cancel, name)).toBe(field(sent, name));
    expect(field(cancel, 'CSeq')).toBe('1 CANCEL');
    expect(field(cancel, 'Reason')).toBe('SIP;cause=200');
    bob.send(answer(cancel, 200, 'x'), AT_ALICE);
    bob.send(answer(sent, 487, 'x'), AT_ALICE);
    await wire.clock.advance(10);
    expect(user.log).toEqual(['provisional 180', 'final 487']);
  });

  it('is sent at once while it rings, and once only, however long it rings on', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const transaction = alice.layer.request(requestOf('INVITE'), [toward(BOB)], listen());
    await wire.clock.advance(10);
    bob.send(answer(bob.received[0], 180, 'x'), AT_ALICE);
    await wire.clock.advance(10);
    transaction.cancel();
    transaction.cancel();
    await wire.clock.advance(10);
    const cancels = bob.received.filter((text) => text.startsWith('CANCEL'));
    expect(cancels).toHaveLength(1);
    bob.send(answer(cancels[0], 200, 'x'), AT_ALICE);
    await wire.clock.advance(10_000);
    bob.send(answer(bob.received[0], 180, 'x'), AT_ALICE);
    await wire.clock.advance(10);
    transaction.cancel();
    await wire.clock.advance(10);
    expect(bob.received.filter((text) => text.startsWith('CANCEL'))).toHaveLength(1);
  });

  it('is not sent after a final response', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const transaction = alice.layer.request(requestOf('INVITE'), [toward(BOB)], listen());
    await wire.clock.advance(10);
    transaction.cancel();
    bob.send(answer(bob.received[0], 200, 'x'), AT_ALICE);
    await wire.clock.advance(10);
    transaction.cancel();
    await wire.clock.advance(1000);
    expect(bob.received.filter((text) => text.startsWith('CANCEL'))).toEqual([]);
  });

  it('ends an INVITE that never gets its final response, after 64*T1', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const user = listen();
    const transaction = alice.layer.request(requestOf('INVITE'), [toward(BOB)], user);
    await wire.clock.advance(10);
    bob.send(answer(bob.received[0], 180, 'x'), AT_ALICE);
    await wire.clock.advance(100_000);
    transaction.cancel();
    await wire.clock.advance(31_900);
    expect(user.log).toEqual(['provisional 180']);
    await wire.clock.advance(200);
    expect(user.log).toEqual(['provisional 180', 'failed timeout as 408']);
    expect(alice.layer.live()).toEqual([]);
  });
});

describe('several targets', () => {
  it('the next is tried, with a fresh branch, when the transport fails', async () => {
    const wire = createWire();
    const [alice, carol] = [await wire.open(ALICE), await openRawPeer(wire.network, CAROL)];
    const user = listen();
    const transaction = alice.layer.request(requestOf('OPTIONS'), [toward(BOB, 'tcp'), toward(BOB), toward(CAROL)], user);
    const firstBranch = transaction.branch;
    await wire.clock.advance(10);
    carol.send(answer(carol.received[0], 200, 'x'), AT_ALICE);
    await wire.clock.advance(10);
    expect(user.log).toEqual(['final 200']);
    expect(transaction.branch).not.toBe(firstBranch);
    expect(carol.received[0]).toContain(`branch=${transaction.branch}\r`);
    expect(field(carol.received[0], 'Via')).toMatch(/^SIP\/2\.0\/UDP 192\.0\.2\.1:5060;rport;branch=/);
  });

  it('the next is tried on timeout and on 503', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const carol = await openRawPeer(wire.network, CAROL);
    const user = listen();
    alice.layer.request(requestOf('INVITE'), [toward(BOB), toward(CAROL), toward(BOB)], user);
    await wire.clock.advance(32_100);
    bob.received.length = 0;
    carol.send(answer(carol.received[0], 503, 'x'), AT_ALICE);
    await wire.clock.advance(10);
    expect(carol.received.at(-1)).toMatch(/^ACK /);
    bob.send(answer(bob.received[0], 180, 'x'), AT_ALICE);
    await wire.clock.advance(10);
    expect(user.log).toEqual(['provisional 180']);
  });

  it('none is tried once somebody rang, or the caller gave up', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const carol = await openRawPeer(wire.network, CAROL);
    const [rung, given] = [listen(), listen()];
    alice.layer.request(requestOf('INVITE', '1'), [toward(BOB), toward(CAROL)], rung);
    alice.layer.request(requestOf('INVITE', '2'), [toward(BOB), toward(CAROL)], given).cancel();
    await wire.clock.advance(10);
    bob.send(answer(bob.received[0], 180, 'x'), AT_ALICE);
    bob.send(answer(bob.received[0], 503, 'x'), AT_ALICE);
    await wire.clock.advance(33_000);
    expect(rung.log).toEqual(['provisional 180', 'final 503']);
    expect(given.log).toEqual(['failed timeout as 408']);
    expect(carol.received).toEqual([]);
  });

  it('the first failure is told', async () => {
    const wire = createWire();
    const alice = await wire.open(ALICE);
    const [refused, nowhere] = [listen(), listen()];
    alice.layer.request(requestOf('OPTIONS'), [toward(BOB), toward('2001:db8::3')], refused);
    alice.layer.request(requestOf('OPTIONS'), [], nowhere);
    await wire.clock.advance(10);
    expect(refused.log).toEqual(['failed connection-refused as 503']);
    expect(nowhere.log).toEqual(['failed no-target as 503']);
  });
});

describe('errors of the network', () => {
  it('do not end a transaction that has had a provisional response', async () => {
    const { wire, alice, bob } = await aliceAndRawBob();
    const user = listen();
    alice.layer.request(requestOf('INVITE'), [toward(BOB)], user);
    await wire.clock.advance(10);
    bob.send(answer(bob.received[0], 180, 'x'), AT_ALICE);
    await wire.clock.advance(10);
    alice.transport.onTargetError({ address: BOB, port: 5060 }, 'udp', { code: 'connection-refused', message: '' });
    bob.send(answer(bob.received[0], 200, 'x'), AT_ALICE);
    await wire.clock.advance(10);
    expect(user.log).toEqual(['provisional 180', 'final 200']);
  });

  it('end those towards that place, by that transport, that have heard nothing', async () => {
    const wire = createWire();
    const [alice] = [await wire.open(ALICE), await wire.open(BOB), await wire.open(CAROL)];
    const users = [listen(), listen(), listen()];
    const targets = [toward(BOB, 'tcp'), toward(BOB), toward(CAROL, 'tcp')];
    for (const [i, target] of targets.entries()) alice.layer.request(requestOf('OPTIONS', `${i}`), [target], users[i] ?? listen());
    await wire.clock.advance(10);
    alice.transport.onTargetError({ address: BOB, port: 5060 }, 'tcp', { code: 'connection-lost', message: '' });
    expect(users.map((user) => user.log)).toEqual([['failed connection-lost as 503'], [], []]);
  });

  it('a broken connection ends what waits for an answer on it', async () => {
    const wire = createWire();
    const [alice] = [await wire.open(ALICE), await wire.open(BOB)];
    const user = listen();
    alice.layer.request(requestOf('OPTIONS'), [toward(BOB, 'tcp')], user);
    await wire.clock.advance(10);
    wire.network.cut();
    expect(user.log).toEqual(['failed connection-lost as 503']);
  });
});

it('close leaves no timer behind', async () => {
  const { wire, alice, bob } = await aliceAndRawBob();
  for (const method of ['INVITE', 'OPTIONS']) alice.layer.request(requestOf(method), [toward(BOB)], listen());
  await wire.clock.advance(10);
  expect(bob.received).toHaveLength(2);
  expect(wire.clock.pending).toBeGreaterThan(0);
  alice.layer.close();
  expect(wire.clock.pending).toBe(0);
  expect(alice.layer.live()).toEqual([]);
});
