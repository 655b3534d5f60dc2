/** The real thing: a Worker, UDP on the loopback, the wall's clock. What it does in detail is tested in virtual time. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { MediaEvent, MediaSession } from '../../../../src-main/media/engine-port.ts';
import { createWorkerEngine } from '../../../../src-main/media/engine/worker-engine.ts';
import { encodeStun } from '../../../../src-main/stun/message.ts';
import { readWav } from '../../../../src-main/media/wav-read.ts';
import { join, levelOf, sine } from '../signal.ts';
import { agreementWith, createFakePort } from './laboratory.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'rung-worker-'));
afterAll(() => rmSync(folder, { recursive: true }));
const ports = { min: 47_000, max: 47_199 };

function nextEvent<K extends MediaEvent['kind']>(session: MediaSession, kind: K): Promise<Extract<MediaEvent, { kind: K }>> {
  return new Promise((resolve) => {
    session.onEvent = (event) => {
      if (event.kind === kind) resolve(event as Extract<MediaEvent, { kind: K }>);
    };
  });
}

describe('the engine in its Worker', () => {
  it('binds further addresses, carries STUN, and selects a path', async () => {
    const engine = createWorkerEngine();
    const opened = [await engine.open({ address: '127.0.0.1', ports }), await engine.open({ address: '127.0.0.1', ports })];
    const [a, b] = opened.map((result) => {
      if (!result.ok) throw new Error('no session');
      return result.value;
    }) as [MediaSession, MediaSession];
    const other = await a.listenOn('127.0.0.2');
    if (!other.ok) throw new Error(other.error.message);
    expect(other.value.rtp).toEqual({ address: '127.0.0.2', port: a.local.rtp.port });
    expect(await a.listenOn('192.0.2.200')).toMatchObject({ ok: false, error: { code: 'address-not-available' } });

    const bytes = encodeStun({ class: 'indication', transactionId: new Uint8Array(12) });
    const arrived = new Promise((resolve) => (b.onStun = resolve));
    a.sendRaw(bytes, { local: other.value.rtcp, remote: b.local.rtp });
    expect(await arrived).toEqual({ bytes, local: b.local.rtp, from: other.value.rtcp });

    a.agree(agreementWith(b));
    b.agree({ ...agreementWith(a), remoteRtp: null });
    a.selectPath({ rtp: { local: other.value.rtp, remote: b.local.rtp }, seenAs: other.value.rtp, kind: 'host', proven: [b.local.rtp] });
    expect((await nextEvent(b, 'first-packet')).source).toEqual(other.value.rtp);
    await engine.close();
    expect(await a.listenOn('127.0.0.3')).toMatchObject({ ok: false });
  });

  it('carries a call: microphone, echo, ear, digits, recording, tap, final figures', async () => {
    const engine = createWorkerEngine();
    const port = createFakePort();
    engine.attachDevice(port);
    let tapped = 0;
    engine.setPacketTap(() => void tapped++);
    const a = await engine.open({ address: '127.0.0.1', ports });
    const b = await engine.open({ address: '127.0.0.1', ports });
    if (!a.ok || !b.ok) throw new Error('no session');
    expect(a.value.local.rtp.port % 2).toBe(0);
    expect(a.value.local.rtcp.port).toBe(a.value.local.rtp.port + 1);

    a.value.agree(agreementWith(b.value));
    b.value.agree(agreementWith(a.value));
    const file = path.join(folder, 'call.wav');
    expect(await a.value.record({ path: file, form: 'stereo' })).toEqual({ ok: true, value: undefined });
    expect(await a.value.record({ path: path.join(folder, 'no', 'x'), form: 'stereo' })).toMatchObject({ error: { code: 'record-failed' } });
    expect(await a.value.setSource({ kind: 'wav', path: '/nowhere.wav', loop: false })).toMatchObject({ error: { code: 'wav-unreadable' } });
    await a.value.setSource({ kind: 'device' });
    a.value.setSink('device');
    await b.value.setSource({ kind: 'echo' });

    // The ear is the microphone's clock: a frame in for each frame out.
    let at = 0;
    const enough = new Promise<void>((resolve) => {
      port.play = (frame) => {
        port.frames.push(frame);
        port.onCapture(sine(1000, 160, { from: at }));
        at += 160;
        if (port.frames.length === 60) resolve();
      };
    });
    await enough;
    expect(levelOf(1000, join(port.frames.slice(-20)))).toBeGreaterThan(0.3);
    expect(port.wanted).toEqual([8000]);

    const digit = nextEvent(b.value, 'dtmf');
    await a.value.sendDtmf('7');
    expect((await digit).digit).toBe('7');

    const stats = await a.value.close();
    expect(stats.sent).toBeGreaterThan(60);
    expect(stats.lost).toBe(0);
    expect(await a.value.close()).toEqual(stats);
    expect(tapped).toBeGreaterThan(200);
    await engine.close();
    expect(port.wanted).toEqual([8000, null]);
    const recorded = readWav(readFileSync(file), file);
    expect(recorded).toMatchObject({ ok: true, value: { channels: 2 } });
    expect(await engine.open({ address: '127.0.0.1', ports })).toMatchObject({ ok: false, error: { code: 'media-engine-closed' } });
  });

  it('is closed while datagrams arrive, many times over, without harm', async () => {
    for (let n = 0; n < 5; n++) {
      const engine = createWorkerEngine();
      const opened = await Promise.all(Array.from({ length: 8 }, () => engine.open({ address: '127.0.0.1', ports })));
      const sessions = opened.map((result) => (result.ok ? result.value : expect.fail(result.error.message)));
      for (const [i, session] of sessions.entries()) session.agree(agreementWith(sessions[(i + 1) % sessions.length]!));
      await nextEvent(sessions[0]!, 'first-packet');
      await engine.close();
    }
  });

  it('tells what is wrong with an address or a range', async () => {
    const engine = createWorkerEngine();
    expect(await engine.open({ address: '192.0.2.55', ports })).toMatchObject({ ok: false, error: { code: 'address-not-available' } });
    expect(await engine.open({ address: '127.0.0.1', ports: { min: 47_001, max: 47_002 } })).toMatchObject({ ok: false, error: { code: 'no-rtp-port' } });
    await engine.close();
    await engine.close();
  });
});
