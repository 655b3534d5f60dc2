/** Multicast sessions with ffmpeg, on the loopback interface: what it sends is heard, each source at once, and it hears what we say. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { levelOf } from '../unit/media/signal.ts';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import type { RungEvent, RungProcess } from './support/rung.ts';
import { startRung } from './support/rung.ts';

interface Sound {
  hz: number;
  payloadType: number;
  /** Of a=rtpmap. */
  map: string;
  /** How ffmpeg makes it. */
  encoder: string[];
}

const SOUNDS: Sound[] = [
  { hz: 500, payloadType: 0, map: 'PCMU/8000', encoder: ['-ac', '1', '-ar', '8000', '-c:a', 'pcm_mulaw'] },
  { hz: 800, payloadType: 9, map: 'G722/8000', encoder: ['-ac', '1', '-ar', '16000', '-c:a', 'g722'] },
  { hz: 1300, payloadType: 10, map: 'L16/44100/2', encoder: ['-ac', '2', '-ar', '44100', '-c:a', 'pcm_s16be'] },
  { hz: 1700, payloadType: 97, map: 'L24/48000/2', encoder: ['-ac', '2', '-ar', '48000', '-c:a', 'pcm_s24be'] },
  { hz: 2300, payloadType: 98, map: 'opus/48000/2', encoder: ['-ac', '2', '-ar', '48000', '-c:a', 'libopus'] },
];
const WAV_HEADER_BYTES = 44;
const GROUP = '239.77.33.7';

const absent = missing('ffmpeg', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`multicast sessions${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  const running: (ChildProcess | RungProcess)[] = [];
  // Ports of others on this machine are theirs.
  const firstPort = 20_000 + 20 * Math.floor(Math.random() * 1000);

  beforeAll(() => void (lab = createLab()));
  afterAll(() => {
    for (const one of running) one.kill();
    lab.stop();
  });

  function ffmpeg(...args: string[]): ChildProcess {
    const child = spawn('ffmpeg', ['-y', '-loglevel', 'error', ...args], { stdio: 'ignore' });
    running.push(child);
    return child;
  }

  function rung(file: string, ...args: string[]): RungProcess {
    const started = startRung(['sap', 'join', file, '--interface', 'lo', '--json', ...args]);
    running.push(started);
    return started;
  }

  function description(name: string, ...media: string[]): string {
    const file = join(lab.folder, `${name}.sdp`);
    writeFileSync(file, ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', `s=${name}`, `c=IN IP4 ${GROUP}/1`, 't=0 0', ...media, ''].join('\r\n'));
    return file;
  }

  const mediumOf = ({ payloadType, map }: Sound, port: number): string[] => [`m=audio ${port} RTP/AVP ${payloadType}`, `a=rtpmap:${payloadType} ${map}`];
  const sourcesOf = (event: RungEvent): { codec: string; packets: number; lost: number }[] => event['sources'] as never;

  it('five of ffmpeg in five codecs and rates are heard at once, and recorded', async () => {
    const portOf = (index: number): number => firstPort + 2 * index;
    const file = description('five', ...SOUNDS.flatMap((sound, index) => mediumOf(sound, portOf(index))));
    const recording = join(lab.folder, 'five.wav');
    const listener = rung(file, '--record-received', recording);
    await listener.until(({ event }) => event === 'joined');
    SOUNDS.forEach(({ hz, payloadType, encoder }, index) => void ffmpeg(
      '-re', '-f', 'lavfi', '-i', `sine=${hz}`, ...encoder, '-payload_type', String(payloadType), '-f', 'rtp', `rtp://${GROUP}:${portOf(index)}?ttl=1&localaddr=127.0.0.1`,
    ));
    await listener.until((event) => event.event === 'sources' && sourcesOf(event).length === 5 && sourcesOf(event).every(({ packets }) => packets > 100));
    listener.interrupt();
    expect(await listener.exited).toBe(0);
    const summary = await listener.until(({ event }) => event === 'summary');
    expect(sourcesOf(summary).map(({ codec }) => codec).sort()).toEqual(['G722', 'L16', 'L24', 'PCMU', 'opus']);

    const bytes = readFileSync(recording);
    const rateHz = bytes.readUInt32LE(24);
    expect(rateHz).toBe(48_000);
    const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset + WAV_HEADER_BYTES, bytes.byteOffset + bytes.length - (bytes.length % 2)));
    const last = samples.subarray(samples.length - rateHz / 2);
    // ffmpeg's sine is at an eighth of full scale.
    for (const { hz } of SOUNDS) expect(levelOf(hz, last, rateHz), `${hz} Hz`).toBeGreaterThan(0.06);
    expect(levelOf(2900, last, rateHz)).toBeLessThan(0.01);
  });

  it('ffmpeg hears what we say in packets of 1 ms', async () => {
    const file = description('ours', 'm=audio 0 RTP/AVP 0', ...mediumOf(SOUNDS[3]!, firstPort + 12), 'a=ptime:1');
    const heard = join(lab.folder, 'ours.wav');
    const talker = rung(file, '--tone', '1000');
    await talker.until(({ event }) => event === 'joined');
    const recorder = ffmpeg('-protocol_whitelist', 'file,rtp,udp', '-localaddr', '127.0.0.1', '-i', description('theirs', ...mediumOf(SOUNDS[3]!, firstPort + 12)), '-t', '2', '-ac', '1', heard);
    await once(recorder, 'exit');
    talker.interrupt();
    expect(await talker.exited).toBe(0);
    expect(lab.score('tone', heard, '1000')).toMatchObject({ ok: true });
    // What comes back to us is nobody else.
    expect(sourcesOf(await talker.until(({ event }) => event === 'summary'))).toEqual([]);
  });

  it('two Rungs with the key of a private session hear each other', async () => {
    const key = 'a=crypto:1 AEAD_AES_128_GCM inline:MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxMg==';
    const file = description('private', `m=audio ${firstPort + 14} RTP/SAVP 0`, key);
    const recording = join(lab.folder, 'private.wav');
    const [talker, listener] = [rung(file, '--tone', '700'), rung(file, '--record-received', recording)];
    await listener.until((event) => event.event === 'sources' && sourcesOf(event).some(({ packets }) => packets > 100));
    talker.interrupt();
    listener.interrupt();
    expect(await Promise.all([talker.exited, listener.exited])).toEqual([0, 0]);
    expect(lab.score('tone', recording, '700')).toMatchObject({ ok: true });
  });
});
