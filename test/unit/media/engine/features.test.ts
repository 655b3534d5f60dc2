import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TappedPacket } from '../../../../src-main/media/engine-port.ts';
import { readWav } from '../../../../src-main/media/wav-read.ts';
import { readRtcp } from '../../../../src-shared/rtp/rtcp.ts';
import { join, levelOf, rms, sine } from '../signal.ts';
import { createLaboratory } from './laboratory.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'rung-media-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tone = (frequencyHz: number): { kind: 'tone'; frequencyHz: number } => ({ kind: 'tone', frequencyHz });

function channels(file: string): Int16Array[] {
  const bytes = readFileSync(file);
  const read = readWav(bytes, file);
  if (!read.ok) throw new Error(read.error.message);
  const count = read.value.channels;
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length));
  return Array.from({ length: count }, (_, channel) => samples.filter((_, i) => i % count === channel));
}

describe('DTMF', () => {
  it('goes both ways as telephone-events, each digit once, even with loss; it takes the place of the sound', async () => {
    const lab = await createLaboratory(5);
    lab.connect();
    lab.network.weather = { loss: 0.1 };
    await lab.a.session.setSource(tone(1000));
    await lab.clock.advance(500);
    let sent = false;
    const sending = lab.a.session.sendDtmf('0123456789*#ABCD').then(() => void (sent = true));
    void lab.b.session.sendDtmf('42');
    await lab.clock.advance(1000);
    expect(sent).toBe(false);
    await lab.clock.advance(4000);
    await sending;
    expect(lab.b.digits()).toBe('0123456789*#ABCD');
    expect(lab.a.digits()).toBe('42');
    await lab.close();
  });

  it('goes as tones where no telephone-event was agreed', async () => {
    const lab = await createLaboratory();
    lab.connect({ telephoneEvent: undefined }, { telephoneEvent: undefined });
    lab.b.session.setSink('device');
    await lab.clock.advance(1000);
    const from = lab.b.port.frames.length;
    void lab.a.session.sendDtmf('5#');
    await lab.clock.advance(600);
    const heard = join(lab.b.port.frames.slice(from));
    const keyDown = heard.findIndex((sample) => Math.abs(sample) > 1000);
    const five = heard.subarray(keyDown + 80, keyDown + 720);
    expect([levelOf(770, five), levelOf(1336, five)].map((level) => level > 0.2)).toEqual([true, true]);
    const hash = heard.subarray(keyDown + 1600 + 80, keyDown + 1600 + 720);
    expect([levelOf(941, hash), levelOf(1477, hash)].map((level) => level > 0.2)).toEqual([true, true]);
    expect(rms(heard.subarray(keyDown + 900, keyDown + 1500))).toBeLessThan(0.01);
    await lab.close();
  });

  it('is heard as tones where no telephone-event was agreed, or where one asks for that', async () => {
    const lab = await createLaboratory();
    const dialTones = async (): Promise<void> => {
      await lab.clock.advance(500);
      void lab.a.session.sendDtmf('0123456789*#ABCD', true);
      await lab.clock.advance(4500);
    };
    lab.connect({ telephoneEvent: undefined }, { telephoneEvent: undefined });
    await dialTones();
    expect(lab.b.digits()).toBe('0123456789*#ABCD');
    expect(lab.b.events.filter(({ kind }) => kind === 'dtmf').every((event) => event.kind === 'dtmf' && event.method === 'inband')).toBe(true);
    lab.connect();
    await dialTones();
    expect(lab.b.digits()).toBe('0123456789*#ABCD');
    lab.b.session.detectInband(true);
    await dialTones();
    expect(lab.b.digits()).toBe('0123456789*#ABCD'.repeat(2));
    await lab.close();
  });

  it('takes the place of the sound, in the recording too', async () => {
    const lab = await createLaboratory();
    lab.connect();
    const file = path.join(folder, 'digits.wav');
    await lab.a.session.record({ path: file, form: 'stereo' });
    await lab.a.session.setSource(tone(1000));
    await lab.clock.advance(1000);
    void lab.a.session.sendDtmf('1');
    await lab.clock.advance(1000);
    await lab.close();
    const [sent] = channels(file) as [Int16Array];
    expect(rms(sent.subarray(8000 + 160, 8000 + 800))).toBe(0);
    expect(rms(sent.subarray(0, 8000))).toBeGreaterThan(0.3);
    expect(rms(sent.subarray(12_000))).toBeGreaterThan(0.3);
  });

  it('settles when the call ends before the digits do', async () => {
    const lab = await createLaboratory();
    lab.connect();
    const sending = lab.a.session.sendDtmf('123456789');
    await lab.clock.advance(100);
    await lab.close();
    await sending;
  });
});

