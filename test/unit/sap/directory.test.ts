import { describe, expect, it } from 'vitest';
import { createEar, ntp, packetOf, sdpOf, STRANGER, STUDIO, STUDIO_ID } from './support.ts';
import type { Ear } from './support.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** Every half minute, so many times. */
async function announced(ear: Ear, times: number, everyMs = 30_000, packet = packetOf(sdpOf())): Promise<void> {
  for (let i = 0; i < times; i++) {
    ear.hear(packet);
    await ear.pass(everyMs);
  }
}

describe('a session', () => {
  it('is listed once, however often it is announced', async () => {
    const ear = createEar();
    await announced(ear, 20);
    expect(ear.directory.ids()).toEqual([STUDIO_ID]);
    expect(ear.session()).toMatchObject({ state: 'running', packets: 20, intervalMs: 30_000, sdp: sdpOf(), versions: [], warnings: [] });
  });

  it('that changes stays one, and its earlier texts are kept', () => {
    const ear = createEar();
    for (let version = 1; version <= 15; version++) ear.hear(packetOf(sdpOf({ version, name: `Take ${version}` })));
    expect(ear.directory.ids()).toHaveLength(1);
    const { sdp, versions, warnings } = ear.session();
    expect(sdp).toBe(sdpOf({ version: 15, name: 'Take 15' }));
    expect(versions.map((one) => one.sdp)).toEqual(Array.from({ length: 10 }, (_, i) => sdpOf({ version: 14 - i, name: `Take ${14 - i}` })));
    expect(warnings).toEqual([]);
  });

  it('whose older version comes late stays as it is', () => {
    const ear = createEar();
    ear.hear(packetOf(sdpOf({ version: 10 })));
    ear.hear(packetOf(sdpOf({ version: 9, name: 'Old' })));
    expect(ear.session()).toMatchObject({ sdp: sdpOf({ version: 10 }), warnings: [{ kind: 'older-version' }] });
  });

  it('whose sender begins anew with a lower version follows it when nothing else is heard', async () => {
    const ear = createEar();
    await announced(ear, 3, 30_000, packetOf(sdpOf({ version: 10 })));
    await ear.pass(2 * MINUTE_MS);
    ear.hear(packetOf(sdpOf({ version: 1, name: 'Anew' })));
    expect(ear.session().sdp).toBe(sdpOf({ version: 1, name: 'Anew' }));
  });

  it('that changes without a higher version is taken, with a warning', () => {
    const ear = createEar();
    ear.hear(packetOf(sdpOf()));
    ear.hear(packetOf(sdpOf({ name: 'Studio B' })));
    expect(ear.session()).toMatchObject({ sdp: sdpOf({ name: 'Studio B' }), warnings: [{ kind: 'not-strict' }] });
  });

  it('with a word for each source where an o= line names nobody', () => {
    const ear = createEar();
    for (const from of [STUDIO, STRANGER]) ear.hear(packetOf(sdpOf({ session: '0', version: 0, address: '127.0.0.1' }), { source: from }), from);
    expect(ear.directory.ids()).toHaveLength(2);
  });

  it('is known by its text, where two share a message identifier hash', () => {
    const ear = createEar();
    ear.hear(packetOf(sdpOf(), { hash: 77 }));
    ear.hear(packetOf(sdpOf({ session: '4712', name: 'Studio B' }), { hash: 77 }));
    ear.hear(packetOf(sdpOf(), { hash: 77 }));
    expect(ear.directory.ids()).toHaveLength(2);
    expect(ear.session().sdp).toBe(sdpOf());
    expect(ear.session(`- 4712 IN IP4 ${STUDIO}`).warnings).toMatchObject([{ kind: 'hash-collision', text: STUDIO_ID }]);
  });
});

