/** What a person finds about a call, and how accounts change it: whole phones in virtual time. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account, Call } from '../../../src-shared/model.ts';
import type { Softphone } from '../../../src-main/softphone.ts';
import { ALICE, BOB, CAROL, accountOf, createOffice, memorySecrets, refusal } from './office.ts';
import type { Office, Phone } from './office.ts';
import { openRegistrar } from './registrar.ts';

let office: Office;
let sent: string[];
beforeEach(() => {
  office = createOffice();
  sent = [];
  office.network.filter = ({ bytes }) => {
    if (bytes.length > 300) sent.push(new TextDecoder().decode(bytes));
    return true;
  };
});
afterEach(() => office.close());

const last = (phone: Phone): Call => phone.calls().at(-1) as Call;
const invites = (): string[] => sent.filter((text) => text.startsWith('INVITE '));

/** Alice and Bob, who have accounts at each other's addresses; `bob`: what is special about Bob's. */
async function phones({ alice = {}, bob = {} }: { alice?: Partial<Account>; bob?: Partial<Account> } = {}): Promise<{ alice: Phone; bob: Phone }> {
  const one = await office.phone(ALICE, { speaksHz: 400 });
  const other = await office.phone(BOB, { speaksHz: 800 });
  await one.handlers['account.save']({ account: accountOf({ user: 'alice', domain: BOB, register: false, ...alice }) });
  await other.handlers['account.save']({ account: accountOf({ user: 'bob', domain: ALICE, register: false, ...bob }) });
  return { alice: one, bob: other };
}

async function dial(phone: Phone, more: Parameters<Softphone['dial']>[1] = {}, target = `sip:bob@${BOB}`): Promise<Call> {
  const call = await phone.phone.dial(target, more);
  await office.clock.advance(500);
  return call;
}

async function talking(accounts: Parameters<typeof phones>[0] = {}): Promise<{ alice: Phone; bob: Phone }> {
  const both = await phones(accounts);
  await dial(both.alice);
  await both.bob.handlers['call.answer']({ id: both.bob.call().id });
  await office.clock.advance(500);
  return both;
}

describe('who calls', () => {
  it('is told by our own server, where it knows better, and by nobody else', async () => {
    // Where Bob's account is registered a second phone lives: what comes from there comes from his server.
    const registrar = await openRegistrar(office.network, ALICE, { bob: 'secret' });
    const alice = await office.phone(ALICE, { listen: { address: ALICE, port: 5070 } });
    const bob = await office.phone(BOB, { secrets: memorySecrets({ 'account:a': 'secret' }) });
    await bob.handlers['account.save']({ account: accountOf({ user: 'bob', domain: ALICE }) });
    await office.clock.advance(500);
    const carol = await office.phone(CAROL);
    // Our phones let nobody speak in a server's name: the wire does it for them.
    office.network.filter = ({ bytes }) => {
      const at = new TextDecoder().decode(bytes).indexOf('X-Asserted-Identity');
      if (at >= 0) bytes[at] = 'P'.charCodeAt(0);
      return true;
    };
    const headers: [string, string][] = [['X-Asserted-Identity', '"Real" <sip:+4930@pbx>']];
    await dial(alice, { headers });
    await dial(carol, { headers });
    expect(bob.calls()).toMatchObject([
      { remoteUri: 'sip:+4930@pbx', remoteName: 'Real', caller: { assertedUri: 'sip:+4930@pbx' } },
      { remoteUri: `sip:rung@${CAROL}:5060`, remoteName: '', caller: { assertedUri: 'sip:+4930@pbx', userAgent: expect.stringContaining('Rung') } },
    ]);
    await registrar.close();
  });

  it('is nobody, where the account hides its number, but for one who calls for help', async () => {
    const { alice, bob } = await phones({ alice: { hideNumber: true } });
    await dial(alice);
    expect(bob.call()).toMatchObject({ remoteUri: 'sip:anonymous@anonymous.invalid', caller: { anonymous: true } });
    expect(invites()[0]).toMatch(/\r\nPrivacy: id/);
    await alice.handlers['call.hangup']({ id: alice.call().id });
    await dial(alice, {}, '112');
    expect(invites().at(-1)).toMatch(/^INVITE sip:112@192\.0\.2\.2/);
    expect(invites().at(-1)).not.toMatch(/anonymous/i);
    await alice.handlers['call.hangup']({ id: last(alice).id });
    await dial(alice, { anonymous: false });
    expect(invites().at(-1)).not.toMatch(/anonymous/i);
  });
});

