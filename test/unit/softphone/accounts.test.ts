import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RungFailure, rungError } from '../../../src-shared/errors.ts';
import type { Registration } from '../../../src-shared/model.ts';
import { ALICE, BOB, accountOf, createOffice, memorySecrets, refusal } from './office.ts';
import type { Office, Phone } from './office.ts';
import type { Registrar } from './registrar.ts';
import { openRegistrar } from './registrar.ts';

const SERVER = '192.0.2.9';
let office: Office;
let registrar: Registrar;
let alice: Phone;

beforeEach(async () => {
  office = createOffice();
  registrar = await openRegistrar(office.network, SERVER, { alice: 'secret', sales: 'secret' });
  alice = await office.phone(ALICE);
});
afterEach(async () => {
  await registrar.close();
  await office.close();
});

async function save(more = {}, password?: string): Promise<void> {
  const saved = alice.handlers['account.save']({ account: accountOf(more), ...(password === undefined ? {} : { password }) });
  await office.clock.advance(3000);
  await saved;
}

const registration = (): Registration | undefined => alice.phone.accounts.registrations()[0];
const granted = (): string[] => registrar.log.filter((line) => line !== '401');

describe('an account', () => {
  it('registers when it is saved, and un-registers when it is switched off', async () => {
    await save({}, 'secret');
    expect(registration()).toMatchObject({ state: 'registered', status: 200 });
    expect(registrar.bindings.get('alice')).toContain(`alice@${ALICE}:5060`);
    await save({ enabled: false });
    expect(registration()?.state).toBe('off');
    expect(registrar.bindings.size).toBe(0);
    await save({ register: false });
    expect(granted()).toEqual(['alice 300', 'alice 0']);
  });

  it('with a wrong password says so, and tries the new one', async () => {
    await save({}, 'wrong');
    expect(registration()).toMatchObject({ state: 'failed', status: 401, error: { message: expect.stringMatching(/password/i) } });
    await save({}, 'secret');
    expect(registration()?.state).toBe('registered');
    // An empty password is forgotten, an absent one kept.
    await save({ displayName: 'A.' });
    expect(registration()?.state).toBe('registered');
    await save({}, '');
    expect(registration()?.state).toBe('failed');
  });

  it('has its proofs judged before they are struck out of the trace', async () => {
    await save({}, 'secret');
    const traced = await alice.handlers['trace.recent']({ limit: 100 });
    const sent = traced.filter(({ method, status }) => method === 'REGISTER' && status === undefined);
    expect(sent.map(({ digest }) => digest)).toEqual([undefined, 'right']);
    expect(JSON.stringify(traced)).not.toContain('secret');
    await save({}, '');
    expect(alice.phone.accounts.passwordsOf('alice')).toEqual([]);
  });

  it('saved twice at once leaves one registration that the phone can end', async () => {
    const saves = [1, 2, 3].map((n) => alice.handlers['account.save']({ account: accountOf({ displayName: `A${n}` }), password: 'secret' }));
    await office.clock.advance(10_000);
    await Promise.all(saves);
    expect(registration()?.state).toBe('registered');
    const removed = alice.handlers['account.remove']({ id: 'a' });
    await office.clock.advance(3000);
    await removed;
    const before = registrar.log.length;
    await office.clock.advance(1_000_000);
    expect(registrar.log.length).toBe(before);
    expect(registrar.bindings.size).toBe(0);
  });

  it('saved does not disturb another one that is just registering', async () => {
    const saves = [
      alice.handlers['account.save']({ account: accountOf({ id: 'a' }), password: 'secret' }),
      alice.handlers['account.save']({ account: accountOf({ id: 'b', user: 'sales' }), password: 'secret' }),
    ];
    await office.clock.advance(3000);
    await Promise.all(saves);
    expect([...registrar.bindings.keys()].toSorted()).toEqual(['alice', 'sales']);
  });

  it('removed un-registers and is forgotten, with its password', async () => {
    await save({}, 'secret');
    const removed = alice.handlers['account.remove']({ id: 'a' });
    await office.clock.advance(3000);
    await removed;
    expect([registrar.bindings.size, alice.phone.accounts.list(), alice.phone.accounts.registrations()]).toEqual([0, [], []]);
    expect(alice.of('accounts.changed').at(-1)).toEqual([]);
    await save();
    expect(registration()?.state).toBe('failed');
  });

  it('whose password cannot be read says so; the phone works on', async () => {
    const broken = { ...memorySecrets(), get: () => Promise.reject(new RungFailure(rungError('secrets-unreadable', 'The file is broken.'))) };
    const bob = await office.phone(BOB, { secrets: broken });
    await bob.handlers['account.save']({ account: accountOf({ user: 'bob' }) });
    expect(bob.phone.accounts.registrations()).toMatchObject([{ state: 'failed', error: { code: 'secrets-unreadable' } }]);
    await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    await office.clock.advance(200);
    expect(bob.call()).toMatchObject({ state: 'ringing', accountId: 'a' });
    expect(await refusal(() => bob.handlers['account.test']({ account: accountOf({}) }))).toBe('secrets-unreadable');
  });
});

