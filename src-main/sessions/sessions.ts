/** The session directory: what others announce, what we announce, reminders. What a person does with it are the contract's handlers. */
import type { EventData, EventName, Handlers } from '../../src-shared/contract.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Settings } from '../../src-shared/model.ts';
import type { SapPacket } from '../../src-shared/sap/packet.ts';
import type { AnnouncedSession } from '../../src-shared/session-model.ts';
import type { Clock, Network, Random, Secrets, Timer } from '../ports.ts';
import { createDirectory } from '../sap/directory.ts';
import type { Moment, Outcome } from '../sap/entry.ts';
import { createIntake } from '../sap/intake.ts';
import { createSapListener } from '../sap/listener.ts';
import { open } from '../sap/privacy.ts';
import type { Announcement, Opener } from '../sap/read-announcement.ts';
import { readAnnouncement } from '../sap/read-announcement.ts';
import type { PacketTap } from '../sip/tap-port.ts';
import type { SessionTable } from '../store/session-table.ts';
import { createAnnouncements, ownAddress } from './announcements.ts';
import { inflate } from './inflate.ts';
import { createReminders } from './reminders.ts';
import { createSessionKeys } from './session-keys.ts';
import { createSessionTellings } from './session-tellings.ts';

type SessionMethod = 'session.list' | 'session.draft' | 'session.announce' | 'session.withdraw' | 'session.forget' | 'session.remind'
  | 'session.keyAdd' | 'session.keyLink' | 'session.keyTake' | 'session.keyRemove';

export interface SessionsOptions {
  clock: Clock;
  random: Random;
  network: Network;
  secrets: Secrets;
  store: { sessions: SessionTable };
  settings(): Pick<Settings, 'sapListen' | 'sapInterface' | 'sapTtl'>;
  /** What is heard and sent. */
  tap: PacketTap;
  emit: <E extends EventName>(event: E, data: EventData<E>) => void;
}

export interface Sessions {
  handlers: Pick<Handlers, SessionMethod>;
  /** Listens as the settings say and announces what is stored; again when they or the network have changed. */
  start(): Promise<void>;
  /** Groups of streams that are heard: some senders announce there, too. */
  alsoListen(groups: readonly string[]): void;
  /** Undefined: it is no longer on the list. */
  find(id: string): AnnouncedSession | undefined;
  /** Announces it no more; resolves when the others have been told. */
  withdraw(id: string): Promise<void>;
  stop(): Promise<void>;
}

/** How often time is looked at: sessions that end or are not heard any more, reminders. */
const LOOK_EVERY_MS = 5000;
/** An address outside of this machine, to ask for the route. */
const ANY_GROUP = '224.2.127.254';

