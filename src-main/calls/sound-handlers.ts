/** The contract's part of recordings, sounds and the conference. */
import type { Handlers } from '../../src-shared/contract.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Store } from '../store/store.ts';
import type { SoundHouse } from './call-sound.ts';
import type { Calls } from './calls.ts';

type Named = 'call.record' | 'call.play' | 'call.pausePlay' | 'call.stopPlay' | 'call.gain' | 'call.codec' | 'conference.add' | 'conference.remove' | 'conference.end'
  | 'sound.list' | 'sound.put' | 'sound.remove' | 'history.recording' | 'trace.rtp';

export function soundHandlers(calls: Calls, store: Store, { sounds, recordings, rtp }: Omit<SoundHouse, 'settings'>): Pick<Handlers, Named> {
  const soundOf = (id: string) => calls.get(id).sound;

  return {
    'call.record': async ({ id, on }) => orFail(await soundOf(id).record(on)),
    'call.play': async ({ id, sound, mode }) => orFail(await soundOf(id).play(sound, mode)),
    'call.pausePlay': ({ id, paused }) => soundOf(id).pausePlay(paused),
    'call.stopPlay': ({ id }) => soundOf(id).stopPlay(),
    'call.gain': ({ id, ...gain }) => soundOf(id).setGain(gain),
    'call.codec': async ({ id, codec }) => orFail(await calls.get(id).changes.useCodec(codec)),
    'conference.add': ({ id }) => calls.conference.add(calls.get(id)),
    'conference.remove': ({ id }) => calls.conference.remove(calls.get(id)),
    'conference.end': () => calls.conference.end(),
    'sound.list': async () => (await sounds?.list()) ?? [],
    'sound.put': async ({ data, ...part }) => {
      if (!sounds) throw new RungFailure(noFiles(part.name));
      await sounds.put({ ...part, bytes: Buffer.from(data, 'base64') });
    },
    'sound.remove': async ({ name }) => await sounds?.remove(name),
    'history.recording': async ({ id, index, offset }) => {
      // Only files that a call of ours has written: the page names a call, never a path.
      const path = store.calls.get(id)?.recordings?.[index];
      if (path === undefined || !recordings) throw new RungFailure(noRecording());
      const { total, bytes } = orFail(await recordings.read(path, offset));
      return { total, data: base64(bytes) };
    },
    'trace.rtp': async ({ id, offset }) => {
      if (!rtp) return { total: 0, data: '' };
      const { total, bytes } = orFail(await rtp.read(id, offset));
      return { total, data: base64(bytes) };
    },
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

function orFail<T>(done: Result<T, RungError>): T {
  if (!done.ok) throw new RungFailure(done.error);
  return done.value;
}

function noFiles(name: string): RungError {
  return rungError('sound-failed', `The sound ${name} could not be kept: this Rung keeps no files.`, { name, why: 'this Rung keeps no files' });
}

function noRecording(): RungError {
  return rungError('recording-gone', 'This call has no such recording.', { file: '', why: '' });
}
