/** Keeps flows open and notices when they die (RFC 5626 3.5, 4.4): double CRLF on connections; by UDP a STUN Binding request, or, where nobody
 *  answers that, a double CRLF, which at least keeps a NAT's mapping. */
import { endpointText } from '../../../src-shared/endpoint-text.ts';
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Clock, Endpoint, Random, Timer } from '../../ports.ts';
import { TRANSACTION_ID_LENGTH, decodeStun, encodeStun } from '../../stun/message.ts';
import { hex } from '../hex.ts';
import type { Connections } from './connections.ts';
import type { KeepAliveTap } from './packet-taps.ts';
import type { KeepAliveOptions, Target } from './types.ts';

/** RFC 5626 4.4.1, 4.4.2. */
const STREAM_INTERVAL_S = 120;
const DATAGRAM_INTERVAL_S = 29;
/** RFC 5626 4.4.1. */
const PONG_WITHIN_MS = 10_000;
/** By UDP; nothing answers it. */
const DOUBLE_CRLF = new Uint8Array([13, 10, 13, 10]);
/** RFC 8489 6.2.1, cut off where the pong would be overdue too: sent after 0, 0.5, 1.5 and 3.5 s. */
const STUN_RTO_MS = 500;
const STUN_SENDINGS = 4;
/** To a server that has never answered. */
const STUN_TRIAL_SENDINGS = 2;

interface KeepAlive {
  onConnection(connections: Connections, target: Target, options: KeepAliveOptions): { stop(): void };
  byDatagram(target: Target, options: KeepAliveOptions): { stop(): void };
  /** STUN that came to the SIP port. */
  receive(bytes: Uint8Array, from: Endpoint): void;
}

interface KeepAliveDeps {
  clock: Clock;
  random: Random;
  /** Hears of pings and pongs on connections; datagrams are for `sendDatagram` to tell. */
  tap: KeepAliveTap;
  sendDatagram: (bytes: Uint8Array, to: Endpoint) => void;
  onDatagramFlowLost: (target: Endpoint, error: RungError) => void;
}

export function createKeepAlive({ clock, random, tap, sendDatagram, onDatagramFlowLost }: KeepAliveDeps): KeepAlive {
  /** STUN requests under way, by transaction id. */
  const asked = new Map<string, (mapped: Endpoint | undefined, from: Endpoint) => void>();

  /** RFC 5626 4.4: so that flows which began together do not stay together. */
  function pauseMs(intervalS: number): number {
    const [octet = 0] = random.bytes(1);
    return Math.round(intervalS * (800 + (200 * octet) / 255));
  }

  function onConnection(connections: Connections, target: Target, options: KeepAliveOptions): { stop(): void } {
    const connection = connections.open(target);
    let pause: Timer | undefined;
    let overdue: Timer | undefined;
    let isStopped = false;
    let isAnswering = options.agreed ?? false;

    function ping(): void {
      if (!connection) return lost();
      const { local, remote } = connection.socket;
      tap.crlf('out', { transport: target.transport, local, remote }, 'ping');
      connections.ping(connection);
      if (isAnswering) overdue ??= clock.setTimer(PONG_WITHIN_MS, () => connections.lose(connection, flowLost(target)));
      rest();
    }

    function rest(): void {
      pause = clock.setTimer(pauseMs(options.intervalS ?? STREAM_INTERVAL_S), ping);
    }

    function stop(): void {
      isStopped = true;
      pause?.cancel();
      overdue?.cancel();
      unwatch?.();
    }

    function lost(error: RungError = flowLost(target)): void {
      if (isStopped) return;
      stop();
      options.onLost(error);
    }

    const unwatch = connection && connections.watch(connection, {
      onPong() {
        const { local, remote } = connection.socket;
        tap.crlf('in', { transport: target.transport, local, remote }, 'pong');
        isAnswering = true;
        overdue?.cancel();
        overdue = undefined;
      },
      onGone: lost,
    });
    if (connection) rest();
    else queueMicrotask(lost);
    return { stop };
  }

  function byDatagram(target: Target, options: KeepAliveOptions): { stop(): void } {
    let timer: Timer;
    let request: { id: string; bytes: Uint8Array; sendings: number } | undefined;
    let isAnswering = options.agreed ?? false;
    let speaksStun = true;
    let mapped = '';

    function rest(): void {
      timer = clock.setTimer(pauseMs(options.intervalS ?? DATAGRAM_INTERVAL_S), ping);
    }

    function ping(): void {
      if (speaksStun) return ask();
      sendDatagram(DOUBLE_CRLF, target);
      rest();
    }

    function ask(): void {
      const transactionId = random.bytes(TRANSACTION_ID_LENGTH);
      request = { id: hex(transactionId), bytes: encodeStun({ class: 'request', transactionId }), sendings: 0 };
      asked.set(request.id, heard);
      send(request);
    }

    function send(sent: NonNullable<typeof request>): void {
      if (sent.sendings === (isAnswering ? STUN_SENDINGS : STUN_TRIAL_SENDINGS)) return silence();
      sendDatagram(sent.bytes, target);
      timer = clock.setTimer(STUN_RTO_MS * 2 ** sent.sendings++, () => send(sent));
    }

    function heard(shown: Endpoint | undefined, from: Endpoint): void {
      if (from.address !== target.address || from.port !== target.port) return;
      stop();
      isAnswering = true;
      rest();
      if (!shown || mapped === endpointText(shown)) return;
      mapped = endpointText(shown);
      options.onMapped?.(shown);
    }

    function silence(): void {
      stop();
      if (isAnswering) {
        const error = flowLost(target);
        options.onLost(error);
        return onDatagramFlowLost(target, error);
      }
      speaksStun = false;
      rest();
    }

    function stop(): void {
      timer.cancel();
      if (request) asked.delete(request.id);
      request = undefined;
    }

    rest();
    return { stop: () => stop() };
  }

  return {
    onConnection,
    byDatagram,
    receive(bytes, from) {
      const message = decodeStun(bytes);
      // Requests are for servers; an error response too shows that somebody is there.
      if (!message.ok || message.value.class === 'request' || message.value.class === 'indication') return;
      asked.get(hex(message.value.transactionId))?.(message.value.class === 'success' ? message.value.mapped : undefined, from);
    },
  };
}

function flowLost(target: Endpoint): RungError {
  return rungError('flow-lost', `${endpointText(target)} no longer answers our keep-alives: the way there is broken, or a router has forgotten it. Rung will find a new one.`, {
    address: target.address, port: target.port,
  });
}
