/** What a call sounds like besides the two voices: tones, music, files, recordings, gain. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wavHeader } from '../../../src-shared/audio/wav-write.ts';
import { levelOf, sine } from '../media/signal.ts';
import { ALICE, BOB, CAROL, accountOf, createOffice, refusal } from './office.ts';
import type { Office, Phone } from './office.ts';

let office: Office;
let directory: string;
beforeEach(() => {
  office = createOffice();
  directory = mkdtempSync(join(tmpdir(), 'rung-sound-'));
});
afterEach(async () => {
  await office.close();
  rmSync(directory, { recursive: true });
});

/** Files are read and written on real disks: turns of the event loop beside the virtual clock. */
async function after(...changes: unknown[]): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await office.clock.advance(50);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(changes);
}

async function until(test: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !test(); i++) await after();
  expect(test()).toBe(true);
}

function wav(frequencyHz: number, seconds: number): Uint8Array {
  const sound = sine(frequencyHz, 8000 * seconds, { level: 0.4 });
  return Buffer.concat([wavHeader({ sampleRateHz: 8000, channels: 1, dataBytes: sound.length * 2 }), new Uint8Array(sound.buffer)]);
}

async function keep(phone: Phone, name: string, bytes: Uint8Array): Promise<void> {
  const half = bytes.length >> 1;
  const base64 = (part: Uint8Array): string => Buffer.from(part).toString('base64');
  await phone.handlers['sound.put']({ name, offset: 0, total: bytes.length, data: base64(bytes.subarray(0, half)) });
  await phone.handlers['sound.put']({ name, offset: half, total: bytes.length, data: base64(bytes.subarray(half)) });
}

/** Alice, who keeps files, talks to Bob. */
async function talking(account = accountOf({ register: false })): Promise<{ alice: Phone; bob: Phone; id: string }> {
  const alice = await office.phone(ALICE, { speaksHz: 400, directory });
  await alice.handlers['account.save']({ account });
  const bob = await office.phone(BOB, { speaksHz: 800 });
  const { id } = await alice.handlers['call.dial']({ target: `sip:bob@${BOB}`, accountId: account.id });
  await office.clock.advance(200);
  await bob.handlers['call.answer']({ id: bob.call().id });
  await office.clock.advance(1000);
  return { alice, bob, id };
}

/** Of a tone, in the next so many ms. */
async function loudest(phones: Phone[], frequencyHz: number, ms: number): Promise<number[]> {
  const most = phones.map(() => 0);
  for (let i = 0; i < ms / 100; i++) {
    await office.clock.advance(100);
    phones.forEach(({ ear }, index) => void (most[index] = Math.max(most[index]!, ear.hears(frequencyHz, 100))));
  }
  return most;
}

function channels(file: string): Int16Array[] {
  const bytes = readFileSync(file);
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length));
  return [0, 1].map((channel) => samples.filter((_, i) => i % 2 === channel));
}

describe('hold', () => {
  it('plays the chosen music to the peer, around its end, and silence to us', async () => {
    const { alice, bob, id } = await talking();
    await keep(alice, 'Music.wav', wav(600, 1));
    await alice.handlers['settings.save']({ holdMusic: 'Music.wav' });
    await after(alice.handlers['call.hold']({ id }));
    await until(() => bob.ear.hears(600) > 0.3);
    expect(alice.call()).toMatchObject({ heldByUs: true, holdMusic: 'Music.wav' });
    await after();
    await after();
    expect(bob.ear.hears(600)).toBeGreaterThan(0.3);
    expect(bob.ear.hears(400)).toBeLessThan(0.01);
    await after(alice.handlers['call.resume']({ id }));
    expect(alice.call().holdMusic).toBeUndefined();
    expect([bob.ear.hears(600) < 0.01, bob.ear.hears(400) > 0.3]).toEqual([true, true]);
  });

  it('is silent where the music has gone', async () => {
    const { alice, bob, id } = await talking();
    await alice.handlers['settings.save']({ holdMusic: 'Music.wav' });
    await after(alice.handlers['call.hold']({ id }));
    expect([alice.call().heldByUs, alice.call().holdMusic]).toEqual([true, undefined]);
    expect(bob.ear.hears(400)).toBeLessThan(0.01);
  });
});

