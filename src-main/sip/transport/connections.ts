/** The connections of one stream transport (RFC 3261 18): shared by all who talk to the same remote, bounded in number,
 *  closed when idle. How a connection is made is given: TCP and TLS each have their own. */
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
  /** We opened it. */
  readonly isOurs: boolean;
}

/** Hears what becomes of one connection. */
export interface ConnectionWatcher {
  onPong(): void;
  /** It has ended, whoever ended it; with an error where it did not end in order. */
  onGone(error?: RungError): void;
}

export interface Connections {
  /** A peer connected to us. */
  accept(socket: StreamSocket): void;
  /** The open connection to this target, or a new one. Those who ask while it is being made share it. */
  towards(target: Target, timeoutMs: number): Promise<Result<Connection, RungError>>;
  /** The open connection to this target. */
  open(target: Target): Connection | undefined;
  byId(id: number | undefined): Connection | undefined;
  /** Marks it as in use, and writes. */
  write(connection: Connection, bytes: Uint8Array): void;
  /** Double CRLF: the peer is to answer with a single one (RFC 5626 4.4.1). */
  ping(connection: Connection): void;
  /** Gives what takes the watcher off again. */
  watch(connection: Connection, watcher: ConnectionWatcher): () => void;
  drop(connection: Connection): void;
  /** It is dead, though the system has not noticed. */
  lose(connection: Connection, error: RungError): void;
  all(): Connection[];
  close(): void;
}

interface ConnectionsOptions {
  clock: Clock;
  connect: (target: Target, timeoutMs: number) => Promise<Result<StreamSocket, RungError>>;
  /** Whom the peer has to have proven to be, '' for anybody: two domains on one machine are two peers (RFC 5923 9). */
  domainOf: (target: Target) => string;
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

const PING = new Uint8Array([13, 10, 13, 10]);

interface Live extends Connection {
  /** By which it is found. Whoever it was opened for, a literal address and port names this very connection: a server's own Record-Route
   *  often holds one, and its certificate seldom. A peer that connected to us is found by nothing else. */
  readonly keys: readonly string[];
  readonly watchers: Set<ConnectionWatcher>;
  isProven: boolean;
  isPinged: boolean;
  usedAtMs: number;
  idle: Timer;
}

export function createConnections(options: ConnectionsOptions): Connections {
  const { clock } = options;
  /** In the order of last use. */
  const live = new Map<number, Live>();
  const byKey = new Map<string, Live>();
  const connecting = new Map<string, Promise<Result<Connection, RungError>>>();
  let nextId = 1;
  let isOpen = true;

  function add(socket: StreamSocket, isOurs: boolean, keys: string[]): Live {
    const connection: Live = { id: nextId++, socket, isOurs, keys, watchers: new Set(), isProven: isOurs, isPinged: false, usedAtMs: clock.nowMs(), idle: NO_TIMER };
    live.set(connection.id, connection);
    for (const key of keys) byKey.set(key, connection);
    connection.idle = clock.setTimer(isOurs ? IDLE_MS : UNPROVEN_MS, () => checkIdle(connection));
    const framer = createStreamFramer(FRAME_LIMITS);
    socket.onData = (bytes) => framer.push(bytes).forEach((framed) => receive(connection, framed));
    socket.onClose = (error) => {
      forget(connection, error);
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
    // Two pongs that follow each other look like a ping in two pieces. Whoever was pinged is answering.
    if (framed.kind === 'keep-alive' && connection.isPinged) return pong(connection);
    options.onFramed(framed, connection);
  }

  function pong(connection: Live): void {
    connection.isPinged = false;
    for (const watcher of [...connection.watchers]) watcher.onPong();
  }

  function write(connection: Connection, bytes: Uint8Array): void {
    const known = live.get(connection.id);
    if (!known) return;
    touch(known);
    known.socket.write(bytes);
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

  function forget(connection: Live, error?: RungError): void {
    connection.idle.cancel();
    live.delete(connection.id);
    for (const key of connection.keys) if (byKey.get(key) === connection) byKey.delete(key);
    for (const watcher of [...connection.watchers]) watcher.onGone(error);
  }

  function drop(connection: Connection, error?: RungError): void {
    const known = live.get(connection.id);
    if (!known) return;
    known.socket.close();
    forget(known, error);
    if (error) options.onLost(known.socket.remote, error);
  }

  async function connect(key: string, target: Target, timeoutMs: number): Promise<Result<Connection, RungError>> {
    const connected = await options.connect(target, timeoutMs);
    connecting.delete(key);
    if (!connected.ok) return connected;
    if (isOpen) return ok(add(connected.value, true, [keyOf(connected.value.remote), key]));
    connected.value.close();
    return err(CLOSED);
  }

  const open = (target: Target): Live | undefined => byKey.get(keyOf(target, options.domainOf(target)));

  return {
    accept: (socket) => void add(socket, false, [keyOf(socket.remote)]),
    towards(target, timeoutMs) {
      if (!isOpen) return Promise.resolve(err(CLOSED));
      const known = open(target);
      if (known) return Promise.resolve(ok(known));
      const key = keyOf(target, options.domainOf(target));
      const pending = connecting.get(key) ?? connect(key, target, timeoutMs);
      connecting.set(key, pending);
      return pending;
    },
    open,
    byId: (id) => (id === undefined ? undefined : live.get(id)),
    write,
    ping(connection) {
      const known = live.get(connection.id);
      if (known) known.isPinged = true;
      write(connection, PING);
    },
    watch(connection, watcher) {
      const watchers = live.get(connection.id)?.watchers;
      watchers?.add(watcher);
      return () => void watchers?.delete(watcher);
    },
    drop: (connection) => drop(connection),
    lose: drop,
    all: () => [...live.values()],
    close() {
      isOpen = false;
      for (const connection of [...live.values()]) {
        // Nobody needs to look for another way now.
        connection.watchers.clear();
        drop(connection);
      }
    },
  };
}

const NO_TIMER: Timer = { cancel: () => {} };
const CLOSED = rungError('closed', 'The SIP port is closed.');

function keyOf(endpoint: Endpoint, domain = ''): string {
  return `${endpoint.address}|${endpoint.port}|${domain}`;
}
