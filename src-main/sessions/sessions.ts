/** The session directory: what others announce, what we announce, reminders. What a person does with it are the contract's handlers. */
import type { EventData, EventName, Handlers } from '../../src-shared/contract.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Settings } from '../../src-shared/model.ts';
import type { AnnouncedSession } from '../../src-shared/session-model.ts';
import { parseSap } from '../../src-shared/sap/packet.ts';
import type { Clock, Network, Random, Timer } from '../ports.ts';
import type { Outlet } from '../sap/announcer.ts';
import { createAnnouncer } from '../sap/announcer.ts';
import { createDirectory } from '../sap/directory.ts';
import type { Arrival, Moment } from '../sap/entry.ts';
import { sessionId } from '../sap/identity.ts';
import { createSapListener } from '../sap/listener.ts';
import { ownPackets } from '../sap/own-packets.ts';
import { readAnnouncement } from '../sap/read-announcement.ts';
import { inflate } from './inflate.ts';
import type { OwnDescription } from './own-sessions.ts';
import { groupOf, readOwn, withHigherVersion } from './own-sessions.ts';
import { createReminders } from './reminders.ts';
import { createSessionTellings } from './session-tellings.ts';

type SessionMethod = 'session.list' | 'session.draft' | 'session.announce' | 'session.withdraw' | 'session.forget' | 'session.remind';

export interface SessionsOptions {
  clock: Clock;
  random: Random;
  network: Network;
  settings(): Pick<Settings, 'sapListen' | 'sapInterface' | 'sapTtl'>;
  emit: <E extends EventName>(event: E, data: EventData<E>) => void;
}

