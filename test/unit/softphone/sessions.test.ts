import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnnouncedSession } from '../../../src-shared/session-model.ts';
import { openStore } from '../../../src-main/store/store.ts';
import { ALICE, BOB, CAROL, createOffice, refusal } from './office.ts';
import type { Office, Phone } from './office.ts';

let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

const sdpOf = (version: number, name = 'Open house'): string => [
  'v=0', `o=alice 4711 ${version} IN IP4 ${ALICE}`, `s=${name}`, 'c=IN IP4 239.255.42.7/15', 't=0 0', 'm=audio 40420 RTP/AVP 9', 'a=rtpmap:9 G722/8000', '',
].join('\r\n');

async function listed(phone: Phone): Promise<AnnouncedSession[]> {
  return (await phone.handlers['session.list'](undefined)).sessions;
}

describe('the session directory', () => {
  it('of one phone shows what another one announces, changes and withdraws', async () => {
    const [alice, bob] = [await office.phone(ALICE), await office.phone(BOB)];
    const own = await alice.handlers['session.announce']({ sdp: sdpOf(1) });
    expect(own).toMatchObject({ own: true, state: 'running', announcing: { group: '239.255.255.255', ttl: 15, count: 1 } });
    await office.clock.advance(1000);
    expect(await listed(bob)).toMatchObject([{ id: own.id, own: false, sdp: sdpOf(1), state: 'running', sources: [{ address: ALICE }], warnings: [] }]);

    await alice.handlers['session.announce']({ sdp: sdpOf(1, 'Closed house') });
    await office.clock.advance(1000);
    expect(await listed(bob)).toMatchObject([{ id: own.id, sdp: sdpOf(2, 'Closed house'), versions: [{ sdp: sdpOf(1) }], warnings: [] }]);

    await alice.handlers['session.withdraw']({ id: own.id });
    await office.clock.advance(2000);
    expect(await listed(bob)).toMatchObject([{ id: own.id, state: 'removed', removed: { reason: 'deleted', by: ALICE } }]);
    expect(await listed(alice)).toMatchObject([{ id: own.id, state: 'removed', removed: { reason: 'withdrawn' } }]);
    expect(bob.of('session.changed').map(({ state }) => state)).toEqual(['running', 'running', 'removed']);

    await bob.handlers['session.forget']({ id: own.id });
    expect(await listed(bob)).toEqual([]);
    expect(bob.of('session.removed')).toEqual([{ id: own.id }]);
  });

  it('listens where the settings say', async () => {
    const alice = await office.phone(ALICE);
    await office.clock.advance(100);
    const groups = async () => (await alice.handlers['session.list'](undefined)).groups.map(({ group, state }) => `${group} ${state}`);
    expect(await groups()).toEqual(['224.2.127.254 listening', '239.255.255.255 listening', '239.195.255.255 listening', '224.0.0.56 listening']);
    await alice.handlers['settings.save']({ sapListen: false });
    expect(await groups()).toEqual([]);
  });

  it('reminds of a session before it begins', async () => {
    const alice = await office.phone(ALICE);
    const startsAtMs = office.clock.wallMs() + 3_600_000;
    const ntp = startsAtMs / 1000 + 2_208_988_800;
    const { id } = await alice.handlers['session.announce']({ sdp: sdpOf(1).replace('t=0 0', `t=${ntp} ${ntp + 3600}`) });
    await alice.handlers['session.remind']({ id, minutes: 15 });
    await office.clock.advance(44 * 60_000);
    expect(alice.of('session.reminder')).toEqual([]);
    await office.clock.advance(5 * 60_000);
    expect(alice.of('session.reminder')).toEqual([{ id, startsAtMs }]);
  });

  it('refuses what it cannot announce', async () => {
    const alice = await office.phone(ALICE);
    expect(await refusal(() => alice.handlers['session.announce']({ sdp: 'hello' }))).toBe('sdp-unreadable');
    expect(await refusal(() => alice.handlers['session.announce']({ sdp: sdpOf(1, 'x'.repeat(9000)) }))).toBe('session-too-large');
    expect(await refusal(() => alice.handlers['session.withdraw']({ id: 'nobody' }))).toBe('session-gone');
  });
});

