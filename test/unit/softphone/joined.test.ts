import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, BOB, CAROL, createOffice, refusal } from './office.ts';
import type { Office, Phone } from './office.ts';

let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

const sdpOf = (...lines: string[]): string => [
  'v=0', `o=alice 4711 1 IN IP4 ${ALICE}`, 's=Open house', 'c=IN IP4 239.255.42.7/15', 't=0 0', 'm=audio 40420 RTP/AVP 0', ...lines, '',
].join('\r\n');

const last = (phone: Phone) => phone.of('joined.changed').at(-1);

describe('a session of the directory', () => {
  it('is joined, talked in and heard, muted, and left', async () => {
    const [alice, bob] = [await office.phone(ALICE, { speaksHz: 400 }), await office.phone(BOB)];
    const { id } = await alice.handlers['session.announce']({ sdp: sdpOf() });
    await office.clock.advance(1000);
    const joined = await bob.handlers['session.join']({ id });
    expect(joined).toMatchObject({
      id, name: 'Open house', canTalk: true, talking: false, sources: [],
      media: [{ group: '239.255.42.7', port: 40_420, codec: 'PCMU', sampleRateHz: 8000, channels: 1, interface: BOB, state: 'silent' }],
    });
    await alice.handlers['session.join']({ id });
    await alice.handlers['session.talk']({ id, on: true });
    await office.clock.advance(8000);
    expect(bob.ear.hears(400)).toBeGreaterThan(0.1);
    expect(last(bob)).toMatchObject({ media: [{ state: 'receiving' }], sources: [{ address: ALICE, talking: true, muted: false, cname: expect.any(String) as string }] });
    expect(last(alice)).toMatchObject({ talking: true, sources: [] });
    expect((await bob.handlers['session.list'](undefined)).joined).toEqual([last(bob)]);

    await bob.handlers['session.mute']({ id, ssrc: last(bob)!.sources[0]!.ssrc, muted: true });
    await office.clock.advance(1500);
    expect(bob.ear.hears(400)).toBeLessThan(0.01);
    expect(last(bob)?.sources).toMatchObject([{ muted: true, talking: true }]);

    await alice.handlers['session.leave']({ id });
    await office.clock.advance(1000);
    expect(alice.of('joined.ended')).toEqual([{ id }]);
    expect(last(bob)?.sources).toEqual([]);
    expect((await alice.handlers['session.list'](undefined)).joined).toEqual([]);
  });

  it('is silent while a call rings or talks, and comes back', async () => {
    const [alice, bob] = [await office.phone(ALICE, { speaksHz: 400 }), await office.phone(BOB, { speaksHz: 800 })];
    const carol = await office.phone(CAROL, { speaksHz: 1200 });
    const { id } = await carol.handlers['session.join']({ sdp: sdpOf() });
    await carol.handlers['session.talk']({ id, on: true });
    await alice.handlers['session.join']({ sdp: sdpOf() });
    await alice.handlers['session.talk']({ id, on: true });
    await office.clock.advance(1000);
    expect(alice.ear.hears(1200)).toBeGreaterThan(0.1);

    await bob.handlers['call.dial']({ target: `sip:alice@${ALICE}` });
    await office.clock.advance(200);
    expect(last(alice)).toMatchObject({ mutedByCall: true, talking: false });
    expect(await refusal(() => alice.handlers['session.talk']({ id, on: true }))).toBe('session-call-first');
    await alice.handlers['call.answer']({ id: alice.call().id });
    await office.clock.advance(1500);
    expect(alice.ear.hears(1200)).toBeLessThan(0.02);
    expect(alice.ear.hears(800)).toBeGreaterThan(0.1);
    expect(last(alice)?.sources).toMatchObject([{ talking: true }]);

    await alice.handlers['call.hangup']({ id: alice.call().id });
    await office.clock.advance(2000);
    expect(last(alice)).toMatchObject({ mutedByCall: false, talking: false });
    expect(alice.ear.hears(1200)).toBeGreaterThan(0.1);
  });
});

describe('a session from a file', () => {
  it('is recorded, both sides', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'rung-joined-'));
    const alice = await office.phone(ALICE, { directory });
    const { id } = await alice.handlers['session.join']({ sdp: sdpOf() });
    expect(id).toMatch(/^file:[0-9a-f]{16}$/);
    await alice.handlers['session.record']({ id, on: true });
    const { path } = last(alice)?.recording ?? { path: '' };
    expect(path).toContain('Open.house');
    expect(existsSync(path)).toBe(true);
    await office.clock.advance(1000);
    await alice.handlers['session.record']({ id, on: false });
    expect(last(alice)?.recording).toBeUndefined();
    expect(readFileSync(path).readUInt16LE(22)).toBe(2);
    rmSync(directory, { recursive: true });
  });

  it('that is for listening lets nobody talk', async () => {
    const alice = await office.phone(ALICE);
    const { id, canTalk } = await alice.handlers['session.join']({ sdp: sdpOf('a=recvonly') });
    expect(canTalk).toBe(false);
    expect(await refusal(() => alice.handlers['session.talk']({ id, on: true }))).toBe('session-listen-only');
  });

  it.each([
    ['no description', 'sdp-unreadable'],
    [sdpOf().replace('RTP/AVP 0', 'RTP/AVP 18'), 'session-not-audible'],
    [sdpOf().replace('IP4 239.255.42.7/15', 'IP4 192.0.2.9'), 'session-not-audible'],
    [sdpOf().replace('IP4 239.255.42.7/15', 'IP6 ff0e::1'), 'session-no-interface'],
  ])('that cannot be joined is refused: %s', async (sdp, code) => {
    const alice = await office.phone(ALICE);
    expect(await refusal(() => alice.handlers['session.join']({ sdp }))).toBe(code);
    expect(await refusal(() => alice.handlers['session.join']({ id: 'nobody' }))).toBe('session-gone');
    expect(await refusal(() => alice.handlers['session.mute']({ id: 'nobody', ssrc: 1, muted: true }))).toBe('session-not-joined');
  });
});
