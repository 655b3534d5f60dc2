/** What a person does with multicast sessions: the contract's handlers. */
import type { EventData, EventName, Handlers } from '../../src-shared/contract.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Settings } from '../../src-shared/model.ts';
import type { Dialling } from '../calls/dialling.ts';
import type { GroupHouse } from '../calls/group-media.ts';
import { leadInto } from '../calls/invited.ts';
import { soundGone } from '../calls/call-sound.ts';
import { recordingName } from '../calls/recording-name.ts';
import type { MediaEngine } from '../media/engine-port.ts';
import type { Clock, Network } from '../ports.ts';
import type { Recordings } from '../store/recordings.ts';
import type { Sounds } from '../store/sounds.ts';
import type { Joined } from './joined.ts';
import { createJoined } from './joined.ts';
import { createMemberships, idOfAnnounced } from './memberships.ts';
import type { Sessions } from './sessions.ts';

type JoinedMethod = 'session.list' | 'session.join' | 'session.leave' | 'session.talk' | 'session.mute' | 'session.record' | 'session.play' | 'session.stopPlay' | 'session.invite';

export interface JoinedSessionsOptions {
  clock: Clock;
  network: Pick<Network, 'interfaces' | 'addressTowards'>;
  engine: Pick<MediaEngine, 'join'>;
  sessions: Pick<Sessions, 'find' | 'handlers' | 'alsoListen'>;
  settings: () => Pick<Settings, 'sapInterface' | 'recordingFolder'>;
  emit: <E extends EventName>(event: E, data: EventData<E>) => void;
  /** Do sessions sound on the device? */
  isHeard: boolean;
  dial: Dialling['dial'];
  /** Absent: this Rung keeps no files. */
  recordings?: Recordings | undefined;
  sounds?: Sounds | undefined;
}

export interface JoinedSessions extends Joined {
  /** For calls that lead into sessions. */
  groups: GroupHouse;
  handlers: Pick<Handlers, JoinedMethod>;
}

export function createJoinedSessions({ sessions, settings, emit, recordings, sounds, dial, ...options }: JoinedSessionsOptions): JoinedSessions {
  const { clock } = options;
  const joined = createJoined({
    ...options,
    onChanged(session) {
      emit('joined.changed', session);
      hearGroups();
    },
    onEnded(id, error) {
      emit('joined.ended', { id, ...(error && { error }) });
      hearGroups();
    },
    onError: (error) => emit('notice', error),
    onSourceEnded: (id) => groups.onSourceEnded(id),
  });

  const groups = createMemberships(joined, { announcedAs: (sdp) => idOfAnnounced(sdp, sessions.find), on: () => settings().sapInterface });

  function hearGroups(): void {
    sessions.alsoListen(joined.list().flatMap(({ media }) => media.map(({ group }) => group)));
  }

  function announcedSdp(id: string): string {
    const sdp = sessions.find(id)?.sdp;
    if (sdp === undefined) throw new RungFailure(rungError('session-gone', 'This session is no longer in the list.'));
    if (sdp === '') throw new RungFailure(rungError('session-no-key', 'This session is private, and its key is not here. Ask who announces it for the key.'));
    return sdp;
  }

  function newFile(name: string): string {
    if (!recordings) throw new RungFailure(rungError('record-failed', 'Cannot record: this Rung keeps no files.', { file: name, why: 'this Rung keeps no files' }));
    return orFail(recordings.newFile(settings().recordingFolder, recordingName({ remoteUri: name }, clock.wallMs())));
  }

  const handlers: JoinedSessions['handlers'] = {
    'session.list': async () => ({ ...(await sessions.handlers['session.list'](undefined)), joined: joined.list() }),
    'session.join': async ({ id, sdp, interface: on = settings().sapInterface }) => {
      if (sdp !== undefined) return orFail(await joined.join({ sdp, on }));
      return orFail(await joined.join({ id, sdp: announcedSdp(id ?? ''), on }));
    },
    'session.leave': ({ id }) => joined.leave(id),
    'session.talk': ({ id, on }) => orFail(joined.talk(id, on)),
    'session.mute': ({ id, ssrc, muted }) => orFail(joined.mute(id, ssrc, muted)),
    'session.record': async ({ id, on }) => {
      const session = joined.get(id);
      orFail(await joined.record(id, on && session ? { path: newFile(session.name), form: 'stereo' } : null));
    },
    'session.play': async ({ id, sound }) => {
      const path = await sounds?.pathOf(sound);
      if (path === undefined) throw new RungFailure(soundGone(sound));
      orFail(await joined.play(id, { name: sound, path }));
    },
    'session.stopPlay': async ({ id }) => orFail(await joined.play(id, null)),
    'session.invite': async ({ id, target, accountId }) => {
      const into = orFail(leadInto({ id, sdp: joined.sdpOf(id) ?? announcedSdp(id) }, groups));
      return await dial(target, { accountId, into });
    },
  };
  return { ...joined, groups, handlers };
}

function orFail<T>(done: Result<T, RungError>): T {
  if (!done.ok) throw new RungFailure(done.error);
  return done.value;
}
