/** The thread of rtp-streams.ts: the engine as the product runs it, with a stopwatch in its sockets. */
import { parentPort, workerData } from 'node:worker_threads';
import { createLocalEngine } from '../../src-main/media/engine/local-engine.ts';
import type { EngineDevice } from '../../src-main/media/engine/device-link.ts';
import { exactWaitUntil } from '../../src-main/media/engine/wait-until.ts';
import type { MediaSession } from '../../src-main/media/engine-port.ts';
import { createNodeClock } from '../../src-main/net/node-clock.ts';
import { createNodeRandom } from '../../src-main/net/node-random.ts';
import { bindMulticast } from '../../src-main/net/multicast.ts';
import { bindUdp } from '../../src-main/net/udp.ts';
import type { Network } from '../../src-main/ports.ts';
import type { StreamFigures, StreamWork } from './rtp-streams.ts';
import { EVENT_8000, PCMA } from '../fakes/payload-formats.ts';

/** The first second is the compiler's. */
const WARM_UP_MS = 1500;
const noDevice: EngineDevice = { want: () => {}, capture: (into) => into.fill(0), play: () => {} };

const { streams, seconds } = workerData as StreamWork;
parentPort!.postMessage(await run());

async function run(): Promise<StreamFigures> {
  const gaps: number[] = [];
  let isMeasuring = false;
  const bind: Network['bindUdp'] = async (local) => {
    const bound = await bindUdp(local, { askSilentPeers: false });
    if (!bound.ok || bound.value.local.port % 2 === 1) return bound;
    const { send } = bound.value;
    let lastMs = 0;
    bound.value.send = (bytes, to) => {
      const nowMs = performance.now();
      if (isMeasuring && lastMs > 0) gaps.push(nowMs - lastMs);
      lastMs = isMeasuring ? nowMs : 0;
      send(bytes, to);
    };
    return bound;
  };

  const clock = createNodeClock();
  const engine = createLocalEngine({ clock, random: createNodeRandom(), bindUdp: bind, bindMulticast, waitUntil: exactWaitUntil(clock), device: noDevice });
  const sessions = await openAll(engine);
  await sleep(WARM_UP_MS);
  isMeasuring = true;
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  await sleep(seconds * 1000);
  const cpu = process.cpuUsage(cpuBefore);
  const wallMs = performance.now() - startMs;
  isMeasuring = false;
  const stats = await Promise.all(sessions.map((session) => session.close()));
  await engine.close();

  gaps.sort((a, b) => a - b);
  const quantile = (share: number): number => gaps[Math.min(gaps.length - 1, Math.floor(share * gaps.length))] ?? 0;
  const sum = (of: 'sent' | 'received'): number => stats.reduce((total, figures) => total + figures[of], 0);
  return {
    streams,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    maxMs: quantile(1),
    arrived: sum('received') / sum('sent'),
    cpuPercent: (cpu.user + cpu.system) / 10 / wallMs,
  };
}

async function openAll(engine: ReturnType<typeof createLocalEngine>): Promise<MediaSession[]> {
  const sessions: MediaSession[] = [];
  for (let n = 0; n < streams; n++) {
    const opened = await engine.open({ address: '127.0.0.1', ports: { min: 20_000, max: 29_999 } });
    if (!opened.ok) throw new Error(opened.error.message);
    sessions.push(opened.value);
  }
  for (const [n, session] of sessions.entries()) {
    const peer = sessions[n ^ 1]!;
    await session.setSource({ kind: 'tone', frequencyHz: 400 + n });
    session.agree({
      remoteRtp: peer.local.rtp, remoteRtcp: peer.local.rtcp, send: PCMA, receive: [PCMA],
      ptimeMs: 20, direction: 'sendrecv', telephoneEvent: { send: EVENT_8000, receive: [EVENT_8000] },
    });
  }
  return sessions;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
