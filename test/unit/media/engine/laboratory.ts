/** Two media engines on two hosts of an imaginary network, in virtual time. */
import type { MediaAgreement, MediaEngine, MediaEvent, MediaSession } from '../../../../src-main/media/engine-port.ts';
import { createInThreadEngine } from '../../../../src-main/media/engine/in-thread-engine.ts';
import type { AudioPort } from '../../../../src-main/ports.ts';
import type { FakeNetwork } from '../../../fakes/fake-network.ts';
import { createFakeNetwork } from '../../../fakes/fake-network.ts';
import { EVENT_8000, PCMA, PCMU } from '../../../fakes/payload-formats.ts';
import { createSeededRandom } from '../../../fakes/seeded-random.ts';
import type { VirtualClock } from '../../../fakes/virtual-clock.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { join } from '../signal.ts';

export interface Side {
  engine: MediaEngine;
  session: MediaSession;
  events: MediaEvent[];
  port: FakePort;
  digits(): string;
}

export interface Laboratory {
  clock: VirtualClock;
  network: FakeNetwork;
  a: Side;
  b: Side;
  /** Both agree to talk to each other; `aWants` and `bWants` differ from the default of PCMA, 20 ms, both ways. */
  connect(aWants?: Partial<MediaAgreement>, bWants?: Partial<MediaAgreement>): void;
  close(): Promise<void>;
}

/** An AudioPort that keeps what is played, and whose microphone is the test. */
export interface FakePort extends AudioPort {
  wanted: (number | null)[];
  frames: Int16Array[];
  played(): Int16Array;
}

export function createFakePort(): FakePort {
  const port: FakePort = {
    wanted: [],
    frames: [],
    played: () => join(port.frames),
    want: (rate) => void port.wanted.push(rate),
    play: (frame) => void port.frames.push(frame),
    onCapture: () => {},
  };
  return port;
}

const ports = { min: 40_000, max: 40_099 };

export async function createLaboratory(seed = 1): Promise<Laboratory> {
  const clock = createVirtualClock();
  const network = createFakeNetwork(clock, createSeededRandom(seed));

  async function createSide(address: string, sideSeed: number): Promise<Side> {
    const engine = createInThreadEngine({ clock, random: createSeededRandom(sideSeed), network: network.host(address) });
    const port = createFakePort();
    engine.attachDevice(port);
    const opened = await engine.open({ address, ports });
    if (!opened.ok) throw new Error(opened.error.message);
    const events: MediaEvent[] = [];
    opened.value.onEvent = (event) => void events.push(event);
    const digits = (): string => events.map((event) => (event.kind === 'dtmf' ? event.digit : '')).join('');
    return { engine, session: opened.value, events, port, digits };
  }

  const a = await createSide('192.0.2.1', seed + 1);
  const b = await createSide('192.0.2.2', seed + 2);
  return {
    clock,
    network,
    a,
    b,
    connect(aWants = {}, bWants = {}) {
      a.session.agree(agreementWith(b.session, aWants));
      b.session.agree(agreementWith(a.session, bWants));
    },
    async close() {
      await Promise.all([a.engine.close(), b.engine.close()]);
    },
  };
}

export function agreementWith(peer: MediaSession, wants: Partial<MediaAgreement> = {}): MediaAgreement {
  return {
    remoteRtp: peer.local.rtp,
    remoteRtcp: peer.local.rtcp,
    send: PCMA,
    receive: [PCMA, PCMU],
    ptimeMs: 20,
    direction: 'sendrecv',
    telephoneEvent: { send: EVENT_8000, receive: [EVENT_8000] },
    ...wants,
  };
}
