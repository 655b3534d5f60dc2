import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, BOB, accountOf, createOffice, refusal } from './office.ts';
import type { Office, Phone } from './office.ts';
import { openRegistrar } from './registrar.ts';

let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

describe('the sockets of the phone', () => {
  it('go to a free port where theirs is taken, and say so', async () => {
    const taken = await office.network.host(ALICE).bindUdp({ address: '0.0.0.0', port: 5060 });
    const alice = await office.phone(ALICE);
    expect(alice.status.error?.code).toBe('port-in-use');
    expect(alice.status.listening[0]?.port).not.toBe(5060);
    expect(alice.of('network.changed')).toEqual([alice.status]);
    await alice.handlers['call.dial']({ target: 'sip:echo@local' });
    await office.clock.advance(2000);
    expect(alice.call().state).toBe('confirmed');
    if (taken.ok) await taken.value.close();
    const stopped = alice.phone.stop();
    await office.clock.advance(3000);
    await stopped;
    // What was wrong then is not why it cannot dial now.
    expect(await refusal(() => alice.handlers['call.dial']({ target: `sip:bob@${BOB}` }))).toBe('not-ready');
  });

  it('that must be had and cannot leave a phone that says why it cannot dial', async () => {
    const taken = await office.network.host(ALICE).bindUdp({ address: ALICE, port: 5060 });
    const alice = await office.phone(ALICE, { listen: { address: ALICE, port: 5060 } });
    expect(alice.status).toMatchObject({ listening: [], error: { code: 'port-in-use' } });
    expect(await refusal(() => alice.handlers['call.dial']({ target: `sip:bob@${BOB}` }))).toBe('port-in-use');
    expect(await refusal(() => alice.handlers['account.test']({ account: accountOf({}) }))).toBe('not-ready');
    if (taken.ok) await taken.value.close();
  });

  it('move when the settings say so, and accounts with them', async () => {
    const registrar = await openRegistrar(office.network, '192.0.2.9', { alice: 'secret' });
    const alice = await office.phone(ALICE);
    await alice.handlers['account.save']({ account: accountOf({}), password: 'secret' });
    await office.clock.advance(1000);
    const saved = alice.handlers['settings.save']({ sipPort: 5070 });
    await office.clock.advance(5000);
    expect(await saved).toMatchObject({ sipPort: 5070 });
    expect(alice.of('network.changed').at(-1)?.listening[0]).toMatchObject({ port: 5070 });
    expect(registrar.bindings.get('alice')).toContain(`${ALICE}:5070`);
    expect(registrar.log.filter((line) => line !== '401')).toEqual(['alice 300', 'alice 0', 'alice 300']);
    const bob = await office.phone(BOB);
    await bob.handlers['call.dial']({ target: `sip:alice@${ALICE}:5070` });
    await office.clock.advance(200);
    expect(alice.call().state).toBe('ringing');
    await registrar.close();
  });

  it('stay while a call is going on', async () => {
    const { alice } = await office.talking();
    expect(await refusal(() => alice.handlers['settings.save']({ sipPort: 5070, theme: 'dark' }))).toBe('calls-going-on');
    expect((await alice.handlers['app.state'](undefined)).settings).toMatchObject({ sipPort: 5060, theme: 'system' });
    expect(await alice.handlers['settings.save']({ theme: 'dark' })).toMatchObject({ theme: 'dark' });
  });

  it('are changed one after the other, and nobody dials in between over those that go', async () => {
    const alice = await office.phone(ALICE);
    const bob = await office.phone(BOB);
    const saves = [alice.handlers['settings.save']({ sipPort: 5070 }), alice.handlers['settings.save']({ sipPort: 5080 })];
    const dialled = refusal(() => alice.handlers['call.dial']({ target: `sip:bob@${BOB}` }));
    await office.clock.advance(5000);
    await Promise.all(saves);
    expect(alice.of('network.changed').at(-1)).toMatchObject({ listening: [{ port: 5080 }, { port: 5080 }], error: undefined });
    expect([['not-ready', []], ['nothing', ['ringing']]]).toContainEqual([await dialled, bob.calls().map(({ state }) => state)]);
    for (const call of alice.calls()) await alice.handlers['call.hangup']({ id: call.id });
    await office.clock.advance(1000);
  });

  it('refuse a range of RTP ports that is none', async () => {
    const alice = await office.phone(ALICE);
    expect(await refusal(() => alice.handlers['settings.save']({ rtpPortMin: 40_100, rtpPortMax: 40_000 }))).toBe('bad-port-range');
  });
});

