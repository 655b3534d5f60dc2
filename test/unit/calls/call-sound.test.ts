/** What goes wrong with the sound of a call, against a pretended media session. Whole phones: test/unit/softphone/sound.test.ts. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CallSound } from '../../../src-main/calls/call-sound.ts';
import { createCallSound } from '../../../src-main/calls/call-sound.ts';
import { devicePlan } from '../../../src-main/calls/call-media.ts';
import { newCall } from '../../../src-main/calls/new-call.ts';
import type { AudioSource, MediaSession } from '../../../src-main/media/engine-port.ts';
import type { Call, Settings } from '../../../src-shared/model.ts';
import { defaultSettings } from '../../../src-shared/model.ts';
import { rungError } from '../../../src-shared/errors.ts';
import { err, ok } from '../../../src-shared/result.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

let call: Call;
let sound: CallSound;
let sources: AudioSource[];
let recorded: string[];
let sourceFails: boolean;
let settings: Settings;
const fault = rungError('wav-unreadable', 'Cannot play it.');

beforeEach(() => {
  const clock = createVirtualClock();
  call = { ...newCall('out', { clock, random: createSeededRandom() }, {}), state: 'confirmed', remoteUri: 'sip:bob@x' };
  [sources, recorded, sourceFails, settings] = [[], [], false, defaultSettings];
  const session = {
    setSink() {}, setInConference() {}, setRecordingTone() {}, setLocalTone() {},
    async setSource(source: AudioSource) {
      sources.push(source);
      return sourceFails && source.kind === 'wav' ? err(fault) : ok(undefined);
    },
    async record({ path }: { path: string }) {
      recorded.push(path);
      return ok(undefined);
    },
    stopRecording: async (path: string) => void recorded.push(`end of ${path}`),
  } as Partial<MediaSession> as MediaSession;
  sound = createCallSound({
    plan: devicePlan, clock, account: undefined, session: () => session, call: () => call,
    change: (changes) => void (call = { ...call, ...changes }),
    settings: () => settings,
    sounds: { list: async () => [], put: async () => {}, remove: async () => {}, pathOf: async (name) => `/sounds/${name}` },
    recordings: { bytesIn: () => 0, newFile: (folder) => ok(`${folder || '/usual'}/${recorded.length}.wav`), read: async () => err(fault) },
  });
});

describe('a recording', () => {
  it('that the disk has no room for ends, is told, and keeps what it has; the call goes on', async () => {
    await sound.record(true);
    expect(call.recording?.path).toBe('/usual/0.wav');
    sound.onEvent({ kind: 'error', error: rungError('record-failed', 'Cannot record: the disk is full.') });
    expect([call.recording, call.recordings, call.state]).toEqual([undefined, ['/usual/0.wav'], 'confirmed']);
  });

  it('asked for twice at once is one; ended and begun again, two files', async () => {
    await Promise.all([sound.record(true), sound.record(true)]);
    await sound.record(false);
    await sound.record(true);
    expect(recorded).toEqual(['/usual/0.wav', 'end of /usual/0.wav', '/usual/2.wav']);
    expect(call.recordings).toEqual(['/usual/0.wav', '/usual/2.wav']);
  });
});

describe('hold', () => {
  beforeEach(() => void (settings = { ...defaultSettings, holdMusic: 'm.wav' }));

  it('begins the music once, whoever says how often that we hold', async () => {
    await Promise.all([sound.setHeld(true), sound.setHeld(true)]);
    await sound.setHeld(true);
    expect(sources).toEqual([{ kind: 'silence' }, { kind: 'wav', path: '/sounds/m.wav', loop: true }]);
    await sound.setHeld(false);
    await sound.setHeld(true);
    expect(sources.map(({ kind }) => kind)).toEqual(['silence', 'wav', 'device', 'silence', 'wav']);
  });

  it('taken back while the music is being looked for leaves the microphone on', async () => {
    await Promise.all([sound.setHeld(true), sound.setHeld(false)]);
    expect(sources.at(-1)).toEqual({ kind: 'device' });
    expect(call.holdMusic).toBeUndefined();
  });

  it('with music that cannot be read is silent, never the microphone, and says so', async () => {
    sourceFails = true;
    expect(await sound.setHeld(true)).toEqual(ok(undefined));
    expect(sources.at(-1)).toEqual({ kind: 'silence' });
    expect(call.error).toEqual(fault);
  });
});