describe('a caller who asks to be answered at once', () => {
  const asking: [string, string][] = [['Call-Info', '<sip:x>;answer-after=2']];

  it('rings, unless the account allows it', async () => {
    const { alice, bob } = await phones();
    await dial(alice, { headers: asking });
    await office.clock.advance(10_000);
    expect(bob.call()).toMatchObject({ state: 'ringing', caller: { wantsAutoAnswer: true } });
  });

  it('is answered after the time it asks for', async () => {
    const { alice, bob } = await phones({ bob: { autoAnswer: 'header' } });
    await dial(alice, { headers: asking });
    await office.clock.advance(1000);
    expect(bob.call().state).toBe('ringing');
    await office.clock.advance(1500);
    expect(bob.call()).toMatchObject({ state: 'confirmed', autoAnswered: true });
    // Nobody else asks, so nobody else is answered.
    const carol = await office.phone(CAROL);
    await dial(carol);
    await office.clock.advance(5000);
    expect(carol.call().state).toBe('ringing');
  });

  it('waits like everybody where somebody talks, or does not want to be disturbed', async () => {
    const { alice, bob } = await phones({ bob: { autoAnswer: 'always' } });
    await dial(alice);
    expect(bob.call()).toMatchObject({ state: 'confirmed', autoAnswered: true });
    const carol = await office.phone(CAROL);
    await dial(carol, { headers: asking });
    await office.clock.advance(5000);
    expect(bob.calls().map(({ state }) => state)).toEqual(['confirmed', 'ringing']);
    await bob.handlers['settings.save']({ doNotDisturb: true });
    const { id } = await dial(carol, { headers: asking });
    await office.clock.advance(5000);
    expect(carol.calls().find((call) => call.id === id)?.status).toBe(480);
  });
});

describe('a caller past our server', () => {
  it('is not answered at once, nor followed by REFER where calls come from there only', async () => {
    const registrar = await openRegistrar(office.network, '192.0.2.9', { bob: 'secret' });
    const bob = await office.phone(BOB, { secrets: memorySecrets({ 'account:a': 'secret' }) });
    await bob.handlers['account.save']({ account: accountOf({ user: 'bob', autoAnswer: 'header', acceptRefer: true }) });
    await office.clock.advance(500);
    const carol = await office.phone(CAROL);
    await dial(carol, { headers: [['Call-Info', '<sip:x>;answer-after=0']] });
    await office.clock.advance(5000);
    expect(bob.call()).toMatchObject({ state: 'ringing', caller: { wantsAutoAnswer: true } });
    await bob.handlers['call.decline']({ id: bob.call().id });
    const identity = { displayName: '', uri: `sip:click@${CAROL}`, routes: [], contactUser: 'click' };
    const refer = async (): Promise<number | undefined> => {
      const sent = carol.phone.userAgent().send({ method: 'REFER', identity, target: `sip:bob@${BOB}`, headers: [['refer-to', `<sip:carol@${CAROL}>`], ['refer-sub', 'false']] });
      await office.clock.advance(2000);
      const answer = await sent;
      return answer.ok ? answer.value.response.status : undefined;
    };
    expect(await refer()).toBe(202);
    const saved = bob.handlers['account.save']({ account: accountOf({ user: 'bob', acceptRefer: true, onlyFromRegistrar: true }) });
    await office.clock.advance(3000);
    await saved;
    expect(await refer()).toBe(603);
    await registrar.close();
  });
});