describe('a file in the call', () => {
  it('is heard with the microphone or instead of it, pauses, and ends by itself', async () => {
    const { alice, bob, id } = await talking();
    await keep(alice, 'Note.wav', wav(600, 4));
    await after(alice.handlers['call.play']({ id, sound: 'Note.wav', mode: 'mix' }));
    await until(() => bob.ear.hears(600) > 0.3);
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
    await alice.handlers['call.pausePlay']({ id, paused: true });
    await after();
    expect(bob.ear.hears(600)).toBeLessThan(0.01);
    expect(alice.call().playing).toEqual({ sound: 'Note.wav', mode: 'mix', paused: true });
    await alice.handlers['call.stopPlay']({ id });
    await after(alice.handlers['call.play']({ id, sound: 'Note.wav', mode: 'replace' }));
    await until(() => bob.ear.hears(600) > 0.3);
    expect(bob.ear.hears(400)).toBeLessThan(0.01);
    await until(() => alice.call().playing === undefined);
    await after();
    expect([bob.ear.hears(600) < 0.01, bob.ear.hears(400) > 0.3]).toEqual([true, true]);
  });

  it('goes out while we are muted', async () => {
    const { alice, bob, id } = await talking();
    await keep(alice, 'Note.wav', wav(600, 4));
    await alice.handlers['call.mute']({ id, muted: true });
    await after(alice.handlers['call.play']({ id, sound: 'Note.wav', mode: 'mix' }));
    await until(() => bob.ear.hears(600) > 0.3);
    expect(bob.ear.hears(400)).toBeLessThan(0.01);
  });

  it('is refused in words: no such sound, no WAV, no name', async () => {
    const { alice, id } = await talking();
    expect(await refusal(() => alice.handlers['call.play']({ id, sound: 'None.wav', mode: 'mix' }))).toBe('sound-gone');
    expect(await refusal(() => keep(alice, 'Text.wav', new TextEncoder().encode('this is no sound')))).toBe('wav-unreadable');
    for (const name of ['../up.wav', '.hidden.wav', 'a/b.wav', 'x.exe', 'nul\0.wav']) expect(await refusal(() => keep(alice, name, wav(600, 1)))).toBe('sound-name');
    expect(await alice.handlers['sound.list'](undefined)).toEqual([]);
    await keep(alice, 'Note.wav', wav(600, 1));
    expect(await alice.handlers['sound.list'](undefined)).toEqual([{ name: 'Note.wav', bytes: 16_044 }]);
    await alice.handlers['sound.remove']({ name: 'Note.wav' });
    expect(await alice.handlers['sound.list'](undefined)).toEqual([]);
  });
});

describe('a recording', () => {
  it('by hand holds us left and the peer right, is in the history, and can be read back', async () => {
    const { alice, id } = await talking();
    await alice.handlers['call.record']({ id, on: true });
    const path = alice.call().recording?.path ?? '';
    // Known to the history at once: should the process die, the file is found.
    expect(alice.history()[0]?.recordings).toEqual([path]);
    await after();
    await after();
    await alice.handlers['call.record']({ id, on: false });
    expect(alice.call().recording).toBeUndefined();
    const [left, right] = channels(path) as [Int16Array, Int16Array];
    expect([levelOf(400, left.subarray(4000, 12_000)) > 0.3, levelOf(800, left.subarray(4000, 12_000)) > 0.05]).toEqual([true, false]);
    expect([levelOf(800, right.subarray(4000, 12_000)) > 0.3, levelOf(400, right.subarray(4000, 12_000)) > 0.05]).toEqual([true, false]);
    await after(alice.handlers['call.hangup']({ id }));
    expect(alice.history()[0]).toMatchObject({ recordings: [path] });
    const { total, data } = await alice.handlers['history.recording']({ id, index: 0, offset: 0 });
    expect(total).toBe(readFileSync(path).length);
    expect(Buffer.from(data, 'base64').equals(readFileSync(path).subarray(0, 512 * 1024))).toBe(true);
    rmSync(path);
    expect(await refusal(() => alice.handlers['history.recording']({ id, index: 0, offset: 0 }))).toBe('recording-gone');
    expect(await refusal(() => alice.handlers['history.recording']({ id, index: 1, offset: 0 }))).toBe('recording-gone');
  });

  it.each([['outgoing', 1], ['all', 1], ['incoming', 0], ['off', 0]] as const)('by the rule "%s" of an account that calls', async (record, files) => {
    const { alice, id } = await talking(accountOf({ register: false, record }));
    await after();
    expect(alice.call().recording === undefined).toBe(files === 0);
    await after(alice.handlers['call.hangup']({ id }));
    expect([alice.call().state, alice.call().recording]).toEqual(['ended', undefined]);
    expect(alice.history()[0]?.recordings?.length ?? 0).toBe(files);
  });

  it('goes to the chosen folder, beeps for both, and says what is wrong with a folder', async () => {
    const { alice, bob, id } = await talking();
    const folder = join(directory, 'mine');
    await alice.handlers['settings.save']({ recordingFolder: folder, recordingTone: true });
    await alice.handlers['call.record']({ id, on: true });
    expect((await loudest([alice, bob], 1400, 400)).map((level) => level > 0.1)).toEqual([true, true]);
    await after(alice.handlers['call.record']({ id, on: false }));
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d-\d\d-\d\d bob@192\.0\.2\.2\.wav$/)]);
    writeFileSync(join(directory, 'file'), '');
    await alice.handlers['settings.save']({ recordingFolder: join(directory, 'file', 'sub') });
    expect(await refusal(() => alice.handlers['call.record']({ id, on: true }))).toBe('record-failed');
    await alice.handlers['settings.save']({ recordingFolder: 'relative' });
    expect(await refusal(() => alice.handlers['call.record']({ id, on: true }))).toBe('record-failed');
    expect([alice.call().state, alice.call().recording]).toEqual(['confirmed', undefined]);
  });
});

