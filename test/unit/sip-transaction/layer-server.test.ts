import { describe, expect, it } from 'vitest';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import type { ServerTransaction } from '../../../src-main/sip/transactions.ts';
import { createResponse } from '../../../src-main/sip/transactions.ts';
import type { RawPeer } from '../../fakes/raw-sip-peer.ts';
import { field, openRawPeer, sip } from '../../fakes/raw-sip-peer.ts';
import type { Host, Wire } from '../../fakes/sip-hosts.ts';
import { ALICE, BOB, createWire } from '../../fakes/sip-hosts.ts';

const AT_BOB = { address: BOB, port: 5060 };

interface Scene {
  wire: Wire;
  bob: Host;
  alice: RawPeer;
  transactions: ServerTransaction[];
  acks: SipRequest[];
  /** First lines of what Alice got. */
  statuses(): string[];
}

async function scene(): Promise<Scene> {
  const wire = createWire();
  const [bob, alice] = [await wire.open(BOB), await openRawPeer(wire.network, ALICE)];
  const transactions: ServerTransaction[] = [];
  const acks: SipRequest[] = [];
  bob.layer.onRequest = (transaction) => void transactions.push(transaction);
  bob.layer.onAck = (ack) => void acks.push(ack);
  return { wire, bob, alice, transactions, acks, statuses: () => alice.received.map((text) => text.slice(8, 11)) };
}

interface Parts {
  branch?: string;
  cseq?: number;
  toTag?: string;
  callId?: string;
  sentBy?: string;
}

function request(method: string, parts: Parts = {}): string {
  const branch = parts.branch ?? 'z9hG4bKa1';
  return sip([
    `${method} sip:bob@${BOB} SIP/2.0`,
    `Via: SIP/2.0/UDP ${parts.sentBy ?? `${ALICE}:5060`}${branch === '' ? '' : `;branch=${branch}`}`,
    'Max-Forwards: 70',
    `From: <sip:alice@${ALICE}>;tag=at`,
    `To: <sip:bob@${BOB}>${parts.toTag ? `;tag=${parts.toTag}` : ''}`,
    `Call-ID: ${parts.callId ?? 'c1'}`,
    `CSeq: ${parts.cseq ?? 1} ${method}`,
    `Contact: <sip:alice@${ALICE}>`,
  ]);
}

/** Sends these one after the other, and gives the network time. */
async function send({ alice, wire }: Scene, ...messages: string[]): Promise<void> {
  for (const message of messages) {
    alice.send(message, AT_BOB);
    await wire.clock.advance(10);
  }
}

function respond({ transactions }: Scene, status: number, toTag = 'bt'): void {
  const transaction = transactions[0] as ServerTransaction;
  transaction.respond(createResponse(transaction.request, status, { toTag }));
}