describe('digits', () => {
  it('go as INFO where the account says so, in order, and are heard as such', async () => {
    const heard: unknown[] = [];
    const { alice, bob } = await talking({ alice: { dtmfMode: 'info' } });
    bob.phone.trace.read(({ method, status }) => void (method === 'INFO' && !status && heard.push(method)));
    const pressed = alice.handlers['call.dtmf']({ id: alice.call().id, digits: '15*D#' });
    await office.clock.advance(2000);
    await pressed;
    expect(bob.call().digitsReceived).toBe('15*D#');
    expect(heard).toHaveLength(5);
  });

  it('go as tones where the account says so', async () => {
    const { alice, bob } = await talking({ alice: { dtmfMode: 'inband' } });
    const pressed = alice.handlers['call.dtmf']({ id: alice.call().id, digits: '55555' });
    await office.clock.advance(400);
    expect(bob.ear.hears(770, 100)).toBeGreaterThan(0.1);
    await office.clock.advance(3000);
    await pressed;
    expect(bob.call().digitsReceived).toBe('');
  });

  it('and anything else go by INFO on demand, and the answer is told', async () => {
    const { alice, bob } = await talking();
    const { id } = alice.call();
    const said = refusal(() => alice.handlers['call.info']({ id, contentType: 'application/dtmf', body: '7' }));
    await office.clock.advance(500);
    expect(await said).toBe('nothing');
    expect(bob.call().digitsReceived).toBe('7');
    expect(await refusal(() => alice.handlers['call.info']({ id, contentType: 'text/plain\r\n;Via: x', body: '' }))).toBe('bad-media-type');
    await alice.handlers['call.hangup']({ id });
    await office.clock.advance(500);
    expect(await refusal(() => alice.handlers['call.info']({ id, contentType: 'application/dtmf', body: '7' }))).toBe('call-not-ready');
  });
});

describe('an attempt that came to nothing', () => {
  it('before there was a call is in the history, with why', async () => {
    const alice = await office.phone(ALICE);
    for (const target of ['4711', 'http://x', 'sip:bob@nowhere.invalid', '   ']) {
      await refusal(() => alice.handlers['call.dial']({ target }));
      await office.clock.advance(10);
    }
    expect(alice.history().map(({ remoteUri, outcome, error }) => [remoteUri, outcome, error?.code])).toEqual([
      ['sip:bob@nowhere.invalid', 'failed', 'name-not-found'], ['http://x', 'failed', 'dial-bad-uri'], ['4711', 'failed', 'dial-needs-account'],
    ]);
    expect(alice.calls()).toEqual([]);
  });

  it('tells where else to try', async () => {
    const { alice, bob } = await phones();
    bob.phone.userAgent().onInvite = (session) => session.reject(300, { contacts: ['sip:a@192.0.2.3', 'sip:b@192.0.2.4'] });
    await dial(alice);
    expect(alice.call()).toMatchObject({ state: 'ended', status: 300, alternatives: [{ uri: 'sip:a@192.0.2.3' }, { uri: 'sip:b@192.0.2.4' }] });
  });
});

describe('a call that is being made', () => {
  it('can be taken by a third one, who asks the caller (RFC 3891)', async () => {
    const alice = await office.phone(ALICE, { speaksHz: 400 });
    const bob = await office.phone(BOB);
    const carol = await office.phone(CAROL, { speaksHz: 1200 });
    const { id } = await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    await office.clock.advance(500);
    const dialog = [...alice.phone.userAgent().sessions][0]?.dialogId;
    expect(dialog).toBeDefined();
    if (!dialog) return;
    await dial(carol, { replaces: { ...dialog, earlyOnly: true } }, `sip:rung@${ALICE}`);
    await office.clock.advance(1500);
    expect(alice.calls()).toMatchObject([{ id, state: 'ended' }, { state: 'confirmed', direction: 'in', replaces: id }]);
    expect([carol.call().state, bob.call().state]).toEqual(['confirmed', 'ended']);
    expect(carol.ear.hears(400)).toBeGreaterThan(0.3);
    expect(alice.history().filter(({ replaces }) => replaces === id)).toHaveLength(1);
    expect(alice.history().find((row) => row.id === id)?.outcome).toBe('redirected');
    // No busy tone for somebody who talks already.
    expect(alice.ear.hears(425)).toBeLessThan(0.01);
  });
});