describe('recording', () => {
  it('stereo lines up: an echoing peer is the left channel again, one round trip later; loss and hold keep time', async () => {
    const lab = await createLaboratory();
    lab.connect();
    const file = path.join(folder, 'stereo.wav');
    expect(await lab.a.session.record({ path: file, form: 'stereo' })).toMatchObject({ ok: true });
    await lab.a.session.setSource(tone(1000));
    await lab.b.session.setSource({ kind: 'echo' });
    await lab.clock.advance(2000);
    lab.network.weather = { loss: 1 };
    await lab.clock.advance(1000);
    lab.network.weather = {};
    lab.connect({ direction: 'inactive' }, { direction: 'inactive' });
    await lab.clock.advance(1000);
    lab.connect();
    await lab.clock.advance(2000);
    await lab.close();

    const [sent, heard] = channels(file) as [Int16Array, Int16Array];
    expect(sent.length / 8).toBe(6000);
    expect(heard.length).toBe(sent.length);
    const seconds = (samples: Int16Array): number[] =>
      Array.from({ length: 6 }, (_, s) => Math.round(10 * levelOf(1000, samples.subarray(s * 8000 + 3200, s * 8000 + 8000))) / 10);
    expect(seconds(sent)).toEqual([0.5, 0.5, 0.5, 0, 0.5, 0.5]);
    expect(seconds(heard)).toEqual([0.5, 0.5, 0, 0, 0.5, 0.5]);
    const begins = (samples: Int16Array): number => samples.findIndex((sample) => Math.abs(sample) > 3000) / 8;
    expect(begins(heard) - begins(sent)).toBeGreaterThan(20);
    expect(begins(heard) - begins(sent)).toBeLessThan(180);
  });

  it('two at once, and one that cannot be', async () => {
    const lab = await createLaboratory();
    lab.connect();
    const file = path.join(folder, 'received.wav');
    expect((await lab.a.session.record({ path: file, form: 'received' })).ok).toBe(true);
    expect((await lab.a.session.record({ path: path.join(folder, 'both.wav'), form: 'stereo' })).ok).toBe(true);
    const refused = await lab.a.session.record({ path: path.join(folder, 'nowhere', 'x.wav'), form: 'stereo' });
    expect(refused).toMatchObject({ ok: false, error: { code: 'record-failed' } });
    await lab.clock.advance(1000);
    await lab.close();
    expect(channels(file)).toHaveLength(1);
    expect(channels(path.join(folder, 'both.wav'))[0]).toHaveLength(8000);
  });
});

describe('sources and sinks', () => {
  it('the microphone is heard by the peer; muted it is not, while packets go on', async () => {
    const lab = await createLaboratory();
    lab.connect();
    await lab.a.session.setSource({ kind: 'device' });
    lab.b.session.setSink('device');
    let at = 0;
    const speak = async (ms: number): Promise<void> => {
      for (let n = 0; n < ms / 20; n++, at += 160) {
        lab.a.port.onCapture(sine(800, 160, { from: at }));
        await lab.clock.advance(20);
      }
    };
    await speak(1000);
    expect(lab.a.port.wanted).toEqual([8000]);
    expect(levelOf(800, join(lab.b.port.frames.slice(-25)))).toBeCloseTo(0.5, 1);
    lab.a.session.setMuted(true);
    await speak(1000);
    expect(rms(join(lab.b.port.frames.slice(-25)))).toBeLessThan(0.001);
    lab.a.session.setMuted(false);
    await speak(1000);
    expect(levelOf(800, join(lab.b.port.frames.slice(-25)))).toBeCloseTo(0.5, 1);
    expect((await lab.a.session.close()).sent).toBe(150);
    await lab.close();
  });

  it('several sessions are mixed for one ear, with a local tone', async () => {
    const lab = await createLaboratory();
    lab.connect();
    await lab.a.session.setSource(tone(1000));
    lab.b.session.setSink('device');
    const second = await lab.b.engine.open({ address: '192.0.2.2', ports: { min: 42_000, max: 42_009 } });
    if (!second.ok) throw new Error(second.error.message);
    second.value.setLocalTone('ringback');
    await lab.clock.advance(980);
    const heard = join(lab.b.port.frames.slice(-40));
    expect(levelOf(1000, heard)).toBeCloseTo(0.5, 1);
    expect(levelOf(425, heard)).toBeCloseTo(0.2, 1);
    second.value.setLocalTone(null);
    await lab.clock.advance(1000);
    expect(levelOf(425, join(lab.b.port.frames.slice(-40)))).toBeLessThan(0.005);
    await lab.close();
  });

  it('a WAV plays and says its end; a file that is none is refused and the source stays', async () => {
    const lab = await createLaboratory();
    lab.connect();
    const made = path.join(folder, 'made.wav');
    await lab.a.session.setSource(tone(700));
    await lab.a.session.record({ path: made, form: 'stereo' });
    await lab.clock.advance(1000);
    await lab.a.session.close();

    await lab.b.session.setSource(tone(500));
    const refused = await lab.b.session.setSource({ kind: 'wav', path: path.join(folder, 'missing.wav'), loop: false });
    expect(refused).toMatchObject({ ok: false, error: { code: 'wav-unreadable' } });
    expect((await lab.b.session.setSource({ kind: 'wav', path: made, loop: false })).ok).toBe(true);
    const copy = path.join(folder, 'copy.wav');
    await lab.b.session.record({ path: copy, form: 'stereo' });
    await lab.clock.advance(1500);
    expect(lab.b.events.filter(({ kind }) => kind === 'source-ended')).toHaveLength(1);
    await lab.close();
    const [sent] = channels(copy);
    // Half of it: the other channel of the file was silent.
    expect(levelOf(700, sent!.subarray(0, 8000))).toBeCloseTo(0.25, 2);
    expect(rms(sent!.subarray(8000))).toBe(0);
  });
});

