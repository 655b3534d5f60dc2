import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { EventData, Params, Reply } from '../../src-shared/contract.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { asRungError } from '../../src-shared/rpc.ts';
import { decodeSdp } from '../../src-shared/sdp/charset.ts';
import type { AnnouncedSession, SapGroupStatus } from '../../src-shared/session-model.ts';
import { useCore } from '../bridge/core.ts';
import { useJoined } from './joined.ts';
import { useUi } from './ui.ts';

export type DirectoryTab = 'list' | 'week' | 'keys';
type SessionKey = Reply<'session.list'>['keys'][number];

/** Announcements are gathered for so long before they are shown: hundreds a second cost a few redraws. */
const GATHER_MS = 200;
/** Before the file's name: the id of a description out of a file. */
export const FILE_ID = 'file:';
const MOST_FILES = 20;
/** A description is never longer. */
const LONGEST_FILE = 262_144;

/** What is announced on the network, and by us. */
export const useDirectory = defineStore('directory', () => {
  const core = useCore();
  const ui = useUi();
  const sessions = shallowRef<AnnouncedSession[]>([]);
  const groups = shallowRef<SapGroupStatus[]>([]);
  /** Of private sessions; the keys themselves never come here. */
  const keys = shallowRef<SessionKey[]>([]);
  /** The core's list has arrived: before that, an empty one means nothing. */
  const loaded = ref(false);
  const failure = shallowRef<RungError>();
  const tab = ref<DirectoryTab>('list');
  const selectedId = ref('');

  /** Descriptions out of files, as sessions that nobody announces; newest first. */
  const files = shallowRef<AnnouncedSession[]>([]);
  /** The form is open: for a new session, for one with this text, or for an own one (`id`). */
  const editing = shallowRef<{ id?: string; sdp?: string }>();
  /** The form holds what has not been announced. */
  const isFormChanged = ref(false);
  /** The person is asked whether the form's changes may go. */
  const isLeaving = ref(false);
  let afterLeaving = (): void => {};

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
      keys.value = list.keys;
      useJoined().replace(list.joined);
      failure.value = undefined;
      loaded.value = true;
    } catch (error) {
      failure.value = asRungError(error);
    }
  }

  /** Goes on at once, or, where changes in the form would be lost, when the person has agreed. */
  function leaveForm(next: () => void): void {
    if (!isFormChanged.value) return next();
    afterLeaving = next;
    isLeaving.value = true;
  }

  /** The person has agreed. */
  function discard(): void {
    isFormChanged.value = false;
    editing.value = undefined;
    afterLeaving();
  }

  /** Opens the view with that session. */
  function show(id: string): void {
    ui.view = 'sessions';
    leaveForm(() => {
      selectedId.value = id;
      editing.value = undefined;
      tab.value = 'list';
    });
  }

  /** Opens the form; the one that is open stays as it is. */
  function edit(what: { id?: string; sdp?: string } = {}): void {
    if (editing.value && editing.value.id === what.id && editing.value.sdp === what.sdp) return void (tab.value = 'list');
    leaveForm(() => {
      editing.value = what;
      tab.value = 'list';
    });
  }

  /** What is no description is shown with what is wrong with it. */
  async function openFiles(chosen: readonly File[]): Promise<void> {
    const opened = await Promise.all(chosen.slice(0, MOST_FILES).map(async (file): Promise<AnnouncedSession> => {
      const bytes = new Uint8Array(await file.slice(0, LONGEST_FILE).arrayBuffer());
      const nowMs = Date.now();
      return {
        id: `${FILE_ID}${file.name}`, own: false, sdp: decodeSdp(bytes).text, state: 'running', firstHeardAtMs: nowMs, lastHeardAtMs: nowMs, packets: 0, sources: [], versions: [], warnings: [], privacy: 'public',
      };
    }));
    const ids = new Set(opened.map(({ id }) => id));
    files.value = [...opened, ...files.value.filter(({ id }) => !ids.has(id))].slice(0, MOST_FILES);
    if (opened[0]) show(opened[0].id);
  }

  function keyIsHere(name: string): void {
    if (!keys.value.some((key) => key.name === name)) keys.value = [...keys.value, { name, createdAtMs: Date.now() }];
  }

  function remindOf({ id, startsAtMs }: EventData<'session.reminder'>): void {
    reminder.value = { id, startsAtMs };
  }
  /** The last that the core has told of. */
  const reminder = shallowRef<EventData<'session.reminder'>>();

  return {
    sessions, groups, keys, loaded, failure, tab, selectedId, reminder, editing, isFormChanged, isLeaving, files, openFiles, reload, discard, show, edit, remindOf,
    changed: (session: AnnouncedSession) => gather(session.id, session),
    removed: (id: string) => gather(id, null),
    groupsChanged: (list: SapGroupStatus[]) => void (groups.value = list),
    /** Rejects with what is wrong. */
    async announce(params: Params<'session.announce'>): Promise<void> {
      const session = await core.call('session.announce', params);
      gather(session.id, session);
      flush();
      isFormChanged.value = false;
      show(session.id);
    },
    close: (id: string) => void (files.value = files.value.filter((file) => file.id !== id)),
    openTab: (to: DirectoryTab) => leaveForm(() => void (tab.value = to)),
    /** These four reject with what is wrong. */
    async addKey(name: string, passphrase: string): Promise<void> {
      await core.call('session.keyAdd', { name, passphrase });
      keyIsHere(name);
    },
    async takeKey(link: string): Promise<string> {
      const { name } = await core.call('session.keyTake', { link });
      keyIsHere(name);
      return name;
    },
    async keyLink(name: string): Promise<string> {
      return (await core.call('session.keyLink', { name })).link;
    },
    async removeKey(name: string): Promise<void> {
      await core.call('session.keyRemove', { name });
      keys.value = keys.value.filter((key) => key.name !== name);
    },
    draft: () => core.call('session.draft'),
    withdraw: (id: string) => core.call('session.withdraw', { id }).catch(ui.tellFailure),
    forget: (id: string) => core.call('session.forget', { id }).catch(ui.tellFailure),
    invite: (id: string, target: string) => core.call('session.invite', { id, target }).catch(ui.tellFailure),
    remind: (id: string, minutes: number | null) => core.call('session.remind', { id, minutes }).catch(ui.tellFailure),
  };
});
