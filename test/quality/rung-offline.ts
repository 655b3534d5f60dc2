/** Rung's receive chain under virtual time: the engine as it is, a network in memory, and a sound card that keeps what is played. */
import { createInThreadEngine } from '../../src-main/media/engine/in-thread-engine.ts';
import type { StreamStats } from '../../src-shared/model.ts';
import { createFakeNetwork } from '../fakes/fake-network.ts';
import { createSeededRandom } from '../fakes/seeded-random.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';
import { agreementWith, createFakePort } from '../unit/media/engine/laboratory.ts';
import { join } from '../unit/media/signal.ts';
import type { Arrival } from './impairments.ts';
import type { SpeechStream } from './stream.ts';
import { FRAME_MS } from './stream.ts';

export interface Heard {
  /** From the moment at which the first packet was sent. */
  samples: Int16Array;
  rateHz: number;
  stats: StreamStats;
}

/** What plays on after the last packet. */
const TAIL_MS = 1000;

/** `seed` chooses where between two ticks of the receiver the stream begins. */
export async function hearOffline(stream: SpeechStream, arrivals: readonly Arrival[], seed: number): Promise<Heard> {
  const clock = createVirtualClock();
  const random = createSeededRandom(seed);
  const network = createFakeNetwork(clock, createSeededRandom(seed));
  const engine = createInThreadEngine({ clock, random: createSeededRandom(seed), network: network.host('192.0.2.1') });
  const port = createFakePort();
  const playedAtMs: number[] = [];
  engine.attachDevice({ ...port, play: (frame) => {
    playedAtMs.push(clock.nowMs());
    port.play(frame);
  } });
  const opened = await engine.open({ address: '192.0.2.1', ports: { min: 40_000, max: 40_099 } });
  const bound = await network.host('192.0.2.2').bindUdp({ address: '192.0.2.2', port: 40_000 });
  if (!opened.ok || !bound.ok) throw new Error('no socket');
  const [session, sender] = [opened.value, bound.value];
  session.setSink('device');
  session.agree(agreementWith(session, { remoteRtp: sender.local, remoteRtcp: null, send: stream.format, receive: [stream.format], direction: 'recvonly' }));

  const startMs = 200 + random.fraction() * FRAME_MS;
  for (const { atMs, frame } of arrivals) clock.setTimer(startMs + atMs, () => sender.send(stream.packet(frame), session.local.rtp));
  await clock.advance(startMs + (arrivals.at(-1)?.atMs ?? 0) + TAIL_MS);
  const stats = await session.close();
  await engine.close();

  const rateHz = (port.frames[0]!.length * 1000) / FRAME_MS;
  const samples = join(port.frames);
  const first = Math.round(((startMs - playedAtMs[0]!) * rateHz) / 1000);
  return { samples: samples.subarray(first), rateHz, stats };
}