describe('tones', () => {
  it('a second caller is heard as a tone by the one who talks, and by nobody else', async () => {
    const { alice, bob } = await talking();
    const carol = await office.phone(CAROL, { speaksHz: 1200 });
    await carol.handlers['call.dial']({ target: `sip:alice@${ALICE}` });
    expect((await loudest([alice, bob], 425, 600)).map((level) => level > 0.1)).toEqual([true, false]);
    await carol.handlers['call.hangup']({ id: carol.call().id });
    await office.clock.advance(400);
    expect((await loudest([alice], 425, 6000))[0]).toBeLessThan(0.1);
  });

  it('gain changes what the peer hears of us, and what we hear of the peer', async () => {
    const { alice, bob, id } = await talking();
    const [said, heard] = [bob.ear.hears(400), alice.ear.hears(800)];
    await alice.handlers['call.gain']({ id, microphoneDb: -12, speakerDb: -6 });
    await office.clock.advance(1500);
    expect(bob.ear.hears(400) / said).toBeCloseTo(0.25, 1);
    expect(alice.ear.hears(800) / heard).toBeCloseTo(0.5, 1);
    expect(alice.call().gain).toEqual({ microphoneDb: -12, speakerDb: -6 });
  });
});

describe('ringback', () => {
  /** Bob answers as the script says; his sound, if he has any, begins with `speak`. */
  async function dialling(early: boolean): Promise<{ alice: Phone; bob: Phone }> {
    const alice = await office.phone(ALICE);
    const bob = await office.phone(BOB, { speaksHz: 800, onIncoming: (call) => void call.ring(early ? { early: true } : {}) });
    await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    return { alice, bob };
  }

  it('is ours where it rings without sound of the network', async () => {
    const { alice } = await dialling(false);
    expect((await loudest([alice], 425, 1500))[0]).toBeGreaterThan(0.15);
  });

  it('is not ours where the network is heard already', async () => {
    const { alice } = await dialling(true);
    await office.clock.advance(300);
    expect(alice.call().state).toBe('early');
    expect((await loudest([alice], 425, 5000))[0]).toBeLessThan(0.05);
    expect(alice.ear.hears(800)).toBeGreaterThan(0.3);
  });

  it('goes on where a description came early and no sound, and ends with the first packet', async () => {
    const alice = await office.phone(ALICE);
    const bob = await office.phone(BOB, { speaksHz: 800, onIncoming: (call) => void call.ring({ early: true }).then(() => call.session?.ring()) });
    office.network.filter = (packet) => packet.bytes[0] !== 0x80 || packet.from.address !== BOB;
    await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    expect((await loudest([alice], 425, 5500))[0]).toBeGreaterThan(0.15);
    expect(alice.call().state).toBe('early');
    office.network.filter = () => true;
    await office.clock.advance(500);
    expect((await loudest([alice], 425, 5500))[0]).toBeLessThan(0.05);
    expect(bob.call().state).toBe('ringing');
  });
});
