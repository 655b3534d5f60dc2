/** What the whole phone does about scanners, floods and calls past the registrar. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatagramSocket } from '../../../src-main/ports.ts';
import type { Office, Phone } from './office.ts';
import { ALICE, BOB, CAROL, accountOf, createOffice } from './office.ts';
import type { Registrar } from './registrar.ts';
import { openRegistrar } from './registrar.ts';

const SERVER = '192.0.2.9';
let office: Office;
let alice: Phone;
let registrar: Registrar;
let carol: DatagramSocket;
let answers: string[];

beforeEach(async () => {
  office = createOffice();
  registrar = await openRegistrar(office.network, SERVER, { alice: 'secret' });
  alice = await office.phone(ALICE);
  const bound = await office.network.host(CAROL).bindUdp({ address: CAROL, port: 5060 });
  if (!bound.ok) throw new Error(bound.error.message);
  carol = bound.value;
  answers = [];
  carol.onMessage = (bytes) => void answers.push(new TextDecoder().decode(bytes).slice(8, 11));
});
afterEach(async () => {
  await carol.close();
  await registrar.close();
  await office.close();
});

function invite(at: number, agent = 'Test'): void {
  const text = [
    `INVITE sip:alice@${ALICE} SIP/2.0`, `Via: SIP/2.0/UDP ${CAROL}:5060;branch=z9hG4bK${at}`, `From: <sip:x@${CAROL}>;tag=${at}`, `To: <sip:alice@${ALICE}>`,
    `Call-ID: call-${at}`, 'CSeq: 1 INVITE', `Contact: <sip:x@${CAROL}>`, 'Max-Forwards: 70', `User-Agent: ${agent}`, 'Content-Length: 0', '', '',
  ].join('\r\n');
  carol.send(new TextEncoder().encode(text), { address: ALICE, port: 5060 });
}

async function save(more: object): Promise<void> {
  const saved = alice.handlers['account.save']({ account: accountOf(more), password: 'secret' });
  await office.clock.advance(3000);
  await saved;
}

it('a scanner hears nothing, is in no trace and in no history, and is counted', async () => {
  invite(1, 'friendly-scanner');
  await office.clock.advance(100);
  expect(answers).toEqual([]);
  expect(alice.of('message.traced')).toEqual([]);
  expect(alice.history()).toEqual([]);
  expect(alice.of('guard.dropped')).toMatchObject([{ source: CAROL, reason: 'scanner', count: 1 }]);
});

it('a flood rings on no more lines than there are, and is cut off', async () => {
  for (let at = 0; at < 500; at++) invite(at);
  await office.clock.advance(100);
  expect(answers.filter((status) => status === '180')).toHaveLength(4);
  expect(answers.filter((status) => status === '486')).toHaveLength(20);
  await office.clock.advance(2000);
  expect(alice.of('guard.dropped').reduce((sum, { count }) => sum + count, 0)).toBe(476);
});

describe('calls only from the registrar', () => {
  it('refuses the call of a stranger, and does not keep it among the missed ones', async () => {
    await save({ onlyFromRegistrar: true });
    invite(1);
    await office.clock.advance(100);
    expect(answers.at(-1)).toBe('403');
    expect([alice.calls(), alice.history()]).toEqual([[], []]);
    expect(alice.of('guard.dropped')).toMatchObject([{ source: CAROL, reason: 'stranger' }]);
    await office.clock.advance(40_000);
  });

  it('lets everybody in where the account does not say so', async () => {
    await save({});
    const bob = await office.phone(BOB);
    await bob.handlers['call.dial']({ target: `sip:alice@${ALICE}` });
    await office.clock.advance(200);
    expect(alice.call().state).toBe('ringing');
    expect(alice.of('guard.dropped')).toEqual([]);
  });
});