describe('a source that is slow to open', () => {
  it('does not replace one that was asked for later', async () => {
    const lab = await createLaboratory();
    lab.connect();
    const file = path.join(folder, 'slow.wav');
    await lab.a.session.setSource(tone(700));
    await lab.a.session.record({ path: file, form: 'stereo' });
    await lab.clock.advance(2000);
    await lab.a.session.close();
    lab.b.session.setSink('device');
    const second = path.join(folder, 'second.wav');
    await lab.b.session.record({ path: second, form: 'stereo' });
    await Promise.all([lab.b.session.setSource({ kind: 'wav', path: file, loop: true }), lab.b.session.setSource(tone(500))]);
    await lab.clock.advance(1000);
    await lab.close();
    expect(levelOf(500, channels(second)[0]!)).toBeCloseTo(0.5, 1);
  });
});

describe('figures and taps', () => {
  it('RTCP tells the round trip and the loss; BYE ends it', async () => {
    const lab = await createLaboratory();
    const compounds: { from: string; bytes: Uint8Array }[] = [];
    lab.network.filter = ({ from, bytes }) => {
      if (from.port % 2 === 1) compounds.push({ from: from.address, bytes });
      return true;
    };
    lab.connect();
    lab.network.weather = { delayMs: 50 };
    await lab.clock.advance(30_000);
    const stats = lab.a.events.findLast((event) => event.kind === 'stats');
    // A-law has no zero: its quietest sample is 8.
    expect(stats).toMatchObject({ stats: { levelOut: 0, levelIn: 8 / 32_768, lost: 0 } });
    expect(stats?.kind === 'stats' && stats.stats.rttMs).toBeCloseTo(100, 0);
    expect(lab.a.events.filter(({ kind }) => kind === 'stats')).toHaveLength(60);
    await lab.close();
    for (const { bytes } of compounds) {
      const read = readRtcp(bytes);
      expect(read.ok && read.value.cnames.length).toBe(1);
    }
    const last = readRtcp(compounds.at(-1)!.bytes);
    expect(last.ok && last.value.byes).toHaveLength(1);
  });

  it('the tap sees every packet with both addresses, and nothing when it is off', async () => {
    const lab = await createLaboratory();
    lab.connect();
    const tapped: TappedPacket[] = [];
    lab.a.engine.setPacketTap((packet) => void tapped.push(packet));
    await lab.clock.advance(200);
    expect(tapped.filter(({ direction }) => direction === 'out')).toHaveLength(10);
    expect(tapped.filter(({ direction }) => direction === 'in').length).toBeGreaterThanOrEqual(9);
    expect(tapped[0]).toMatchObject({ local: { address: '192.0.2.1' }, remote: { address: '192.0.2.2' } });
    expect(tapped[0]!.bytes[0]).toBe(0x80);
    lab.a.engine.setPacketTap(null);
    const count = tapped.length;
    await lab.clock.advance(200);
    expect(tapped).toHaveLength(count);
    await lab.close();
  });
});
