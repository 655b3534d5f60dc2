/** `node --expose-gc --max-semi-space-size=256 media-path-run.ts STREAMS FORMAT`: two-way streams in pairs, their packets handed over in
 *  memory, time by hand: what the engine's own code costs. Prints one line of JSON. */
import { PerformanceObserver } from 'node:perf_hooks';
import type { PayloadFormat } from '../../src-main/media/engine-port.ts';
import { frameSamples } from '../../src-main/media/frame.ts';
import type { AudioStream } from '../../src-main/media/media-session.ts';
import { createAudioStream } from '../../src-main/media/media-session.ts';
import { createToneSource } from '../../src-main/media/sources.ts';
import type { Clock, DatagramSocket, Endpoint } from '../../src-main/ports.ts';
import { createSeededRandom } from '../fakes/seeded-random.ts';

export interface PathFigures {
  /** CPU time of 20 ms of one two-way stream. */
  microseconds: number;
  /** Left to the garbage collector by the same; null: it ran meanwhile, so nobody knows. */
  bytes: number | null;
}

const TICK_MS = 20;
const WARM_UP_TICKS = 1500;
const MEASURED_TICKS = 1000;

const streams = Number(process.argv[2]);
const format = JSON.parse(process.argv[3]!) as PayloadFormat;

function measure(): PathFigures {
  let nowMs = 0;
  const clock: Clock = { nowMs: () => nowMs, wallMs: () => nowMs, setTimer: () => ({ cancel: () => {} }) };
  const sockets = new Map<number, DatagramSocket>();
  const sides = Array.from({ length: streams }, (_, n) => openSide(clock, sockets, n));
  sides.forEach((side, n) => connect(side, n ^ 1));
  const empty = new Int16Array(frameSamples(8000));

  function run(ticks: number): void {
    for (let n = 0; n < ticks; n++) {
      nowMs += TICK_MS;
      for (const side of sides) {
        side.hear(nowMs, empty);
        side.speak(nowMs, empty);
      }
    }
  }

  run(WARM_UP_TICKS);
  let collections = 0;
  new PerformanceObserver((list) => void (collections += list.getEntries().length)).observe({ entryTypes: ['gc'] });
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const before = process.cpuUsage();
  run(MEASURED_TICKS);
  const { user, system } = process.cpuUsage(before);
  const bytes = process.memoryUsage().heapUsed - heapBefore;
  const streamTicks = streams * MEASURED_TICKS;
  return { microseconds: (user + system) / streamTicks, bytes: bytes < 0 || collections > 0 ? null : bytes / streamTicks };
}

function openSide(clock: Clock, sockets: Map<number, DatagramSocket>, n: number): AudioStream {
  const rtp = createSocket(sockets, portOf(n));
  const rtcp = createSocket(sockets, portOf(n) + 1);
  const silent = (): void => {};
  return createAudioStream({
    clock, random: createSeededRandom(n + 1), sockets: { rtp, rtcp }, startMs: TICK_MS, onEvent: silent, onStun: silent, onPacket: silent, tap: () => undefined,
  });
}

function connect(side: AudioStream, peer: number): void {
  side.setSource(createToneSource(1000));
  side.agree({ remoteRtp: endpoint(portOf(peer)), remoteRtcp: endpoint(portOf(peer) + 1), send: format, receive: [format], ptimeMs: TICK_MS, direction: 'sendrecv' });
}

const portOf = (n: number): number => 10_000 + 2 * n;
const endpoint = (port: number): Endpoint => ({ address: '192.0.2.1', port });

function createSocket(sockets: Map<number, DatagramSocket>, port: number): DatagramSocket {
  const local = endpoint(port);
  const socket: DatagramSocket = {
    local,
    send: (bytes, to) => sockets.get(to.port)?.onMessage(bytes, local),
    onMessage: () => {},
    onError: () => {},
    close: () => Promise.resolve(),
  };
  sockets.set(port, socket);
  return socket;
}

console.log(JSON.stringify(measure()));
