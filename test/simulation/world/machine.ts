/** One machine on the wire: the clock and the network that its programs see. It can die: then nothing of it acts any more. */
import { rungError } from '../../../src-shared/errors.ts';
import { err } from '../../../src-shared/result.ts';
import type { Clock, DatagramSocket, MulticastSocket, Network, StreamListener, StreamSocket, Timer } from '../../../src-main/ports.ts';

type Socket = DatagramSocket | MulticastSocket | StreamListener | StreamSocket;

export interface Machine {
  readonly clock: Clock;
  readonly network: Network;
  /** Timers that are running. */
  readonly timers: number;
  /** As after `kill -9`: sockets are closed by the system, timers are gone, memory with them. */
  die(): void;
}

export function createMachine(clock: Clock, network: Network): Machine {
  const open = new Set<Socket>();
  const timers = new Set<Timer>();
  let isDead = false;

  function keep<S extends Socket>(socket: S): S {
    open.add(socket);
    return socket;
  }

  async function alive<T>(work: () => Promise<T>): Promise<T | ReturnType<typeof gone>> {
    return isDead ? gone() : await work();
  }

  return {
    clock: {
      nowMs: clock.nowMs,
      wallMs: clock.wallMs,
      setTimer(delayMs, fire) {
        if (isDead) return { cancel() {} };
        const timer = clock.setTimer(delayMs, () => {
          timers.delete(timer);
          fire();
        });
        timers.add(timer);
        return {
          cancel() {
            timers.delete(timer);
            timer.cancel();
          },
        };
      },
    },
    network: {
      ...network,
      bindUdp: (local) => alive(async () => {
        const bound = await network.bindUdp(local);
        if (bound.ok) keep(bound.value);
        return bound;
      }),
      bindMulticast: (wanted) => alive(async () => {
        const bound = await network.bindMulticast(wanted);
        if (bound.ok) keep(bound.value);
        return bound;
      }),
      listenTcp: (local) => alive(async () => {
        const listening = await network.listenTcp(local);
        if (!listening.ok) return listening;
        const listener = keep({ ...listening.value, onConnection: () => {} } as StreamListener);
        listening.value.onConnection = (socket) => listener.onConnection(keep(socket));
        return { ok: true, value: listener };
      }),
      connectTcp: (remote, timeoutMs, localAddress) => alive(async () => {
        const connected = await network.connectTcp(remote, timeoutMs, localAddress);
        if (connected.ok) keep(connected.value);
        return connected;
      }),
    },
    get timers() {
      return timers.size;
    },
    die() {
      isDead = true;
      for (const timer of timers) timer.cancel();
      for (const socket of open) {
        if ('onMessage' in socket) socket.onMessage = () => {};
        if ('onData' in socket) socket.onData = () => {};
        if ('onClose' in socket) socket.onClose = () => {};
        void socket.close();
      }
    },
  };
}

function gone() {
  return err(rungError('unreachable', 'This machine is switched off.'));
}
