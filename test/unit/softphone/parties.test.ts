import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { levelOf } from '../media/signal.ts';
import type { Office, Phone } from './office.ts';
import { ALICE, BOB, createOffice, refusal } from './office.ts';

let office: Office;
let directory: string;
beforeEach(() => {
  office = createOffice();
  directory = mkdtempSync(join(tmpdir(), 'rung-parties-'));
  mkdirSync(join(directory, 'sounds'));
  writeFileSync(join(directory, 'sounds', 'horn.wav'), toneWav(600, 1.5));
});
afterEach(async () => {
  await office.close();
  rmSync(directory, { recursive: true });
});

/** 8000 Hz, mono, 16 bit. */
function toneWav(frequencyHz: number, seconds: number): Buffer {
  const samples = Int16Array.from({ length: 8000 * seconds }, (_, i) => 16_000 * Math.sin((2 * Math.PI * frequencyHz * i) / 8000));
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}

const recorded = (): string[] => readdirSync(join(directory, 'recordings'));

/** Level of a tone in the only recording. */
function level(frequencyHz: number): number {
  const bytes = readFileSync(join(directory, 'recordings', recorded()[0]!)).subarray(44);
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)));
  return levelOf(frequencyHz, samples);
}

/** Files are opened and written in real time. */
async function advance(ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 100) {
    await office.clock.advance(100);
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

const meeting = ['v=0', `o=alice 4711 3 IN IP4 ${ALICE}`, 's=Meeting', 'c=IN IP4 239.255.42.7/15', 't=0 0', 'm=audio 40420 RTP/AVP 8', ''].join('\r\n');

async function announced(alice: Phone, sdp = meeting): Promise<string> {
  return (await alice.handlers['session.announce']({ sdp })).id;
}

describe('the recorder', () => {
  it('records who calls it', async () => {
    const alice = await office.phone(ALICE, { speaksHz: 400, directory });
    await alice.handlers['call.dial']({ target: 'sip:recorder@local' });
    await advance(3000);
    expect(alice.call()).toMatchObject({ state: 'confirmed', remoteUri: 'sip:recorder@local' });
    await alice.handlers['call.hangup']({ id: alice.call().id });
    await advance(1000);
    expect(recorded()).toHaveLength(1);
    expect(level(400)).toBeGreaterThan(0.2);
  });

  it('called into a session, records what is played there by the player', async () => {
    const alice = await office.phone(ALICE, { directory });
    const id = await announced(alice);
    await alice.handlers['session.invite']({ id, target: 'sip:recorder@local' });
    await advance(1000);
    await alice.handlers['session.invite']({ id, target: 'sip:player@local;sound=horn' });
    await advance(4000);
    // The player hangs up at the end of its file; the recorder stays.
    expect(alice.calls().map(({ remoteUri, state }) => `${remoteUri} ${state}`)).toEqual(['sip:recorder@local confirmed', 'sip:player@local;sound=horn ended']);
    await alice.handlers['call.hangup']({ id: alice.calls()[0]!.id });
    await advance(1000);
    expect(recorded()).toEqual([expect.stringContaining('Meeting')]);
    expect(level(600)).toBeGreaterThan(0.1);
  });
});

describe('the player', () => {
  it('plays a sound to who calls it, and hangs up at its end', async () => {
    const alice = await office.phone(ALICE, { directory });
    await alice.handlers['call.dial']({ target: 'sip:player@local;sound=horn.wav' });
    await advance(1600);
    expect(alice.ear.hears(600)).toBeGreaterThan(0.2);
    await advance(3000);
    expect(alice.call()).toMatchObject({ state: 'ended', endedBy: 'remote' });
  });

  it('refuses a sound that there is not, and a session that is for listening', async () => {
    const alice = await office.phone(ALICE, { directory });
    await alice.handlers['call.dial']({ target: 'sip:player@local;sound=../../etc/passwd' });
    await advance(1000);
    expect(alice.call()).toMatchObject({ state: 'ended', status: 404 });
    const id = await announced(alice, meeting.replace('m=audio', 'a=recvonly\r\nm=audio'));
    await alice.handlers['session.invite']({ id, target: 'sip:player@local;sound=horn' });
    await advance(2000);
    expect(alice.calls()[1]).toMatchObject({ state: 'ended', status: 488 });
  });

  it('plays into a joined session when a person says so, until told otherwise', async () => {
    const alice = await office.phone(ALICE, { directory });
    const bob = await office.phone(BOB);
    const id = await announced(alice);
    await advance(500);
    await alice.handlers['session.join']({ id });
    await bob.handlers['session.join']({ id });
    await alice.handlers['session.play']({ id, sound: 'horn.wav' });
    await advance(1000);
    expect(bob.ear.hears(600)).toBeGreaterThan(0.1);
    expect(alice.of('joined.changed').at(-1)).toMatchObject({ playing: 'horn.wav', talking: true });
    await alice.handlers['session.stopPlay']({ id });
    await advance(1000);
    expect(bob.ear.hears(600)).toBeLessThan(0.01);
    expect(alice.of('joined.changed').at(-1)).toMatchObject({ talking: false });
    await alice.handlers['session.play']({ id, sound: 'horn.wav' });
    await advance(3000);
    expect(alice.of('joined.changed').at(-1)?.playing).toBeUndefined();
    await alice.handlers['session.play']({ id, sound: 'horn.wav' });
    await alice.handlers['session.talk']({ id, on: false });
    expect(alice.of('joined.changed').at(-1)).toMatchObject({ talking: false, playing: undefined });
    expect(await refusal(() => alice.handlers['session.play']({ id, sound: 'gone.wav' }))).toBe('sound-gone');
  });
});

describe('from outside', () => {
  it('recorder and player are nobody unless the person has allowed them, and then few at once', async () => {
    const alice = await office.phone(ALICE, { directory });
    const bob = await office.phone(BOB);
    await bob.handlers['call.dial']({ target: `sip:recorder@${ALICE}` });
    await advance(1000);
    expect(alice.call()).toMatchObject({ state: 'ringing', calledUri: `sip:recorder@${ALICE}` });
    await bob.handlers['call.hangup']({ id: bob.call().id });
    await advance(500);

    await alice.handlers['settings.save']({ recorderOutside: true });
    for (let i = 0; i < 3; i++) await bob.handlers['call.dial']({ target: `sip:recorder@${ALICE}` });
    await bob.handlers['call.dial']({ target: `sip:player@${ALICE};sound=horn` });
    await advance(2000);
    expect(bob.calls().slice(1).map(({ state, status }) => `${state} ${status}`)).toEqual(['confirmed 200', 'confirmed 200', 'ended 486', 'ringing 180']);
  });
});
