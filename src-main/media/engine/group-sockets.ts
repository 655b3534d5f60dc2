/** The sockets of a joined session: for each medium one for sound and one for RTCP, or several where only some senders are to be heard. */
import type { RungError } from '../../../src-shared/errors.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { Result } from '../../../src-shared/result.ts';
import type { Clock, Endpoint, MulticastSocket, Network, Timer } from '../../ports.ts';
import { createFloodGuard } from '../group/flood-guard.ts';
import type { GroupMedium } from '../group-port.ts';

export interface GroupSockets {
  /** RTP and RTCP of that medium. */
  onMessage: (medium: number, bytes: Uint8Array, from: Endpoint) => void;
  /** It is flooded: its group has been left for a moment. */
  isFlooded(medium: number): boolean;
  sendRtp(medium: number, packet: Uint8Array): void;
  sendRtcp(medium: number, packet: Uint8Array): void;
  close(): Promise<void>;
}

interface MediumSockets {
  medium: GroupMedium;
  rtp: MulticastSocket[];
  /** Empty where there is no RTCP, or its port cannot be had. */
  rtcp: MulticastSocket[];
  /** Away from the group. */
  pause?: Timer | undefined;
}

type Bind = Network['bindMulticast'];

/** Packets a second: twenty sources of AES67 with packets of 1 ms; sixteen of speech with packets of 10 ms, and half as many again. */
const MOST_LINEAR = 20_000;
const MOST_OTHER = 2500;
/** How long we stay away from a flooded group. */
const PAUSE_MS = 2000;

/** Errors: those of `bindMulticast`; all groups are joined, or none. */
export async function bindGroups(bind: Bind, clock: Clock, media: readonly GroupMedium[]): Promise<Result<GroupSockets, RungError>> {
  const bound: MediumSockets[] = [];
  for (const medium of media) {
    const rtp = await bindSenders(bind, medium, medium.port);
    if (!rtp.ok) {
      await closeAll(bound);
      return rtp;
    }
    bound.push({ medium, rtp: rtp.value, rtcp: await bindRtcp(bind, medium, rtp.value) });
  }
  return ok(createGroupSockets(clock, bound));
}

/** Sound is heard without it. */
async function bindRtcp(bind: Bind, medium: GroupMedium, rtp: MulticastSocket[]): Promise<MulticastSocket[]> {
  if (medium.rtcpPort === undefined) return [];
  if (medium.rtcpPort === medium.port) return rtp;
  const rtcp = await bindSenders(bind, medium, medium.rtcpPort);
  return rtcp.ok ? rtcp.value : [];
}

/** A socket for each sender that alone is to be heard (RFC 4607), one where anybody is. */
async function bindSenders(bind: Bind, { group, interface: on, only }: GroupMedium, port: number): Promise<Result<MulticastSocket[], RungError>> {
  const sockets: MulticastSocket[] = [];
  for (const source of only.length > 0 ? only : [undefined]) {
    const bound = await bind({ group, port, interface: on, source });
    if (!bound.ok) {
      await Promise.all(sockets.map((socket) => socket.close()));
      return err(bound.error);
    }
    sockets.push(bound.value);
  }
  return ok(sockets);
}

const socketsOf = ({ rtp, rtcp }: MediumSockets): Set<MulticastSocket> => new Set([...rtp, ...rtcp]);

async function closeAll(bound: MediumSockets[]): Promise<void> {
  await Promise.all(bound.flatMap((one) => [...socketsOf(one)]).map((socket) => socket.close()));
}

function createGroupSockets(clock: Clock, bound: MediumSockets[]): GroupSockets {
  /** The network brings nothing of the group meanwhile; what waits in the sockets is not looked at. */
  function stayAway(one: MediumSockets): void {
    for (const socket of socketsOf(one)) socket.leave(one.medium.interface);
    one.pause = clock.setTimer(PAUSE_MS, () => {
      one.pause = undefined;
      for (const socket of socketsOf(one)) socket.join(one.medium.interface);
    });
  }

  function listen(one: MediumSockets, index: number): void {
    const guard = createFloodGuard(one.medium.formats.some(({ codec }) => codec === 'L16' || codec === 'L24') ? MOST_LINEAR : MOST_OTHER);
    for (const socket of socketsOf(one)) {
      socket.onMessage = (bytes, from) => {
        if (one.pause) return;
        if (guard.isFlood(clock.nowMs())) return stayAway(one);
        sockets.onMessage(index, bytes, from);
      };
      // The system refuses to send (no route): what is lost others see in their figures.
      socket.onError = () => {};
    }
  }

  const sockets: GroupSockets = {
    onMessage: () => {},
    isFlooded: (medium) => bound[medium]?.pause !== undefined,
    sendRtp: (medium, packet) => bound[medium]?.rtp[0]?.send(packet, bound[medium].medium.ttl),
    sendRtcp: (medium, packet) => bound[medium]?.rtcp[0]?.send(packet, bound[medium].medium.ttl),
    async close() {
      for (const { pause } of bound) pause?.cancel();
      await closeAll(bound);
    },
  };
  bound.forEach(listen);
  return sockets;
}