describe('the test of an account', () => {
  async function test(more = {}, password = 'secret'): Promise<Registration> {
    const tested = alice.handlers['account.test']({ account: accountOf(more), password });
    await office.clock.advance(12_000);
    return await tested;
  }

  it('tells what the registrar said, takes it back, and stores nothing', async () => {
    expect(await test()).toMatchObject({ state: 'registered', status: 200 });
    expect(granted()).toEqual(['alice 60', 'alice 0']);
    expect(await test({}, 'wrong')).toMatchObject({ state: 'failed', status: 401 });
    expect([alice.phone.accounts.list(), alice.of('registration.changed'), registrar.bindings.size]).toEqual([[], [], 0]);
  });

  it('gives the real registration back its binding', async () => {
    await save({}, 'secret');
    expect(await test()).toMatchObject({ state: 'registered' });
    expect(registrar.bindings.has('alice')).toBe(true);
    expect(registration()?.state).toBe('registered');
  });

  it('does not wait for ever for a server that says nothing', async () => {
    registrar.silent = true;
    expect(await test()).toMatchObject({ state: 'failed', error: { code: 'registrar-silent' } });
  });

  it('leaves no timer when it is answered', async () => {
    const before = office.clock.pending;
    const tested = alice.handlers['account.test']({ account: accountOf({}), password: 'secret' });
    await office.clock.advance(7000);
    await tested;
    expect(office.clock.pending).toBeLessThanOrEqual(before);
  });
});

describe('which account was called', () => {
  async function call(requestUri: string, to: string): Promise<string | undefined> {
    const id = alice.calls().length;
    const sender = await office.network.host(BOB).bindUdp({ address: BOB, port: 5060 });
    if (!sender.ok) throw new Error(sender.error.message);
    const lines = [
      `INVITE ${requestUri} SIP/2.0`, `Via: SIP/2.0/UDP ${BOB}:5060;branch=z9hG4bK${id}`, 'Max-Forwards: 70', `From: <sip:bob@${BOB}>;tag=1`,
      `To: <${to}>`, `Call-ID: ${id}`, 'CSeq: 1 INVITE', `Contact: <sip:bob@${BOB}>`, 'Content-Length: 0', '', '',
    ];
    sender.value.send(new TextEncoder().encode(lines.join('\r\n')), { address: ALICE, port: 5060 });
    await office.clock.advance(100);
    await sender.value.close();
    return alice.calls().at(-1)?.accountId;
  }

  it('is known by the user part, and by the domain where several have it', async () => {
    await save({ id: 'one', domain: 'one.example', register: false, label: 'One' });
    await save({ id: 'two', domain: 'two.example', register: false, label: 'Two' });
    await save({ id: 'sales', user: 'sales & co', domain: 'two.example', register: false });
    expect(await call(`sip:alice@${ALICE}`, 'sip:alice@two.example')).toBe('two');
    expect(await call(`sip:alice@${ALICE}`, 'sip:alice@one.example')).toBe('one');
    expect(await call(`sip:alice@${ALICE}`, 'sip:hotline@three.example')).toBe('one');
    expect(await call(`sip:sales%20%26%20co@${ALICE}`, 'sip:x@two.example')).toBe('sales');
    const before = alice.calls().length;
    await call(`sip:stranger@${ALICE}`, 'sip:stranger@two.example');
    // Four calls are going on, which is the most; the fifth finds its account all the same.
    expect(alice.calls()).toHaveLength(before);
    expect(alice.history().find(({ remoteUri, accountId }) => remoteUri.includes('bob') && accountId === undefined)).toMatchObject({ outcome: 'missed' });
    expect(alice.history().find(({ accountId }) => accountId === 'two')?.accountLabel).toBe('Two');
  });
});
