/** The sockets of a joined session: for each medium one for sound and one for RTCP, or several where only some senders are to be heard. */
import type { RungError } from '../../../src-shared/errors.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { Result } from '../../../src-shared/result.ts';
import type { Endpoint, MulticastSocket, Network } from '../../ports.ts';
import type { GroupMedium } from '../group-port.ts';

export interface GroupSockets {
  /** RTP and RTCP of that medium. */
  onMessage: (medium: number, bytes: Uint8Array, from: Endpoint) => void;
  sendRtp(medium: number, packet: Uint8Array): void;
  sendRtcp(medium: number, packet: Uint8Array): void;
  close(): Promise<void>;
}

interface MediumSockets {
  rtp: MulticastSocket[];
  /** Empty where there is no RTCP, or its port cannot be had. */
  rtcp: MulticastSocket[];
  ttl: number;
}

type Bind = Network['bindMulticast'];

/** Errors: those of `bindMulticast`; all groups are joined, or none. */
export async function bindGroups(bind: Bind, media: readonly GroupMedium[]): Promise<Result<GroupSockets, RungError>> {
  const bound: MediumSockets[] = [];
  for (const medium of media) {
    const rtp = await bindSenders(bind, medium, medium.port);
    if (!rtp.ok) {
      await closeAll(bound);
      return rtp;
    }
    bound.push({ rtp: rtp.value, rtcp: await bindRtcp(bind, medium, rtp.value), ttl: medium.ttl });
  }
  return ok(createGroupSockets(bound));
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

async function closeAll(bound: MediumSockets[]): Promise<void> {
  await Promise.all(bound.flatMap(({ rtp, rtcp }) => [...rtp, ...rtcp]).map((socket) => socket.close()));
}

function createGroupSockets(bound: MediumSockets[]): GroupSockets {
  const sockets: GroupSockets = {
    onMessage: () => {},
    sendRtp: (medium, packet) => bound[medium]?.rtp[0]?.send(packet, bound[medium].ttl),
    sendRtcp: (medium, packet) => bound[medium]?.rtcp[0]?.send(packet, bound[medium].ttl),
    close: () => closeAll(bound),
  };
  bound.forEach(({ rtp, rtcp }, medium) => {
    for (const socket of new Set([...rtp, ...rtcp])) {
      socket.onMessage = (bytes, from) => sockets.onMessage(medium, bytes, from);
      // The system refuses to send (no route): what is lost others see in their figures.
      socket.onError = () => {};
    }
  });
  return sockets;
}