describe('a REFER from outside of a call', () => {
  async function refer(from: Phone, to: string, referTo: string): Promise<{ ok: boolean; told: number[] }> {
    const told: number[] = [];
    const identity = { displayName: '', uri: `sip:click@${CAROL}`, routes: [], contactUser: 'click' };
    const asked = from.phone.userAgent().refer({ within: { identity, target: to }, referTo }, { onProgress: ({ status }) => void told.push(status), onEnd() {} });
    await office.clock.advance(2000);
    return { ok: (await asked).ok, told };
  }

  it('is followed where the account allows it, numbers too, and tells how it went', async () => {
    const { alice, bob } = await phones({ alice: { acceptRefer: true } });
    const carol = await office.phone(CAROL);
    const { ok, told } = await refer(carol, `sip:alice@${ALICE}`, 'tel:+49-30-1234');
    expect(ok).toBe(true);
    expect(alice.call()).toMatchObject({ direction: 'out', state: 'ringing', remoteUri: 'tel:+49-30-1234', accountId: 'a' });
    expect(invites()[0]).toMatch(/^INVITE sip:\+49301234@192\.0\.2\.2;user=phone/);
    await bob.handlers['call.answer']({ id: bob.call().id });
    await office.clock.advance(1000);
    expect(told).toEqual([100, 180, 200]);
  });

  it('is followed where it names a call of ours (RFC 4538), as if it had come in it', async () => {
    const { alice, bob } = await talking();
    const carol = await office.phone(CAROL);
    const dialog = [...alice.phone.userAgent().sessions][0]?.dialogId;
    const identity = { displayName: '', uri: `sip:assistant@${CAROL}`, routes: [], contactUser: 'assistant' };
    const ask = (named: string): unknown => carol.phone.userAgent().send({
      method: 'REFER', identity, target: `sip:bob@${BOB}`,
      headers: [['refer-to', `<sip:carol@${CAROL}>`], ['refer-sub', 'false'], ['target-dialog', `${named};local-tag=${dialog?.remoteTag};remote-tag=${dialog?.localTag}`]],
    });
    ask('another');
    await office.clock.advance(1000);
    expect(bob.calls()).toHaveLength(1);
    ask(dialog?.callId ?? '');
    await office.clock.advance(1000);
    expect(bob.calls()).toMatchObject([{ transfer: { role: 'transferee', state: 'ringing' } }, { direction: 'out', state: 'ringing' }]);
  });

  it('to something that is no telephone is refused', async () => {
    await phones({ alice: { acceptRefer: true } });
    const carol = await office.phone(CAROL);
    expect(await refer(carol, `sip:alice@${ALICE}`, 'http://example.org/')).toEqual({ ok: false, told: [] });
  });
});

describe('pauses', () => {
  it.each([[true, true], [true, false], [false, true]])('are not sent where both accounts want it so: %s and %s', async (alices, bobs) => {
    const { alice } = await talking({ alice: { silenceSuppression: alices }, bob: { silenceSuppression: bobs } });
    expect(/a=rtpmap:13 CN\/8000/.test(invites()[0]!)).toBe(alices);
    await office.clock.advance(2000);
    await alice.handlers['call.mute']({ id: alice.call().id, muted: true });
    await office.clock.advance(1000);
    const before = alice.call().stats!.sent;
    await office.clock.advance(2000);
    const sentInPause = alice.call().stats!.sent - before;
    if (alices && bobs) expect(sentInPause).toBeLessThan(8);
    else expect(sentInPause).toBeGreaterThan(90);
    expect(alice.call().stats?.oneWay).toBeUndefined();
  });
});