describe('a session ends', () => {
  it('by a deletion, of the o= line or of the whole description', () => {
    for (const body of [`o=- 4711 1 IN IP4 ${STUDIO}\r\n`, sdpOf()]) {
      const ear = createEar();
      ear.hear(packetOf(sdpOf()));
      ear.hear(packetOf(body, { deletion: true }));
      expect(ear.session()).toMatchObject({ state: 'removed', removed: { reason: 'deleted', by: STUDIO } });
      ear.hear(packetOf(sdpOf()));
      expect(ear.session().state).toBe('running');
    }
  });

  it('after half an hour of silence when it was announced every half minute', async () => {
    const ear = createEar();
    await announced(ear, 10);
    expect(await ear.pass(29 * MINUTE_MS)).toEqual([]);
    expect(await ear.pass(MINUTE_MS)).toEqual([{ id: STUDIO_ID, kind: 'changed' }]);
    expect(ear.session().removed).toMatchObject({ reason: 'timed-out' });
  });

  it('after ten periods of silence when those are longer', async () => {
    const ear = createEar();
    await announced(ear, 4, 20 * MINUTE_MS);
    // Twenty minutes of the silence have passed already.
    expect(await ear.pass(179 * MINUTE_MS)).toEqual([]);
    expect(await ear.pass(2 * MINUTE_MS)).toHaveLength(1);
  });

  it('when its time has passed, though it is announced on', async () => {
    const ear = createEar();
    const endsAtMs = ear.clock.wallMs() + 10 * MINUTE_MS;
    const packet = packetOf(sdpOf({ times: `t=${ntp(endsAtMs - 3_600_000)} ${ntp(endsAtMs)}` }));
    await announced(ear, 30, 30_000, packet);
    expect(ear.session()).toMatchObject({ state: 'removed', removed: { reason: 'ended', atMs: endsAtMs } });
  });

  it('with the last of its repetitions: months, each Wednesday', async () => {
    const ear = createEar();
    const startMs = ear.clock.wallMs();
    const stopMs = startMs + 84 * DAY_MS + 3_600_000;
    const packet = packetOf(sdpOf({ times: `t=${ntp(startMs)} ${ntp(stopMs)}\r\nr=7d 1h 0` }));
    for (let minutes = 0; minutes < 84 * 1440; minutes += 20) {
      ear.hear(packet);
      await ear.pass(20 * MINUTE_MS, 20 * MINUTE_MS);
    }
    expect(ear.session().state).toBe('running');
    await ear.pass(2 * 3_600_000, MINUTE_MS);
    expect(ear.session().removed).toMatchObject({ reason: 'ended', atMs: stopMs });
  });

  it('not while nobody could have heard it', async () => {
    const ear = createEar();
    await announced(ear, 3);
    await ear.clock.advance(8 * 60 * MINUTE_MS);
    ear.directory.excuse({ nowMs: ear.clock.nowMs(), wallMs: ear.clock.wallMs() });
    expect(await ear.pass(5 * MINUTE_MS)).toEqual([]);
  });

  it('and leaves the list, the oldest first, when there are too many', async () => {
    const ear = createEar({ sessions: 100, bytes: 1e6, removed: 2 });
    for (const session of ['1', '2', '3']) {
      ear.hear(packetOf(sdpOf({ session })));
      ear.hear(packetOf(sdpOf({ session }), { deletion: true }));
      await ear.pass(1000);
    }
    expect(ear.directory.ids()).toEqual(['2', '3'].map((session) => `- ${session} IN IP4 ${STUDIO}`));
  });
});

describe('a stranger', () => {
  it('deletes nothing, and is shown', async () => {
    const ear = createEar();
    await announced(ear, 2);
    const outcomes = ear.hear(packetOf(sdpOf(), { deletion: true, source: STUDIO }), STRANGER);
    expect(outcomes).toMatchObject([{ id: STUDIO_ID, kind: 'changed' }]);
    expect(ear.session()).toMatchObject({ state: 'running', warnings: [{ kind: 'foreign-deletion', from: STRANGER }] });
    expect(ear.traced.at(-1)).toMatchObject({ protocol: 'sap', note: expect.stringContaining('is ignored') });
  });

  it('changes nothing, by no version, and is shown', async () => {
    const ear = createEar();
    await announced(ear, 2);
    ear.hear(packetOf(sdpOf({ version: 99, name: 'Mine now' })), STRANGER);
    expect(ear.session()).toMatchObject({ sdp: sdpOf(), warnings: [{ kind: 'foreign-source', from: STRANGER }] });
    // Neither does repeating what the sender says make it the sender.
    ear.hear(packetOf(sdpOf()), STRANGER);
    ear.hear(packetOf(sdpOf(), { deletion: true }), STRANGER);
    expect(ear.session()).toMatchObject({ state: 'running', sdp: sdpOf() });
  });

  it('keeps no session alive whose sender has gone', async () => {
    const ear = createEar();
    await announced(ear, 2, 10_000);
    for (let i = 0; i < 120; i++) {
      ear.hear(packetOf(sdpOf({ version: 1, name: 'Mine now' })), STRANGER);
      await ear.pass(10_000);
    }
    // It is followed in the end, as a sender may well have got another address; that is shown.
    expect(ear.session()).toMatchObject({ sdp: sdpOf({ name: 'Mine now' }), warnings: expect.arrayContaining([expect.objectContaining({ kind: 'foreign-source', from: STRANGER })]) });
  });

  it('is not whom IPv6 shows by the address of its link', () => {
    const ear = createEar();
    ear.hear(packetOf(sdpOf(), { source: '2001:db8::7' }), 'fe80::1%eth0');
    expect(ear.session().warnings).toEqual([]);
  });

  it('who calls itself by the address of another one is shown', () => {
    const ear = createEar();
    ear.hear(packetOf(sdpOf(), { source: '192.0.2.200' }));
    expect(ear.session().warnings).toMatchObject([{ kind: 'foreign-source', from: STUDIO, text: '192.0.2.200' }]);
  });
});