describe('INVITE', () => {
  it('is told once, and answered 100 after 200 ms of silence', async () => {
    const s = await scene();
    await send(s, request('INVITE'), request('INVITE'));
    expect(s.transactions).toHaveLength(1);
    await s.wire.clock.advance(170);
    expect(s.statuses()).toEqual([]);
    await s.wire.clock.advance(100);
    expect(s.statuses()).toEqual(['100']);
    expect(field(s.alice.received[0], 'To')).not.toContain('tag=');
  });

  it('is not answered 100 when the user spoke in time', async () => {
    const s = await scene();
    await send(s, request('INVITE'));
    respond(s, 180);
    await s.wire.clock.advance(1000);
    expect(s.statuses()).toEqual(['180']);
  });

  it('a non-2xx is repeated until its ACK comes, which nobody else hears of', async () => {
    const s = await scene();
    await send(s, request('INVITE'));
    respond(s, 486);
    await s.wire.clock.advance(600);
    await send(s, request('ACK', { toTag: 'bt' }), request('ACK', { toTag: 'bt' }));
    await s.wire.clock.runUntilIdle(60_000);
    expect(s.statuses()).toEqual(['486', '486']);
    expect(s.acks).toEqual([]);
    expect(s.bob.layer.live()).toEqual([]);
  });

  it('a non-2xx that is never acknowledged is told as a failure', async () => {
    const s = await scene();
    const errors: string[] = [];
    await send(s, request('INVITE'));
    for (const transaction of s.transactions) transaction.onFailed = (error) => void errors.push(error.code);
    respond(s, 486);
    await s.wire.clock.runUntilIdle(60_000);
    expect(errors).toEqual(['no-ack']);
  });

  it('the ACK of a 2xx goes to the core, on a branch of its own or (wrongly) on that of the INVITE', async () => {
    const s = await scene();
    await send(s, request('INVITE'));
    respond(s, 200);
    await send(s, request('ACK', { branch: 'z9hG4bKother', toTag: 'bt' }), request('ACK', { toTag: 'bt' }), request('INVITE'));
    expect(s.acks).toHaveLength(2);
    expect(s.statuses()).toEqual(['200']);
    expect(s.transactions).toHaveLength(1);
  });

  it('that came along two paths is answered 482 the second time (RFC 3261 8.2.2.2)', async () => {
    const s = await scene();
    await send(s, request('INVITE'), request('INVITE', { branch: 'z9hG4bKpath2' }));
    expect(s.transactions).toHaveLength(1);
    expect(s.statuses()).toEqual(['482']);
    await send(s, request('INVITE', { branch: 'z9hG4bKindialog', toTag: 'bt' }), request('INVITE', { branch: 'z9hG4bKnext', cseq: 2 }));
    expect(s.transactions).toHaveLength(3);
  });

  it('is no copy any more once the first one is over', async () => {
    const s = await scene();
    await send(s, request('OPTIONS'));
    respond(s, 200);
    await s.wire.clock.runUntilIdle(60_000);
    await send(s, request('OPTIONS', { branch: 'z9hG4bKlater' }));
    expect(s.transactions).toHaveLength(2);
  });
});

describe('CANCEL', () => {
  it('is answered 200 with the To tag of the INVITE, told once, and again answered when it comes again', async () => {
    const s = await scene();
    let cancels = 0;
    await send(s, request('INVITE'));
    respond(s, 180);
    for (const transaction of s.transactions) transaction.onCancel = () => void cancels++;
    await send(s, request('CANCEL'), request('CANCEL'));
    expect(cancels).toBe(1);
    expect(s.statuses()).toEqual(['180', '200', '200']);
    expect(field(s.alice.received[1], 'To')).toContain(';tag=bt');
    expect(field(s.alice.received[1], 'CSeq')).toBe('1 CANCEL');
  });

  it('is told before its INVITE got any answer', async () => {
    const s = await scene();
    let cancels = 0;
    await send(s, request('INVITE'));
    for (const transaction of s.transactions) transaction.onCancel = () => void cancels++;
    await send(s, request('CANCEL'));
    expect(cancels).toBe(1);
    expect(s.statuses()).toEqual(['200']);
  });

  it('after a final response is answered 200 and does nothing', async () => {
    const s = await scene();
    let cancels = 0;
    await send(s, request('INVITE'));
    for (const transaction of s.transactions) transaction.onCancel = () => void cancels++;
    respond(s, 200);
    await send(s, request('CANCEL'));
    expect(cancels).toBe(0);
    expect(s.statuses()).toEqual(['200', '200']);
  });

  it('for nothing is answered 481, every copy with the same tag', async () => {
    const s = await scene();
    await send(s, request('CANCEL'), request('CANCEL'));
    expect(s.statuses()).toEqual(['481', '481']);
    expect(field(s.alice.received[0], 'To')).toMatch(/;tag=s[0-9a-f]+$/);
    expect(s.alice.received[0]).toBe(s.alice.received[1]);
  });
});

