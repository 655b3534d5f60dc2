/** Joined sessions of the fake core: one source that talks, and what the person does. */
import type { EventData, EventName, Handlers } from '../../src-shared/contract.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { JoinedSession } from '../../src-shared/session-model.ts';

type JoinedMethod = 'session.join' | 'session.leave' | 'session.talk' | 'session.mute' | 'session.record' | 'session.play' | 'session.stopPlay';
type Emit = <E extends EventName>(event: E, data: EventData<E>) => void;

export interface FakeJoined {
  handlers: Pick<Handlers, JoinedMethod>;
  list(): JoinedSession[];
}

export function createFakeJoined(emit: Emit): FakeJoined {
  const joined = new Map<string, JoinedSession>();

  function change(id: string, changes: Partial<JoinedSession>): void {
    const before = joined.get(id);
    if (!before) throw new RungFailure(rungError('session-not-joined', 'This session is not joined. Join it first.'));
    const session = { ...before, ...changes };
    joined.set(id, session);
    emit('joined.changed', session);
  }

  return {
    list: () => [...joined.values()],
    handlers: {
      'session.join': ({ id = 'file:0123456789abcdef', interface: on = '192.0.2.20' }) => {
        const session = joined.get(id) ?? newSession(id, on);
        joined.set(id, session);
        emit('joined.changed', session);
        return session;
      },
      'session.leave': ({ id }) => {
        if (joined.delete(id)) emit('joined.ended', { id });
      },
      'session.talk': ({ id, on }) => change(id, { talking: on }),
      'session.mute': ({ id, ssrc, muted }) =>
        change(id, { sources: joined.get(id)?.sources.map((source) => (source.ssrc === ssrc ? { ...source, muted } : source)) ?? [] }),
      'session.play': ({ id, sound }) => change(id, { playing: sound, talking: true }),
      'session.stopPlay': ({ id }) => change(id, { playing: undefined, talking: false }),
      'session.record': ({ id, on }) => change(id, { recording: on ? { path: '/home/you/recording.wav', startedAtMs: 1_790_000_000_000 } : undefined }),
    },
  };
}

function newSession(id: string, on: string): JoinedSession {
  return {
    id, name: 'A session', canTalk: true, talking: false, mutedByCall: false,
    media: [{ index: 0, group: '239.1.2.3', port: 5004, codec: 'L24', sampleRateHz: 48_000, channels: 2, interface: on, state: 'receiving' }],
    sources: [{
      ssrc: 0x1234_5678, cname: 'studio@192.0.2.30', name: 'Studio', address: '192.0.2.30', mediaIndex: 0, level: 0.4, muted: false, packets: 4000, lost: 2,
      jitterMs: 0.3, codec: 'L24', lastHeardAtMs: 1_790_000_000_000, talking: true,
    }],
  };
}