describe('OPTIONS', () => {
  it('are answered as an INVITE would be (RFC 3261 11.2)', async () => {
    const alice = await office.phone(ALICE);
    const bob = await office.phone(BOB, { maxCalls: 1 });
    const ask = async (): Promise<number | undefined> => {
      const asked = alice.phone.ping(`sip:bob@${BOB}`);
      await office.clock.advance(100);
      const answered = await asked;
      return answered.ok ? answered.value.response.status : undefined;
    };
    expect(await ask()).toBe(200);
    await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    await office.clock.advance(100);
    expect(await ask()).toBe(486);
    await bob.handlers['settings.save']({ doNotDisturb: true });
    expect(await ask()).toBe(480);
  });
});

describe('the answer to OPTIONS', () => {
  it('tells methods, extensions, events, and the sound that could be agreed on (RFC 3264 9)', async () => {
    const alice = await office.phone(ALICE);
    await office.phone(BOB);
    const asked = alice.phone.ping(`sip:bob@${BOB}`);
    await office.clock.advance(100);
    const answered = await asked;
    if (!answered.ok) throw new Error(answered.error.message);
    const { headers, body } = answered.value.response;
    expect(headers.first('allow')?.split(', ')).toEqual(expect.arrayContaining(['INVITE', 'PRACK', 'UPDATE', 'INFO', 'REFER', 'NOTIFY', 'SUBSCRIBE', 'MESSAGE']));
    expect(headers.first('supported')?.split(', ')).toEqual(expect.arrayContaining(['100rel', 'replaces', 'timer']));
    expect(headers.first('allow-events')).toContain('presence');
    expect(new TextDecoder().decode(body)).toMatch(/^v=0\r\n[\s\S]*c=IN IP4 192\.0\.2\.2\r\n[\s\S]*m=audio 0 RTP\/AVP 8 0 101\r\n/);
  });
});

describe('stop', () => {
  it('ends calls in every state, at both sides, with their history', async () => {
    const { alice, bob } = await office.talking();
    const carol = await office.phone('192.0.2.3');
    await alice.handlers['call.dial']({ target: 'sip:carol@192.0.2.3' });
    await bob.handlers['call.dial']({ target: `sip:alice@${ALICE}` });
    await alice.handlers['call.dial']({ target: 'sip:nobody@192.0.2.77' });
    await office.clock.advance(50);
    const rows = alice.calls().map(({ id }) => id);
    const ended: (string | undefined)[] = [];
    const states = (): (string | undefined)[] => rows.map((id) => alice.of('call.changed').findLast((call) => call.id === id)?.state);
    const stopped = alice.phone.stop();
    await office.clock.advance(3000);
    await stopped;
    ended.push(...states());
    expect(new Set(ended)).toEqual(new Set(['ended']));
    expect([bob.calls()[0]?.state, carol.call().state]).toEqual(['ended', 'ended']);
    expect(carol.history()[0]?.outcome).toBe('missed');
  });

  it('does not wait for the busy tone', async () => {
    const alice = await office.phone(ALICE);
    const bob = await office.phone(BOB);
    await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    await office.clock.advance(100);
    await bob.handlers['call.decline']({ id: bob.call().id });
    await office.clock.advance(100);
    expect(alice.ear.isOpen).toBe(true);
    expect(await stopsWithin(alice, 100)).toBe(true);
  });

  it('waits a moment and no longer for a peer that has vanished', async () => {
    const { alice } = await office.talking();
    office.network.weather = { loss: 1 };
    expect(await stopsWithin(alice, 3000)).toBe(true);
  });

  async function stopsWithin({ phone }: Phone, ms: number): Promise<boolean> {
    let isStopped = false;
    void phone.stop().then(() => (isStopped = true));
    await office.clock.advance(ms);
    return isStopped;
  }

  it('asked for twice is done once', async () => {
    const alice = await office.phone(ALICE);
    await Promise.all([alice.phone.stop(), alice.phone.stop()]);
    expect(office.network.open).toBe(0);
  });
});