describe('own sessions', () => {
  it('are announced again after a restart, and no more once they are withdrawn', async () => {
    const bob = await office.phone(BOB);
    const opened = openStore(':memory:', office.clock.wallMs());
    if (!opened.ok) throw new Error(opened.error.message);
    const store = { ...opened.value.store, close: () => {} };
    const alice = await office.phone(ALICE, { store });
    const { id } = await alice.handlers['session.announce']({ sdp: sdpOf(1) });
    await alice.handlers['session.remind']({ id, minutes: 5 });
    const stopped = alice.phone.stop();
    await office.clock.advance(5000);
    await stopped;
    const again = await office.phone(ALICE, { store });
    await office.clock.advance(1000);
    expect(await listed(again)).toMatchObject([{ id, own: true, reminderMinutes: 5, announcing: { count: 1 } }]);
    expect(await listed(bob)).toMatchObject([{ id, state: 'running', packets: 2 }]);

    await again.handlers['session.withdraw']({ id });
    await office.clock.advance(2000);
    expect(alice.store.sessions.own()).toEqual([]);
  });

  it('end with their time', async () => {
    const alice = await office.phone(ALICE);
    const ntp = office.clock.wallMs() / 1000 + 2_208_988_800;
    const { id } = await alice.handlers['session.announce']({ sdp: sdpOf(1).replace('t=0 0', `t=${ntp} ${ntp + 600}`) });
    await office.clock.advance(11 * 60_000);
    expect(await listed(alice)).toMatchObject([{ id, state: 'removed', removed: { reason: 'ended' } }]);
    expect(alice.store.sessions.own()).toEqual([]);
  });

  it('go on over the new address when the network has changed', async () => {
    const [alice, bob] = [await office.phone(ALICE), await office.phone(BOB)];
    const { id } = await alice.handlers['session.announce']({ sdp: sdpOf(1) });
    await office.clock.advance(1000);
    office.network.renumber(ALICE, '192.0.2.101');
    await office.clock.advance(10_000);
    expect(await listed(alice)).toMatchObject([{ id, announcing: { interface: '192.0.2.101' } }]);
    expect((await listed(bob))[0]?.sources.map(({ address }) => address)).toEqual([ALICE, '192.0.2.101']);
  });

  it('and those of others are seen in the trace, packet by packet', async () => {
    const [alice, bob] = [await office.phone(ALICE), await office.phone(BOB)];
    const { id } = await alice.handlers['session.announce']({ sdp: sdpOf(1) });
    await office.clock.advance(800_000);
    await alice.handlers['session.withdraw']({ id });
    await office.clock.advance(2000);
    const seen = async (phone: Phone) => (await phone.handlers['trace.recent']({ limit: 100 }))
      .filter(({ protocol }) => protocol === 'sap').map(({ direction, start, folded }) => `${direction} ${start} ×${folded?.count ?? 1}`);
    expect(await seen(bob)).toEqual(['in announcement Open house ×3', 'in deletion alice 4711 1 IN IP4 192.0.2.1 ×3']);
    // Our own packets come back to us.
    expect((await seen(alice)).filter((line) => line.startsWith('out'))).toEqual(['out announcement Open house ×3', 'out deletion Open house ×3']);
  });
});

describe('private sessions', () => {
  const described = async (phone: Phone): Promise<Partial<AnnouncedSession>[]> => (await listed(phone)).filter(({ state }) => state === 'running').map(({ privacy, keyName, sdp }) => ({ privacy, keyName, sdp }));

  it('are read by those who have the key, by passphrase or by link, and by nobody else', async () => {
    const [alice, bob, carol] = [await office.phone(ALICE), await office.phone(BOB), await office.phone(CAROL)];
    await alice.handlers['session.keyAdd']({ name: 'Team', passphrase: 'correct horse' });
    await bob.handlers['session.keyAdd']({ name: 'Team', passphrase: 'correct horse' });
    const { id, sdp } = await alice.handlers['session.announce']({ sdp: sdpOf(1), keyName: 'Team' });
    expect(sdp).toMatch(/m=audio 40420 RTP\/SAVP 9\r\n[^]*a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[\w+/]{40}\r\n/);
    await office.clock.advance(1000);
    expect(await described(bob)).toEqual([{ privacy: 'private', keyName: 'Team', sdp }]);
    expect(await described(carol)).toEqual([{ privacy: 'no-key', keyName: undefined, sdp: '' }]);

    const { link } = await alice.handlers['session.keyLink']({ name: 'Team' });
    expect(await carol.handlers['session.keyTake']({ link })).toEqual({ name: 'Team' });
    expect(await described(carol)).toEqual([{ privacy: 'private', keyName: 'Team', sdp }]);
    await carol.handlers['session.keyRemove']({ name: 'Team' });
    expect(await described(carol)).toEqual([]);

    // Neither the trace nor the database holds what is private.
    expect(JSON.stringify(await alice.handlers['trace.recent']({ limit: 100 }))).not.toContain('Open house');
    expect(JSON.stringify(alice.store.sessions.own())).not.toContain('inline');
    expect(await refusal(() => alice.handlers['session.keyRemove']({ name: 'Team' }))).toBe('session-key-used');
    await alice.handlers['session.withdraw']({ id });
    await office.clock.advance(2000);
    expect(await listed(bob)).toMatchObject([{ id, state: 'removed', removed: { reason: 'deleted' } }]);
  });

  it('say what is wrong with a key', async () => {
    const alice = await office.phone(ALICE);
    expect(await refusal(() => alice.handlers['session.announce']({ sdp: sdpOf(1), keyName: 'Team' }))).toBe('session-key-gone');
    expect(await refusal(() => alice.handlers['session.keyTake']({ link: 'rung://else' }))).toBe('session-key-link');
    await alice.handlers['session.keyAdd']({ name: 'Team', passphrase: 'one' });
    expect(await refusal(() => alice.handlers['session.keyAdd']({ name: 'Team', passphrase: 'other' }))).toBe('session-key-exists');
  });
});
