/** Our own sessions: announced, changed, withdrawn, kept over restarts. */
import type { RungError } from '../../src-shared/errors.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Settings } from '../../src-shared/model.ts';
import type { AnnouncedSession } from '../../src-shared/session-model.ts';
import { parseSap, SAP_PORT } from '../../src-shared/sap/packet.ts';
import type { Clock, Network, Random, Secrets } from '../ports.ts';
import type { Outlet } from '../sap/announcer.ts';
import { createAnnouncer } from '../sap/announcer.ts';
import type { Directory } from '../sap/directory.ts';
import type { Moment, Outcome } from '../sap/entry.ts';
import { sessionId } from '../sap/identity.ts';
import { ownPackets } from '../sap/own-packets.ts';
import type { PacketTap } from '../sip/tap-port.ts';
import type { SessionTable, StoredSession } from '../store/session-table.ts';
import { interfaceFor } from './interface-choice.ts';
import { groupOf, readOwn, withHigherVersion, withMediaKeys } from './own-sessions.ts';
import type { SessionKeys } from './session-keys.ts';

/** What a person asks for; what is absent is as the settings say. */
export interface Wanted {
  sdp: string;
  ttl?: number | undefined;
  interface?: string | undefined;
  /** Announced for those who have this key only. */
  keyName?: string | undefined;
}

export interface Announcements {
  /** Gives the id. Throws RungFailure: as `session.announce`. */
  announce(wanted: Wanted): Promise<string>;
  /** Announces what is stored, where that is not going on, or not over the address that it should. */
  resume(): Promise<void>;
  /** Resolves when the others have been told. */
  withdraw(id: string): Promise<void>;
  /** It has ended. */
  end(id: string): Promise<void>;
  announcing(id: string, at: Moment): AnnouncedSession['announcing'];
  /** Nobody is told: own sessions go on at the next start. */
  close(): Promise<void>;
}

export interface AnnouncementsOptions {
  clock: Clock;
  random: Random;
  network: Network;
  secrets: Secrets;
  keys: Pick<SessionKeys, 'get'>;
  directory: Directory;
  table: Pick<SessionTable, 'own' | 'saveOwn' | 'removeOwn'>;
  settings(): Pick<Settings, 'sapInterface' | 'sapTtl'>;
  tap: PacketTap;
  onOutcomes(outcomes: Outcome[]): void;
  onError(error: RungError): void;
}

const secretOf = (id: string): string => `session:${id}`;

export function createAnnouncements({ clock, random, network, secrets, keys, directory, table, settings, tap, onOutcomes, onError }: AnnouncementsOptions): Announcements {
  const outlets = new Map<string, Outlet>();
  const announcer = createAnnouncer({ clock, random, network, othersOn: directory.countOn, onSent, onError: (_id, error) => onError(error) });

  const now = (): Moment => ({ nowMs: clock.nowMs(), wallMs: clock.wallMs() });

  function onSent(id: string, bytes: Uint8Array, { group, interface: address }: Outlet): void {
    tap({ protocol: 'sap', direction: 'out', local: { address, port: SAP_PORT }, remote: { address: group, port: SAP_PORT }, bytes, summary: summaryOf(id, bytes), fold: true });
    onOutcomes([{ id, kind: 'changed' }]);
  }

  function summaryOf(id: string, bytes: Uint8Array): string {
    const packet = parseSap(bytes);
    const what = packet.ok && packet.value.deletion ? 'deletion' : 'announcement';
    const entry = directory.entry(id);
    return entry?.privacy === 'public' ? `${what} ${entry.about?.name ?? ''}` : `${what}, private`;
  }

  async function announce(wanted: Wanted): Promise<string> {
    const own = wanted.keyName === undefined ? readOwn(wanted.sdp) : withMediaKeys(readOwn(wanted.sdp), random);
    const stored = { ttl: wanted.ttl ?? settings().sapTtl, interface: wanted.interface ?? 'auto', keyName: wanted.keyName };
    const outlet = await outletOf(groupOf(own.description), stored);
    const id = sessionId(own.description, outlet.interface);
    const before = directory.entry(id);
    if (before && !before.own && !before.removed) throw new RungFailure(foreign(before.owner));
    const changed = before?.own && before.text !== own.sdp ? readOwn(before.text).description : undefined;
    const { sdp } = changed ? withHigherVersion(own, changed) : own;
    await send({ id, sdp, ...stored }, outlet);
    // It holds the keys of its sound.
    if (stored.keyName !== undefined) await secrets.set(secretOf(id), sdp);
    table.saveOwn({ id, sdp: stored.keyName === undefined ? sdp : '', ...stored });
    return id;
  }

  async function send({ id, sdp, keyName }: StoredSession, outlet: Outlet): Promise<void> {
    const { description } = readOwn(sdp);
    const sealing = keyName === undefined ? undefined : { key: keys.get(keyName), random, wallMs: clock.wallMs };
    const packets = ownPackets(sdp, description.origin, outlet.interface, sealing);
    const packet = parseSap(packets.announcement);
    if (!packet.ok) return;
    const put = await announcer.put(id, packets, outlet, () => {
      outlets.set(id, outlet);
      onOutcomes(directory.putOwn(id, { packet: packet.value, content: { kind: 'description', text: sdp, description, oddities: [] }, ...(keyName !== undefined && { opened: { keyName, sealedAtMs: clock.wallMs() } }) }, outlet.interface, now()));
    });
    if (!put.ok) throw new RungFailure(put.error);
  }

  async function resume(): Promise<void> {
    for (const kept of table.own()) {
      try {
        const stored = kept.keyName === undefined ? kept : { ...kept, sdp: (await secrets.get(secretOf(kept.id))) ?? '' };
        const outlet = await outletOf(groupOf(readOwn(stored.sdp).description), stored);
        if (!announcer.announcing(stored.id) || outlets.get(stored.id)?.interface !== outlet.interface) await send(stored, outlet);
      } catch (error) {
        if (!(error instanceof RungFailure)) throw error;
        onError(error.error);
      }
    }
  }

  async function forget(id: string): Promise<void> {
    table.removeOwn(id);
    await secrets.remove(secretOf(id));
  }

  async function outletOf(group: string, wanted: Pick<StoredSession, 'ttl' | 'interface'>): Promise<Outlet> {
    const on = wanted.interface === 'auto' ? settings().sapInterface : wanted.interface;
    return { group, ttl: wanted.ttl, interface: await ownAddress(network, group, on) };
  }

  return {
    announce,
    resume,
    async withdraw(id) {
      await forget(id);
      const told = announcer.withdraw(id);
      onOutcomes(directory.remove(id, 'withdrawn', now()));
      await told;
    },
    async end(id) {
      announcer.drop(id);
      await forget(id);
    },
    announcing(id, at) {
      const session = announcer.announcing(id);
      const outlet = outlets.get(id);
      return session && outlet && { ...outlet, intervalMs: session.intervalMs, count: session.count, nextAtMs: at.wallMs + session.nextMs - at.nowMs };
    },
    close: announcer.close,
  };
}

/** As `interfaceFor`. Throws RungFailure: `session-no-interface`. */
export async function ownAddress(network: Network, group: string, wanted: string): Promise<string> {
  const chosen = await interfaceFor(network, group, wanted);
  if (chosen.ok) return chosen.value;
  throw new RungFailure(chosen.error);
}

function foreign(address: string): RungError {
  return rungError('session-foreign', `This session is announced by ${address}. Give yours an o= line of its own.`, { address });
}
