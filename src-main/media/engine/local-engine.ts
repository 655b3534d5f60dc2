/** The media engine on the thread that it is made on: sessions, their sockets and files, one beat for all. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { Clock, Network, Random } from '../../ports.ts';
import type { MediaEngine, MediaSession, TappedPacket } from '../engine-port.ts';
import type { GroupSession, JoinRequest } from '../group-port.ts';
import type { BeatMember } from '../beat-member.ts';
import { createConference } from '../conference.ts';
import { frameSamples } from '../frame.ts';
import { SLOTS, createBeat } from './beat.ts';
import type { EngineDevice } from './device-link.ts';
import { engineClosed } from './engine-errors.ts';
import { bindGroups } from './group-sockets.ts';
import type { LocalGroup } from './local-group.ts';
import { createLocalGroup } from './local-group.ts';
import { createLocalSession } from './local-session.ts';
import { bindPortPair } from './port-pair.ts';
import type { WaitUntil } from './wait-until.ts';

export interface LocalEngineOptions {
  clock: Clock;
  random: Random;
  bindUdp: Network['bindUdp'];
  bindMulticast: Network['bindMulticast'];
  waitUntil: WaitUntil;
  device: EngineDevice;
}

/** Everything of a MediaEngine but the AudioPort, which may be on another thread (device-link.ts). */
export type LocalEngine = Omit<MediaEngine, 'attachDevice'>;

/** A session of the one or the other kind. */
interface Guest {
  readonly stream: BeatMember;
  close(): Promise<unknown>;
}

export function createLocalEngine(options: LocalEngineOptions): LocalEngine {
  const { clock, random, device } = options;
  const slots = Array.from({ length: SLOTS }, () => new Set<Guest>());
  /** Joined sessions, those too that are saying goodbye. */
  const groups = new Set<LocalGroup>();
  const conference = createConference();
  let deviceRateHz: number | null = null;
  let captured = new Int16Array(0);
  let ear = new Int16Array(0);
  let tap: ((packet: TappedPacket) => void) | undefined;
  let opened = 0;
  let isClosed = false;

  const beat = createBeat({
    clock,
    waitUntil: options.waitUntil,
    // The sound card's turn is in the first.
    isUsed: (slot) => slot === 0 || slots[slot]!.size > 0 || needsHalfTicks(otherHalf(slot)),
    onSlot,
    onSkip: (ticks) => all().forEach(({ stream }) => stream.skip(ticks)),
  });

  const all = (): Guest[] => slots.flatMap((sessions) => [...sessions]);

  function needsHalfTicks(slot: number): boolean {
    for (const { stream } of slots[slot]!) if (stream.needsHalfTicks()) return true;
    return false;
  }

  function onSlot(slot: number, dueMs: number): void {
    if (slot === 0) useDevice(neededRateHz());
    if (slot === 0 && deviceRateHz !== null) device.capture(captured);
    if (conference.isOpen()) talkTogether(slots[slot]!, dueMs);
    else talkAlone(slots[slot]!, dueMs);
    for (const { stream } of slots[otherHalf(slot)]!) if (stream.needsHalfTicks()) stream.halfTick(dueMs);
    if (slot > 0 || deviceRateHz === null) return;
    device.play(ear);
    ear.fill(0);
  }

  function talkAlone(sessions: Set<Guest>, dueMs: number): void {
    for (const { stream } of sessions) {
      // Heard before sent: an echo goes back in the same tick.
      stream.hear(dueMs, ear);
      stream.speak(dueMs, captured);
    }
  }

  /** What a member says reaches the others in the same tick, or, from a later slot, in the next. */
  function talkTogether(sessions: Set<Guest>, dueMs: number): void {
    for (const { stream } of sessions) stream.hear(dueMs, ear);
    for (const { stream } of sessions) stream.speak(dueMs, captured);
  }

  /** A phone's calls are in the first slot, with the sound card; the many of a test tool are spread. */
  function chooseSlot(): number {
    if (slots[0]!.size < SESSIONS_WITHOUT_BURST) return 0;
    const least = Math.min(...slots.map(({ size }) => size));
    return slots.findIndex(({ size }) => size === least);
  }

  /** The best that any session can use. Lowered only when no session uses the device: each change makes it stop for a moment. */
  function neededRateHz(): number | null {
    let neededHz: number | null = null;
    for (const sessions of slots) {
      for (const { stream } of sessions) {
        if (stream.usesDevice()) neededHz = Math.max(neededHz ?? deviceRateHz ?? 0, deviceRateFor(stream.sampleRateHz()));
      }
    }
    return neededHz;
  }

  function useDevice(rateHz: number | null): void {
    if (rateHz === deviceRateHz) return;
    deviceRateHz = rateHz;
    device.want(rateHz);
    captured = new Int16Array(rateHz === null ? 0 : frameSamples(rateHz));
    ear = new Int16Array(captured.length);
  }

  function forget(session: Guest): void {
    for (const sessions of slots) sessions.delete(session);
    if (slots.some(({ size }) => size > 0)) return;
    beat.stop();
    useDevice(null);
  }

  async function open(request: Parameters<MediaEngine['open']>[0]): Promise<Result<MediaSession, RungError>> {
    if (isClosed) return err(engineClosed());
    const pair = await bindPortPair(options.bindUdp, random, request.address, request.ports);
    if (!pair.ok) return pair;
    if (isClosed) {
      await Promise.all([pair.value.rtp.close(), pair.value.rtcp.close()]);
      return err(engineClosed());
    }
    const slot = chooseSlot();
    const session = createLocalSession({
      id: `media-${++opened}`,
      clock,
      random,
      conference,
      sockets: pair.value,
      startMs: beat.join(slot),
      bindPair: (address, like) => bindPortPair(options.bindUdp, random, address, request.ports, like),
      tap: () => tap,
      onClosing: () => forget(session),
    });
    slots[slot]!.add(session);
    return ok(session);
  }

  async function join(request: JoinRequest): Promise<Result<GroupSession, RungError>> {
    if (isClosed) return err(engineClosed());
    const sockets = await bindGroups(options.bindMulticast, clock, request.media);
    if (!sockets.ok) return sockets;
    if (isClosed) {
      await sockets.value.close();
      return err(engineClosed());
    }
    const slot = chooseSlot();
    const session = createLocalGroup({
      ...request,
      id: `group-${++opened}`,
      clock,
      random,
      sockets: sockets.value,
      startMs: beat.join(slot),
      onClosing: () => forget(session),
      onClosed: () => groups.delete(session),
    });
    slots[slot]!.add(session);
    groups.add(session);
    return ok(session);
  }

  return {
    open,
    join,
    setPacketTap: (next) => void (tap = next ?? undefined),
    async close() {
      isClosed = true;
      const left = Array.from(groups, (group) => group.abandon());
      await Promise.all([...left, ...all().map((session) => session.close())]);
    },
  };
}

/** So many take their turn within half a millisecond or so. */
const SESSIONS_WITHOUT_BURST = 16;
const DEVICE_RATES_HZ = [8000, 16_000, 48_000];

function deviceRateFor(sampleRateHz: number): number {
  return DEVICE_RATES_HZ.find((rateHz) => rateHz >= sampleRateHz) ?? 48_000;
}

/** The slot 10 ms away. */
function otherHalf(slot: number): number {
  return (slot + SLOTS / 2) % SLOTS;
}