describe('requests other than INVITE', () => {
  it('the answer is repeated for each copy, for 64*T1', async () => {
    const s = await scene();
    await send(s, request('OPTIONS'), request('OPTIONS'));
    expect(s.statuses()).toEqual([]);
    respond(s, 200);
    await send(s, request('OPTIONS'));
    expect(s.statuses()).toEqual(['200', '200']);
    expect(s.transactions).toHaveLength(1);
    await s.wire.clock.runUntilIdle(60_000);
    expect(s.bob.layer.live()).toEqual([]);
  });

  it('a user that never answers does not keep them alive', async () => {
    const s = await scene();
    await send(s, request('OPTIONS'));
    await s.wire.clock.runUntilIdle(60_000);
    expect(s.bob.layer.live()).toEqual([]);
  });

  it('branch, method and sent-by tell them apart (RFC 3261 17.2.3)', async () => {
    const s = await scene();
    await send(s, request('OPTIONS'), request('OPTIONS', { sentBy: `${ALICE}:5061`, callId: 'c2' }), request('INFO'), request('OPTIONS', { branch: 'z9hG4bKa2', cseq: 2 }));
    expect(s.transactions).toHaveLength(4);
    await send(s, request('OPTIONS'), request('INFO'));
    expect(s.transactions).toHaveLength(4);
  });
});

describe('RFC 2543 peers, without the branch cookie', () => {
  it.each(['', 'old'])('branch %j: copies are absorbed, ACK and CANCEL find their INVITE', async (branch) => {
    const s = await scene();
    let cancels = 0;
    await send(s, request('INVITE', { branch }), request('INVITE', { branch }));
    expect(s.transactions).toHaveLength(1);
    for (const transaction of s.transactions) transaction.onCancel = () => void cancels++;
    await send(s, request('CANCEL', { branch }));
    expect(cancels).toBe(1);
    respond(s, 487);
    await send(s, request('ACK', { branch, toTag: 'someone-else' }));
    expect(s.acks).toHaveLength(1);
    await send(s, request('ACK', { branch, toTag: 'bt' }));
    expect(s.acks).toHaveLength(1);
    expect(s.bob.layer.live()).toMatchObject([{ state: 'confirmed' }]);
  });

  it('a new CSeq or Call-ID is a new transaction', async () => {
    const s = await scene();
    await send(s, request('OPTIONS', { branch: '' }), request('OPTIONS', { branch: '', cseq: 2 }), request('OPTIONS', { branch: '', callId: 'c2' }));
    expect(s.transactions).toHaveLength(3);
  });
});

describe('createResponse (RFC 3261 8.2.6.2)', () => {
  it('copies what must be copied, in order, and adds the To tag only where there is none', async () => {
    const s = await scene();
    await send(s, request('OPTIONS'));
    const { request: received } = s.transactions[0] as ServerTransaction;
    received.headers.add('timestamp', '54.2').prepend('via', 'SIP/2.0/UDP proxy.example;branch=z9hG4bKp');
    const [trying, ringing] = [createResponse(received, 100), createResponse(received, 180, { toTag: 't', reason: 'Rings' })];
    expect(trying.headers.names).toEqual(['via', 'via', 'from', 'to', 'call-id', 'cseq', 'timestamp']);
    expect(trying.reason).toBe('Trying');
    expect(ringing.reason).toBe('Rings');
    expect(ringing.headers.has('timestamp')).toBe(false);
    expect(ringing.headers.first('via')).toContain('proxy.example');
    expect(ringing.headers.first('to')).toBe(`<sip:bob@${BOB}>;tag=t`);
    received.headers.set('to', '<sip:bob@b>;tag=theirs');
    expect(createResponse(received, 200, { toTag: 't' }).headers.first('to')).toBe('<sip:bob@b>;tag=theirs');
  });
});

it('close leaves no timer behind', async () => {
  const s = await scene();
  await send(s, request('INVITE'), request('OPTIONS', { callId: 'c2' }));
  s.bob.layer.close();
  expect(s.wire.clock.pending).toBe(0);
  expect(s.bob.layer.live()).toEqual([]);
});
