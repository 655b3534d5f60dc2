import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { EventData, Params } from '../../src-shared/contract.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { asRungError } from '../../src-shared/rpc.ts';
import type { JoinedSession } from '../../src-shared/session-model.ts';
import { useCore } from '../bridge/core.ts';
import { useUi } from './ui.ts';

/** The sessions that are listened to. */
export const useJoined = defineStore('joined', () => {
  const core = useCore();
  const ui = useUi();
  const list = shallowRef<JoinedSession[]>([]);
  /** Why one could not be joined, or ended: said where its session is shown, until it is tried again. */
  const failures = shallowRef<Record<string, RungError>>({});
  const ids = computed(() => new Set(list.value.map(({ id }) => id)));

  /** Of what was joined out of a file the core has made the id. */
  const idOf = shallowRef<Record<string, string>>({});
  const of = (key: string): JoinedSession | undefined => list.value.find(({ id }) => id === (idOf.value[key] ?? key));

  function changed(session: JoinedSession): void {
    const isKnown = ids.value.has(session.id);
    list.value = isKnown ? list.value.map((old) => (old.id === session.id ? session : old)) : [...list.value, session];
  }

  function ended({ id, error }: EventData<'joined.ended'>): void {
    list.value = list.value.filter((one) => one.id !== id);
    if (error) failures.value = { ...failures.value, [id]: error };
  }

  /** `key`: whose failure it is. */
  async function join(key: string, params: Params<'session.join'>): Promise<void> {
    const { [key]: _old, ...others } = failures.value;
    failures.value = others;
    try {
      const session = await core.call('session.join', params);
      changed(session);
      idOf.value = { ...idOf.value, [key]: session.id };
    } catch (error) {
      failures.value = { ...failures.value, [key]: asRungError(error) };
    }
  }

  return {
    list, failures, of, changed, ended, join,
    replace: (sessions: JoinedSession[]) => void (list.value = sessions),
    leave: (id: string) => core.call('session.leave', { id }).catch(ui.tellFailure),
    talk: (id: string, on: boolean) => core.call('session.talk', { id, on }).catch(ui.tellFailure),
    mute: (id: string, ssrc: number, muted: boolean) => core.call('session.mute', { id, ssrc, muted }).catch(ui.tellFailure),
    play: (id: string, sound: string) => core.call('session.play', { id, sound }).catch(ui.tellFailure),
    stopPlay: (id: string) => core.call('session.stopPlay', { id }).catch(ui.tellFailure),
    record: (id: string, on: boolean) => core.call('session.record', { id, on }).catch(ui.tellFailure),
  };
});