export function createSessions(options: SessionsOptions): Sessions {
  const { clock, network, settings, tap, emit } = options;
  const table = options.store.sessions;
  const directory = createDirectory((address) => network.interfaces().some((one) => one.address === address));
  const reminders = createReminders(table.reminders());
  const tellings = createSessionTellings(clock, {
    changed(id) {
      const session = find(id);
      if (session) emit('session.changed', session);
    },
    gone: (id) => emit('session.removed', { id }),
  });
  const keys = createSessionKeys({ clock, secrets: options.secrets, table });
  const opener: Opener = { inflate, open: (packet) => open(keys.byId, packet) };
  const intake = createIntake({ clock, directory, opener, tap, onOutcomes: tellings.note, onRefused: (arrival) => listener.refused(arrival) });
  const listener = createSapListener({ network, onPacket: intake, onStatus: () => emit('session.groups', listener.status()) });
  const announcements = createAnnouncements({ ...options, keys, directory, table, onOutcomes: tellings.note, onError: (error) => emit('notice', error) });
  let looking: Timer | undefined;
  let keysLoaded: Promise<void> | undefined;

  const now = (): Moment => ({ nowMs: clock.nowMs(), wallMs: clock.wallMs() });

  function find(id: string): AnnouncedSession | undefined {
    const at = now();
    const session = directory.session(id, at);
    if (!session) return undefined;
    const announcing = announcements.announcing(id, at);
    const reminderMinutes = reminders.minutes(id);
    return { ...session, ...(announcing && { announcing }), ...(reminderMinutes !== undefined && { reminderMinutes }) };
  }

  function get(id: string): AnnouncedSession {
    const session = find(id);
    if (session) return session;
    throw new RungFailure(rungError('session-gone', 'This session is no longer in the list.'));
  }

  function look(): void {
    const at = now();
    const outcomes: Outcome[] = directory.expire(at);
    for (const { id } of outcomes) if (directory.entry(id)?.own) void announcements.end(id);
    tellings.note(outcomes);
    for (const reminder of reminders.due((id) => directory.entry(id)?.text, at.wallMs)) emit('session.reminder', reminder);
    looking = clock.setTimer(LOOK_EVERY_MS, look);
  }

  async function start(): Promise<void> {
    looking ??= clock.setTimer(LOOK_EVERY_MS, look);
    const { sapListen, sapInterface } = settings();
    if (sapListen) await listener.listen(sapInterface === 'auto' ? undefined : sapInterface);
    else await listener.close();
    directory.excuse(now());
    await (keysLoaded ??= keys.load());
    await announcements.resume();
  }

  function keysChanged(without?: string): void {
    const read = (packet: SapPacket): Announcement | undefined => {
      const announcement = readAnnouncement(packet, opener);
      return announcement.ok ? announcement.value : undefined;
    };
    tellings.note(directory.keysChanged(read, now(), without));
  }

  function isAnnouncedWith(id: string, keyName: string): boolean {
    const entry = directory.entry(id);
    return entry?.own === true && !entry.removed && entry.keyName === keyName;
  }

  function remind(id: string, minutes: number | null): void {
    table.saveReminder(id, minutes);
    reminders.set(id, minutes ?? undefined);
  }

  const handlers: Sessions['handlers'] = {
    'session.list': () => ({ sessions: directory.ids().map(get), groups: listener.status(), joined: [], keys: keys.list() }),
    'session.draft': async () => {
      const number = String(Math.floor(clock.wallMs()));
      return { origin: { user: '-', sessionId: number, version: number, address: await ownAddress(network, ANY_GROUP, settings().sapInterface) } };
    },
    'session.announce': async (wanted) => get(await announcements.announce(wanted)),
    'session.withdraw': ({ id }) => {
      if (!get(id).own) throw new RungFailure(rungError('session-gone', 'This session is not announced by this phone.'));
      void announcements.withdraw(id);
    },
    'session.forget': ({ id }) => {
      const { own, state } = get(id);
      if (own && state === 'running') throw new RungFailure(rungError('session-announced', 'This session is announced by this phone. Withdraw it first.'));
      remind(id, null);
      tellings.note(directory.forget(id));
    },
    'session.keyAdd': async ({ name, passphrase }) => {
      await keys.add(name, passphrase);
      keysChanged();
    },
    'session.keyLink': ({ name }) => ({ link: keys.link(name) }),
    'session.keyTake': async ({ link }) => {
      const name = await keys.take(link);
      keysChanged();
      return { name };
    },
    'session.keyRemove': async ({ name }) => {
      if (directory.ids().some((id) => isAnnouncedWith(id, name))) throw new RungFailure(rungError('session-key-used', `A session of yours is announced with the key "${name}". Withdraw it first.`, { name }));
      await keys.remove(name);
      keysChanged(name);
    },
    'session.remind': ({ id, minutes }) => {
      get(id);
      remind(id, minutes);
      tellings.note([{ id, kind: 'changed' }]);
    },
  };

  return {
    handlers,
    find,
    start,
    alsoListen: (groups) => void listener.also(groups),
    withdraw: announcements.withdraw,
    async stop() {
      looking?.cancel();
      tellings.close();
      await Promise.all([listener.close(), announcements.close()]);
    },
  };
}
