/** Encrypted calls between whole phones. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SrtpMode, TracedMessage } from '../../../src-shared/model.ts';
import { ALICE, BOB, createOffice } from './office.ts';
import type { Office, Phone } from './office.ts';

let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

async function call(caller: SrtpMode, callee: SrtpMode): Promise<{ alice: Phone; bob: Phone }> {
  const alice = await office.phone(ALICE, { speaksHz: 400, srtp: caller });
  const bob = await office.phone(BOB, { speaksHz: 800, srtp: callee });
  await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
  await office.clock.advance(200);
  // What Bob's phone refuses, it refuses to him too.
  void Promise.allSettled(bob.calls().map(({ id }) => bob.handlers['call.answer']({ id })));
  await office.clock.advance(2000);
  return { alice, bob };
}

const messagesOf = (phone: Phone): TracedMessage[] => phone.phone.traceOf(phone.history()[0]!.id).messages;

describe('a call between two phones', () => {
  it.each([
    ['optional', 'optional'], ['optional', 'required'], ['required', 'optional'], ['required', 'required'],
  ] as const)('of which one has encryption %s and the other %s is encrypted', async (caller, callee) => {
    const { alice, bob } = await call(caller, callee);
    for (const phone of [alice, bob]) {
      expect(phone.call()).toMatchObject({ state: 'confirmed', encryption: { suite: 'AEAD_AES_256_GCM', keysByTls: false } });
      expect(phone.call().stats).toMatchObject({ unauthentic: 0, replayed: 0 });
    }
    expect(alice.ear.hears(800)).toBeGreaterThan(0.3);
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
    alice.handlers['call.hangup']({ id: alice.call().id });
    await office.clock.advance(1000);
    expect(alice.history()[0]).toMatchObject({ encryption: { suite: 'AEAD_AES_256_GCM', keysByTls: false } });
  });

  it.each([['off', 'optional'], ['optional', 'off'], ['off', 'off']] as const)('%s and %s is plain', async (caller, callee) => {
    const { alice, bob } = await call(caller, callee);
    for (const phone of [alice, bob]) {
      expect(phone.call().state).toBe('confirmed');
      expect(phone.call().encryption).toBeUndefined();
    }
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
  });

  it('required against off comes to nothing, and says why', async () => {
    const { alice } = await call('required', 'off');
    expect(alice.call()).toMatchObject({ state: 'ended', status: 488 });
    expect(messagesOf(alice).find(({ status }) => status === 488)?.raw).toContain('RTP/SAVP is not possible here, RTP/AVP is');
  });

  it('off against required is refused by the callee', async () => {
    const { alice } = await call('off', 'required');
    expect(alice.call()).toMatchObject({ state: 'ended', status: 488 });
    expect(messagesOf(alice).find(({ status }) => status === 488)?.raw).toContain('the sound must be encrypted here');
  });

  it('stays encrypted through hold and resume, under the same keys', async () => {
    const { alice, bob } = await call('optional', 'optional');
    for (const change of ['call.hold', 'call.resume'] as const) {
      void alice.handlers[change]({ id: alice.call().id });
      await office.clock.advance(1000);
    }
    expect(bob.call().encryption).toEqual({ suite: 'AEAD_AES_256_GCM', keysByTls: false });
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
    expect(alice.ear.hears(800)).toBeGreaterThan(0.3);
    expect(bob.call().stats?.unauthentic).toBe(0);
  });

  it('never shows a key, in the trace or in what the phone tells', async () => {
    const { alice } = await call('required', 'required');
    const traced = messagesOf(alice).map(({ raw }) => raw).join('\n');
    expect(traced).toMatch(/a=crypto:1 AEAD_AES_256_GCM inline:\*+\r/);
    expect(traced).not.toMatch(/inline:[^*]/);
    expect(JSON.stringify(alice.told)).not.toMatch(/inline:[^*]/);
  });
});
