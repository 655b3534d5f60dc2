/** One medium of a joined session, an RTP session of its own: who may be heard, everybody's packets to their source, RTCP, what we say. */
import { classifyPacket } from '../../../src-shared/rtp/demultiplex.ts';
import { createRtpView, readRtp } from '../../../src-shared/rtp/packet.ts';
import type { Clock, Endpoint, Random } from '../../ports.ts';
import type { Mutable } from '../../rtp/mutable.ts';
import { createLateJoin } from '../../rtp/srtp-late-join.ts';
import { createEncryption } from '../encryption.ts';
import type { Coding } from '../engine-port.ts';
import type { GroupMedium } from '../group-port.ts';
import { createConflicts } from './conflicts.ts';
import type { GroupControl } from './control.ts';
import { createGroupControl } from './control.ts';
import { PACKETS_AT_ONCE, createGroupOutgoing } from './outgoing.ts';
import type { Sources } from './sources.ts';
import { createSources } from './sources.ts';

export interface GroupMediumStream {
  readonly sources: Sources;
  readonly control: Pick<GroupControl, 'members' | 'noteSender'>;
  /** RTP that came, heard or not. */
  readonly packets: number;
  /** RTP or RTCP, on whichever socket. */
  receive(bytes: Uint8Array, from: Endpoint): void;
  /** The next 20 ms of what we say. */
  push(frame: Int16Array, dueMs: number): void;
  /** We say nothing. */
  pause(dueMs: number): void;
  tick(nowMs: number): void;
  /** Twice a second: so much RTCP is read again. */
  renewBudget(): void;
  /** See GroupControl. */
  leave(nowMs: number): boolean;
  close(): void;
}

export interface GroupMediumOptions {
  clock: Clock;
  random: Random;
  cname: string;
  medium: GroupMedium;
  startMs: number;
  sendRtp: (packet: Uint8Array) => void;
  sendRtcp: (packet: Uint8Array) => void;
}

/** RTCP packets in half a second; more are a flood. */
const MOST_RTCP = 500;

export function createGroupMedium(options: GroupMediumOptions): GroupMediumStream {
  const { clock, random, medium: { formats, only, except, talk, key, bandwidthBps } } = options;
  const sources = createSources();
  const view = createRtpView();
  const codings: (Coding | undefined)[] = [];
  for (const format of formats) codings[format.payloadType] ??= format;
  const lateJoin = createLateJoin();
  const encryption = createEncryption({ packets: PACKETS_AT_ONCE, lateJoin });
  if (key) encryption.srtp.setKeys({ send: key, receive: key });
  const conflicts = createConflicts();
  const outgoing = createGroupOutgoing({ random, coding: talk?.coding ?? formats[0]!, ptimeMs: talk?.ptimeMs ?? 0, startMs: options.startMs, send: sendRtp });
  const control = createGroupControl({
    clock, random, cname: options.cname, sender: outgoing.sender, bandwidthBps, onCollision: giveUpSsrc,
    reports: (nowMs) => Array.from(sources.all.values(), (source) => source.report(nowMs)),
    onSenderReport: (ssrc, info) => sources.all.get(ssrc)?.onSenderReport(info, clock.nowMs()),
    onBye: sources.remove,
    send: sendRtcp,
  });
  let rtcpBudget = MOST_RTCP;

  function sendRtp(packet: Uint8Array): void {
    const sealed = encryption.sealRtp(packet);
    if (sealed) options.sendRtp(sealed);
  }

  function sendRtcp(packet: Uint8Array): void {
    const sealed = encryption.sealRtcp(packet);
    if (sealed) options.sendRtcp(sealed);
  }

  /** RFC 3550 8.2: BYE for the old one, then go on under a new one. */
  function giveUpSsrc(from: Endpoint): void {
    if (!conflicts.isNew(from.address, clock.nowMs())) return;
    control.bye('SSRC collision');
    outgoing.changeSsrc();
  }

  /** RFC 4570 3. The system filters too, where it can; another program on this machine may have let others in. */
  function isWanted(address: string): boolean {
    return !except.includes(address) && (only.length === 0 || only.includes(address));
  }

  function receiveRtp(bytes: Uint8Array, from: Endpoint): void {
    medium.packets++;
    const packet = encryption.openRtp(bytes);
    if (!packet || readRtp(view, packet)) return;
    if (view.ssrc === outgoing.sender.ssrc) return receiveOwn(from);
    const coding = codings[view.payloadType];
    if (coding) sources.receive(view, from, coding, clock.nowMs());
  }

  /** By loopback, or over a bridge: what we sent. Else somebody has chosen our SSRC; from where that happened once, it is a loop. */
  function receiveOwn(from: Endpoint): void {
    if (!outgoing.isOurs(view.sequence, view.timestamp)) giveUpSsrc(from);
  }

  function receiveRtcp(bytes: Uint8Array, from: Endpoint): void {
    if (rtcpBudget-- <= 0) return;
    const packet = encryption.openRtcp(bytes);
    if (packet) control.receive(packet, from);
  }

  const medium: Mutable<GroupMediumStream> = {
    sources,
    control,
    packets: 0,
    receive(bytes, from) {
      if (!isWanted(from.address)) return;
      const kind = classifyPacket(bytes);
      if (kind === 'rtp') receiveRtp(bytes, from);
      else if (kind === 'rtcp') receiveRtcp(bytes, from);
    },
    push: outgoing.push,
    pause: outgoing.pause,
    tick: control.tick,
    renewBudget() {
      rtcpBudget = MOST_RTCP;
      lateJoin.renew();
    },
    leave: control.leave,
    close() {
      sources.close();
      outgoing.close();
    },
  };
  return medium;
}
