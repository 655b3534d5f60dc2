import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { EventData, Params } from '../../src-shared/contract.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { asRungError } from '../../src-shared/rpc.ts';
import type { AnnouncedSession, SapGroupStatus } from '../../src-shared/session-model.ts';
import { useCore } from '../bridge/core.ts';
import { useUi } from './ui.ts';

export type DirectoryTab = 'list' | 'week';

/** Announcements are gathered for so long before they are shown: hundreds a second cost a few redraws. */
const GATHER_MS = 200;

/** What is announced on the network, and by us. */
export const useDirectory = defineStore('directory', () => {
  const core = useCore();
  const ui = useUi();
  const sessions = shallowRef<AnnouncedSession[]>([]);
  const groups = shallowRef<SapGroupStatus[]>([]);
  /** The core's list has arrived: before that, an empty one means nothing. */
  const loaded = ref(false);
  const failure = shallowRef<RungError>();
  const tab = ref<DirectoryTab>('list');
  const selectedId = ref('');

  /** The form is open: for a new session, or for an own one (`id`). */
  const editing = shallowRef<{ id?: string }>();

  /** By id; null: removed. */
  let waiting = new Map<string, AnnouncedSession | null>();
  let isScheduled = false;

  function flush(): void {
    isScheduled = false;
    if (waiting.size === 0) return;
    const changes = waiting;
    waiting = new Map();
    const kept = sessions.value.filter(({ id }) => changes.get(id) !== null).map((session) => {
      const changed = changes.get(session.id);
      changes.delete(session.id);
      return changed ?? session;
    });
    sessions.value = [...kept, ...[...changes.values()].filter((session) => session !== null)];
  }

  function gather(id: string, session: AnnouncedSession | null): void {
    waiting.set(id, session);
    if (isScheduled) return;
    isScheduled = true;
    setTimeout(flush, GATHER_MS);
  }

  async function reload(): Promise<void> {
    try {
      const list = await core.call('session.list');
      waiting.clear();
      sessions.value = list.sessions;
      groups.value = list.groups;
      failure.value = undefined;
      loaded.value = true;
    } catch (error) {
      failure.value = asRungError(error);
    }
  }

  /** Opens the view with that session. */
  function show(id: string): void {
    selectedId.value = id;
    editing.value = undefined;
    tab.value = 'list';
    ui.view = 'sessions';
  }

  function remindOf({ id, startsAtMs }: EventData<'session.reminder'>): void {
    reminder.value = { id, startsAtMs };
  }
  /** The last that the core has told of. */
  const reminder = shallowRef<EventData<'session.reminder'>>();

  return {
    sessions, groups, loaded, failure, tab, selectedId, reminder, editing, reload, show, remindOf,
    changed: (session: AnnouncedSession) => gather(session.id, session),
    removed: (id: string) => gather(id, null),
    groupsChanged: (list: SapGroupStatus[]) => void (groups.value = list),
    /** Rejects with what is wrong. */
    async announce(params: Params<'session.announce'>): Promise<void> {
      const session = await core.call('session.announce', params);
      gather(session.id, session);
      flush();
      show(session.id);
    },
    edit(id?: string): void {
      editing.value = id === undefined ? {} : { id };
      tab.value = 'list';
    },
    draft: () => core.call('session.draft'),
    withdraw: (id: string) => core.call('session.withdraw', { id }).catch(ui.tellFailure),
    forget: (id: string) => core.call('session.forget', { id }).catch(ui.tellFailure),
    invite: (id: string, target: string) => core.call('session.invite', { id, target }).catch(ui.tellFailure),
    remind: (id: string, minutes: number | null) => core.call('session.remind', { id, minutes }).catch(ui.tellFailure),
  };
});
