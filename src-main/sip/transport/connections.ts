/** The connections of one stream transport (RFC 3261 18): shared by all who talk to the same remote, bounded in number,
 *  closed when idle. How a connection is made is given: TCP now, TLS beside it. */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { Framed } from '../../../src-shared/sip/stream-framing.ts';
import { createStreamFramer } from '../../../src-shared/sip/stream-framing.ts';
import type { Clock, Endpoint, StreamSocket, Timer } from '../../ports.ts';
import type { Target } from './types.ts';

export interface Connection {
  readonly id: number;
  readonly socket: StreamSocket;
}

interface Connections {
  /** A peer connected to us. */
  accept(socket: StreamSocket): void;
  /** The open connection to this target, or a new one. Those who ask while it is being made share it. */
  towards(target: Target, timeoutMs: number): Promise<Result<Connection, RungError>>;
  byId(id: number | undefined): Connection | undefined;
  /** Marks it as in use, and writes. */
  write(connection: Connection, bytes: Uint8Array): void;
  drop(connection: Connection): void;
  close(): void;
}

interface ConnectionsOptions {
  clock: Clock;
  connect: (target: Target, timeoutMs: number) => Promise<Result<StreamSocket, RungError>>;
  onFramed: (framed: Framed, connection: Connection) => void;
  /** It ended with an error. An orderly end is none: a peer may answer over a new connection. */
  onLost: (remote: Endpoint, error: RungError) => void;
}

/** When one more comes, the one that was silent longest goes. */
const MAX_CONNECTIONS = 1000;
/** A peer that has not sent one whole message by then (64·T1) has no business here. */
const UNPROVEN_MS = 32_000;
/** More than half of a registration's usual hour, so that its refresh finds the connection which a registrar reaches us by. */
const IDLE_MS = 40 * 60_000;
/** What one connection may make us hold: far above any SIP message, and bearable times the number of connections. */
const FRAME_LIMITS = { maxHeadBytes: 65_536, maxBodyBytes: 131_072 };

interface Live extends Connection {
  isProven: boolean;
  usedAtMs: number;
  idle: Timer;
}

export function createConnections(options: ConnectionsOptions): Connections {
  const { clock } = options;
  /** In the order of last use. */
  const live = new Map<number, Live>();
  const byRemote = new Map<string, Live>();
  const connecting = new Map<string, Promise<Result<Connection, RungError>>>();
  let nextId = 1;
  let isOpen = true;

  function add(socket: StreamSocket, isProven: boolean): Live {
    const connection: Live = { id: nextId++, socket, isProven, usedAtMs: clock.nowMs(), idle: NO_TIMER };
    live.set(connection.id, connection);
    byRemote.set(keyOf(socket.remote), connection);
    connection.idle = clock.setTimer(isProven ? IDLE_MS : UNPROVEN_MS, () => checkIdle(connection));
    const framer = createStreamFramer(FRAME_LIMITS);
    socket.onData = (bytes) => framer.push(bytes).forEach((framed) => receive(connection, framed));
    socket.onClose = (error) => {
      forget(connection);
      if (error) options.onLost(socket.remote, error);
    };
    if (live.size > MAX_CONNECTIONS) drop(live.values().next().value ?? connection);
    return connection;
  }

  function receive(connection: Live, framed: Framed): void {
    if (!live.has(connection.id)) return;
    if (framed.kind === 'message') {
      connection.isProven = true;
      touch(connection);
    }
    options.onFramed(framed, connection);
  }

  function touch(connection: Live): void {
    connection.usedAtMs = clock.nowMs();
    live.delete(connection.id);
    live.set(connection.id, connection);
  }

  /** One timer a connection, looked at when it fires: use moves no timers. */
  function checkIdle(connection: Live): void {
    const dueMs = connection.usedAtMs + (connection.isProven ? IDLE_MS : UNPROVEN_MS);
    const leftMs = dueMs - clock.nowMs();
    if (leftMs <= 0) return drop(connection);
    connection.idle = clock.setTimer(leftMs, () => checkIdle(connection));
  }

  function forget(connection: Live): void {
    connection.idle.cancel();
    live.delete(connection.id);
    const key = keyOf(connection.socket.remote);
    if (byRemote.get(key) === connection) byRemote.delete(key);
  }

  function drop(connection: Connection): void {
    const known = live.get(connection.id);
    if (!known) return;
    forget(known);
    known.socket.close();
  }

  async function connect(target: Target, timeoutMs: number): Promise<Result<Connection, RungError>> {
    const connected = await options.connect(target, timeoutMs);
    connecting.delete(keyOf(target));
    if (!connected.ok) return connected;
    if (isOpen) return ok(add(connected.value, true));
    connected.value.close();
    return err(CLOSED);
  }

  return {
    accept: (socket) => void add(socket, false),
    towards(target, timeoutMs) {
      if (!isOpen) return Promise.resolve(err(CLOSED));
      const key = keyOf(target);
      const open = byRemote.get(key);
      if (open) return Promise.resolve(ok(open));
      const pending = connecting.get(key) ?? connect(target, timeoutMs);
      connecting.set(key, pending);
      return pending;
    },
    byId: (id) => (id === undefined ? undefined : live.get(id)),
    write(connection, bytes) {
      const known = live.get(connection.id);
      if (!known) return;
      touch(known);
      known.socket.write(bytes);
    },
    drop,
    close() {
      isOpen = false;
      for (const connection of [...live.values()]) drop(connection);
    },
  };
}

const NO_TIMER: Timer = { cancel: () => {} };
const CLOSED = rungError('closed', 'The SIP port is closed.');

function keyOf(endpoint: Endpoint): string {
  return `${endpoint.address}|${endpoint.port}`;
}