export interface Sessions {
  handlers: Pick<Handlers, SessionMethod>;
  /** Listens as the settings say; again when they or the network have changed. */
  listen(): Promise<void>;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 5000;

export function createSessions({ clock, random, network, settings, emit }: SessionsOptions): Sessions {
  const directory = createDirectory((address) => network.interfaces().some((one) => one.address === address));
  const reminders = createReminders();
  const tellings = createSessionTellings(clock, {
    changed: (id) => {
      const session = find(id);
      if (session) emit('session.changed', session);
    },
    gone: (id) => emit('session.removed', { id }),
  });
  const listener = createSapListener({ network, onPacket, onStatus: () => emit('session.groups', listener.status()) });
  const outlets = new Map<string, Outlet>();
  const announcer = createAnnouncer({
    clock, random, network,
    othersOn: (group) => directory.countOn(group),
    onSent: (id) => tellings.note([{ id, kind: 'changed' }]),
    onError: (_id, error) => emit('notice', error),
  });
  let looking: Timer | undefined;

  const now = (): Moment => ({ nowMs: clock.nowMs(), wallMs: clock.wallMs() });

  function find(id: string): AnnouncedSession | undefined {
    const at = now();
    const session = directory.session(id, at);
    if (!session) return undefined;
    const announcing = announcer.announcing(id);
    const outlet = outlets.get(id);
    const reminderMinutes = reminders.minutes(id);
    return {
      ...session,
      ...(announcing && outlet && { announcing: { ...outlet, intervalMs: announcing.intervalMs, count: announcing.count, nextAtMs: at.wallMs + announcing.nextMs - at.nowMs } }),
      ...(reminderMinutes !== undefined && { reminderMinutes }),
    };
  }

  function get(id: string): AnnouncedSession {
    const session = find(id);
    if (session) return session;
    throw new RungFailure(rungError('session-gone', 'This session is no longer in the list.'));
  }

  // Heard ------------------------------------------------------------------------------------------------------------

  function onPacket(bytes: Uint8Array, arrival: Arrival): void {
    const header = parseSap(bytes);
    const known = header.ok && !header.value.deletion ? directory.again(header.value.hash, header.value.body, arrival, now()) : undefined;
    if (known !== undefined) return tellings.note([{ id: known, kind: 'counted' }]);
    const read = readAnnouncement(bytes, inflate);
    if (!read.ok) return listener.refused(arrival);
    tellings.note(directory.hear(read.value, arrival, now()));
  }

  function look(): void {
    const at = now();
    tellings.note(directory.expire(at));
    for (const reminder of reminders.due((id) => directory.entry(id)?.description, at.wallMs)) emit('session.reminder', reminder);
    looking = clock.setTimer(LOOK_EVERY_MS, look);
  }

  async function listen(): Promise<void> {
    looking ??= clock.setTimer(LOOK_EVERY_MS, look);
    const { sapListen, sapInterface } = settings();
    if (!sapListen) return await listener.close();
    await listener.listen(sapInterface === 'auto' ? undefined : sapInterface);
    directory.excuse(now());
  }

  // Our own ----------------------------------------------------------------------------------------------------------

  async function announce(text: string, ttl: number | undefined, wanted: string | undefined): Promise<AnnouncedSession> {
    let own = readOwn(text);
    const group = groupOf(own.description);
    const outlet = { group, ttl: ttl ?? settings().sapTtl, interface: await ownAddress(group, wanted ?? settings().sapInterface) };
    const id = sessionId(own.description, outlet.interface);
    const before = directory.entry(id);
    if (before && !before.own && !before.removed) throw new RungFailure(rungError('session-foreign', `This session is announced by ${before.owner}. Give yours an o= line of its own.`, { address: before.owner }));
    if (before?.own && before.description && before.text !== own.sdp) own = withHigherVersion(own, before.description);
    await send(id, own, outlet);
    return get(id);
  }

  async function send(id: string, { sdp, description }: OwnDescription, outlet: Outlet): Promise<void> {
    const packets = ownPackets(sdp, description.origin, outlet.interface);
    const packet = parseSap(packets.announcement);
    if (!packet.ok) return;
    tellings.note(directory.putOwn(id, { packet: packet.value, content: { kind: 'description', text: sdp, description, oddities: [] } }, outlet.interface, now()));
    outlets.set(id, outlet);
    const put = await announcer.put(id, packets, outlet);
    if (!put.ok) throw new RungFailure(put.error);
  }

  async function ownAddress(group: string, wanted: string): Promise<string> {
    if (wanted !== 'auto') return wanted;
    const route = await network.addressTowards(group);
    if (route.ok) return route.value;
    throw new RungFailure(noNetwork(group));
  }

  const handlers: Sessions['handlers'] = {
    'session.list': () => ({ sessions: directory.ids().map(get), groups: listener.status(), joined: [], keys: [] }),
    'session.draft': async () => {
      const number = String(Math.floor(clock.wallMs()));
      return { origin: { user: '-', sessionId: number, version: number, address: await ownAddress('224.2.127.254', settings().sapInterface) } };
    },
    'session.announce': ({ sdp, ttl, interface: wanted }) => announce(sdp, ttl, wanted),
    'session.withdraw': ({ id }) => {
      if (!get(id).own) throw new RungFailure(rungError('session-gone', 'This session is not announced by this phone.'));
      void announcer.withdraw(id);
      tellings.note(directory.remove(id, 'withdrawn', now()));
    },
    'session.forget': ({ id }) => {
      if (announcer.announcing(id)) throw new RungFailure(rungError('session-announced', 'This session is announced by this phone. Withdraw it first.'));
      get(id);
      outlets.delete(id);
      reminders.set(id, undefined);
      tellings.note(directory.forget(id));
    },
    'session.remind': ({ id, minutes }) => {
      get(id);
      reminders.set(id, minutes ?? undefined);
      tellings.note([{ id, kind: 'changed' }]);
    },
  };

  return {
    handlers,
    listen,
    async stop() {
      looking?.cancel();
      tellings.close();
      await Promise.all([listener.close(), announcer.close()]);
    },
  };
}

function noNetwork(group: string): RungError {
  return rungError('session-no-network', `There is no way to the group ${group} from here. Check the network connection, or choose an interface in the settings.`, { group });
}
