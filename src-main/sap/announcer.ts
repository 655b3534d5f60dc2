/** Announces our own sessions, each in its time (RFC 2974 3.1), and withdraws them. */
import type { RungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { SAP_PORT } from '../../src-shared/sap/packet.ts';
import type { Clock, MulticastSocket, Network, Random, Timer } from '../ports.ts';
import { randomFraction } from '../sip/identifiers.ts';
import { baseIntervalMs, jitteredMs } from './interval.ts';

/** Where an announcement goes. */
export interface Outlet {
  group: string;
  /** Own address of the interface. */
  interface: string;
  ttl: number;
}
/** What is sent: an announcement, and what withdraws it. */
export interface OwnPackets { announcement: Uint8Array; deletion(): Uint8Array }
export interface Announcing { intervalMs: number; nextMs: number; count: number }

export interface Announcer {
  /** Announces at once, and from then on; in the place of what had this id. `onReady` is called before anything is sent.
   *  Errors: those of `bindMulticast`. */
  put(id: string, packets: OwnPackets, outlet: Outlet, onReady: () => void): Promise<Result<undefined, RungError>>;
  /** Announces it no more, and says so. */
  withdraw(id: string): Promise<void>;
  /** Announces it no more. */
  drop(id: string): void;
  /** `nextMs` by the monotonic clock. */
  announcing(id: string): Announcing | undefined;
  /** Ends everything; nobody is told. */
  close(): Promise<void>;
}

export interface AnnouncerOptions {
  clock: Clock;
  random: Random;
  network: Pick<Network, 'bindMulticast'>;
  /** Announcements of others on this group. */
  othersOn(group: string): number;
  onSent(id: string, bytes: Uint8Array, outlet: Outlet): void;
  onError(id: string, error: RungError): void;
}

interface Own {
  packets: OwnPackets;
  outlet: Outlet;
  socket: MulticastSocket;
  sentMs: number;
  fraction: number;
  nextMs: number;
  count: number;
  timer: Timer | undefined;
}

/** After the first one. */
const DELETION_DELAYS_MS = [250, 750];

export function createAnnouncer({ clock, random, network, othersOn, onSent, onError }: AnnouncerOptions): Announcer {
  const own = new Map<string, Own>();

  async function put(id: string, packets: OwnPackets, outlet: Outlet, onReady: () => void): Promise<Result<undefined, RungError>> {
    const bound = await network.bindMulticast({ group: outlet.group, port: SAP_PORT, interface: outlet.interface });
    if (!bound.ok) return bound;
    drop(id);
    const session: Own = { packets, outlet, socket: bound.value, sentMs: 0, fraction: 0, nextMs: 0, count: 0, timer: undefined };
    session.socket.onError = (error) => onError(id, error);
    own.set(id, session);
    onReady();
    announce(id, session);
    return { ok: true, value: undefined };
  }

  function announce(id: string, session: Own): void {
    session.sentMs = clock.nowMs();
    session.fraction = randomFraction(random);
    session.count++;
    plan(id, session);
    send(id, session, session.packets.announcement);
  }

  function send(id: string, session: Own, bytes: Uint8Array): void {
    session.socket.send(bytes, session.outlet.ttl);
    onSent(id, bytes, session.outlet);
  }

  function plan(id: string, session: Own): void {
    session.nextMs = dueMs(session);
    session.timer = clock.setTimer(session.nextMs - clock.nowMs(), () => due(id, session));
  }

  /** RFC 2974 3.1: the interval is reckoned anew when it is over; there may be more announcements by then. */
  function due(id: string, session: Own): void {
    if (dueMs(session) > clock.nowMs()) plan(id, session);
    else announce(id, session);
  }

  function dueMs(session: Own): number {
    return session.sentMs + jitteredMs(intervalOf(session), session.fraction);
  }

  function intervalOf({ outlet, packets }: Own): number {
    const ours = [...own.values()].filter((one) => one.outlet.group === outlet.group).length;
    return baseIntervalMs(othersOn(outlet.group) + ours, packets.announcement.length);
  }

  function stop(id: string): Own | undefined {
    const session = own.get(id);
    session?.timer?.cancel();
    own.delete(id);
    return session;
  }

  function drop(id: string): void {
    void stop(id)?.socket.close();
  }

  return {
    put,
    async withdraw(id) {
      const session = stop(id);
      if (!session) return;
      const deletion = session.packets.deletion();
      await sendDeletions(clock, () => send(id, session, deletion));
      await session.socket.close();
    },
    drop,
    announcing(id) {
      const session = own.get(id);
      return session && { intervalMs: intervalOf(session), nextMs: session.nextMs, count: session.count };
    },
    async close() {
      await Promise.all([...own.keys()].map((id) => stop(id)?.socket.close()));
    },
  };
}

/** Several times, as any of them may get lost. */
export async function sendDeletions(clock: Clock, send: () => void): Promise<void> {
  send();
  for (const delayMs of DELETION_DELAYS_MS) {
    await new Promise<void>((resolve) => void clock.setTimer(delayMs, resolve));
    send();
  }
}
