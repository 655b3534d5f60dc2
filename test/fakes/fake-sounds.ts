/** Recordings, sounds and the conference of the fake core. */
import type { Handlers } from '../../src-shared/contract.ts';
import type { Call, Sound } from '../../src-shared/model.ts';
import type { Clock } from '../../src-main/ports.ts';
import { wavHeader } from '../../src-shared/audio/wav-write.ts';

type SoundMethod = 'call.record' | 'call.play' | 'call.pausePlay' | 'call.stopPlay' | 'call.gain' | 'conference.add' | 'conference.remove' | 'conference.end'
  | 'sound.list' | 'sound.put' | 'sound.remove' | 'history.recording';

export interface FakeCalls {
  all(): Call[];
  control(id: string): Call;
  change(call: Call, changes: Partial<Call>): void;
  hangup(call: Call): void;
}

/** A second of silence. */
const WAV = new Uint8Array([...wavHeader({ sampleRateHz: 8000, channels: 2, dataBytes: 32_000 }), ...new Uint8Array(32_000)]);

export function createFakeSounds(clock: Clock, calls: FakeCalls, full: boolean): Pick<Handlers, SoundMethod> {
  let sounds: Sound[] = full ? [{ name: 'Announcement.wav', bytes: 384_044 }, { name: 'Waiting music.wav', bytes: 2_880_044 }] : [];
  const { control, change } = calls;
  const members = (): Call[] => calls.all().filter((call) => call.inConference && call.state === 'confirmed');

  function leave(call: Call): void {
    change(call, { inConference: undefined, heldByUs: true });
    const [last, ...more] = members();
    if (last && more.length === 0) change(last, { inConference: undefined });
  }

  return {
    'call.record': ({ id, on }) => {
      const path = `/home/alice/.local/share/rung/recordings/${id}.wav`;
      change(control(id), on ? { recording: { path, startedAtMs: clock.wallMs() }, recordings: [path] } : { recording: undefined });
    },
    'call.play': ({ id, sound, mode }) => change(control(id), { playing: { sound, mode, paused: false } }),
    'call.pausePlay': ({ id, paused }) => {
      const call = control(id);
      if (call.playing) change(call, { playing: { ...call.playing, paused } });
    },
    'call.stopPlay': ({ id }) => change(control(id), { playing: undefined }),
    'call.gain': ({ id, ...gain }) => change(control(id), { gain }),
    'conference.add': ({ id }) => {
      for (const call of calls.all()) {
        if (call.state === 'confirmed' && (call.id === id || !call.heldByUs || call.inConference)) change(call, { inConference: true, heldByUs: false });
      }
    },
    'conference.remove': ({ id }) => leave(control(id)),
    'conference.end': () => {
      for (const call of members()) calls.hangup(call);
    },
    'sound.list': () => sounds,
    'sound.put': ({ name, total }) => void (sounds = [...sounds.filter((sound) => sound.name !== name), { name, bytes: total }]),
    'sound.remove': ({ name }) => void (sounds = sounds.filter((sound) => sound.name !== name)),
    'history.recording': ({ offset }) => ({ total: WAV.length, data: btoa(String.fromCharCode(...WAV.subarray(offset))) }),
  };
}
