/** A group on an imaginary network: one engine that joins, and senders that only send. */
import type { Coding, MediaEngine } from '../../../../src-main/media/engine-port.ts';
import { createEncoder } from '../../../../src-main/media/codecs/codec.ts';
import { createInThreadEngine } from '../../../../src-main/media/engine/in-thread-engine.ts';
import type { GroupEvent, GroupFigures, GroupMedium, GroupSession } from '../../../../src-main/media/group-port.ts';
import type { MulticastSocket } from '../../../../src-main/ports.ts';
import { writeRtp } from '../../../../src-shared/rtp/packet.ts';
import type { FakeNetwork } from '../../../fakes/fake-network.ts';
import { createFakeNetwork } from '../../../fakes/fake-network.ts';
import { createSeededRandom } from '../../../fakes/seeded-random.ts';
import type { VirtualClock } from '../../../fakes/virtual-clock.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import type { FakePort } from '../engine/laboratory.ts';
import { createFakePort } from '../engine/laboratory.ts';
import { sine } from '../signal.ts';

const HERE = '192.0.2.1';
const GROUP = '239.1.2.3';
const PORT = 5004;

export interface Room {
  clock: VirtualClock;
  network: FakeNetwork;
  engine: MediaEngine;
  device: FakePort;
  join(medium: Partial<GroupMedium> & Pick<GroupMedium, 'formats'>): Promise<JoinedHere>;
  /** Another one who takes part, with an engine of its own. */
  joinFrom(address: string, medium: Partial<GroupMedium> & Pick<GroupMedium, 'formats'>): Promise<JoinedHere>;
  /** A tone from now on, packet by packet. Gives the way to end it. */
  talk(of: Speech): Promise<() => void>;
  /** Packets of ever new sources, so many a second. Gives the way to end it. */
  flood(address: string, packetsPerSecond: number): Promise<() => void>;
}

export interface JoinedHere {
  session: GroupSession;
  figures(): GroupFigures;
}

interface Speech {
  address: string;
  ssrc: number;
  coding: Coding;
  hz: number;
  level?: number;
  ptimeMs?: number;
  /** How fast it runs; 1: as ours. */
  clock?: number;
}

export function createRoom(): Room {
  const clock = createVirtualClock();
  const network = createFakeNetwork(clock, createSeededRandom(1));
  const engine = createInThreadEngine({ clock, random: createSeededRandom(2), network: network.host(HERE) });
  const device = createFakePort();
  engine.attachDevice(device);

  return {
    clock,
    network,
    engine,
    device,
    join: (medium) => joinWith(engine, HERE, medium),
    joinFrom: (address, medium) => joinWith(createInThreadEngine({ clock, random: createSeededRandom(3), network: network.host(address) }), address, medium),
    async flood(address, packetsPerSecond) {
      const socket = await senderSocket(network, address);
      const packet = new Uint8Array(172);
      let n = 0;
      let isOver = false;
      (function send(): void {
        for (let i = 0; i < packetsPerSecond / 100; i++, n++) {
          writeRtp(packet, { marker: false, payloadType: 0, sequence: n & 0xffff, timestamp: n * 160, ssrc: 1_000_000 + (n >> 1) }, 160);
          socket.send(packet, 1);
        }
        if (!isOver) clock.setTimer(10, send);
      })();
      return () => void (isOver = true);
    },
    async talk(speech) {
      const socket = await senderSocket(network, speech.address);
      return startSpeech(clock, socket, speech);
    },
  };
}

async function joinWith(engine: MediaEngine, address: string, medium: Partial<GroupMedium> & Pick<GroupMedium, 'formats'>): Promise<JoinedHere> {
  const rtcp = medium.talk ? { rtcpPort: PORT + 1 } : {};
  const joined = await engine.join({
    media: [{ group: GROUP, port: PORT, interface: address, only: [], except: [], ttl: 1, bandwidthBps: 80_000, ...rtcp, ...medium }],
  });
  if (!joined.ok) throw new Error(joined.error.message);
  const events: GroupEvent[] = [];
  joined.value.onEvent = (event) => void events.push(event);
  return {
    session: joined.value,
    figures() {
      const last = events.findLast((event) => event.kind === 'figures');
      if (!last) throw new Error('no figures yet');
      return last.figures;
    },
  };
}

export async function senderSocket(network: FakeNetwork, address: string, port = PORT): Promise<MulticastSocket> {
  const bound = await network.host(address).bindMulticast({ group: GROUP, port, interface: address });
  if (!bound.ok) throw new Error(bound.error.message);
  return bound.value;
}

function startSpeech(clock: VirtualClock, socket: MulticastSocket, { ssrc, coding, hz, level = 0.25, ptimeMs = 20, clock: speed = 1 }: Speech): () => void {
  const encoder = createEncoder(coding, ptimeMs);
  const samples = (encoder.sampleRateHz * ptimeMs) / 1000;
  const ticks = (encoder.clockRateHz * ptimeMs) / 1000;
  const packet = new Uint8Array(8000);
  const startMs = clock.nowMs();
  let n = 0;
  let isOver = false;

  function say(): void {
    if (isOver) return;
    const length = encoder.encode(sine(hz, samples, { rateHz: encoder.sampleRateHz, level, from: n * samples }), packet, 12);
    writeRtp(packet, { marker: n === 0, payloadType: coding.payloadType, sequence: n & 0xffff, timestamp: n * ticks, ssrc }, length);
    socket.send(packet.subarray(0, 12 + length), 1);
    n++;
    clock.setTimer(startMs + (n * ptimeMs) / speed - clock.nowMs(), say);
  }
  say();
  return () => void (isOver = true);
}
