/** Every byte of SIP that passes the transport passes here, in the order in which it did. `trace/tap.ts` implements it. */
import type { TransportName, Direction } from '../../src-shared/model.ts';
import type { PacketProtocol } from '../../src-shared/traced-packet.ts';
import type { SipMessage } from '../../src-shared/sip/message.ts';
import type { Endpoint } from '../ports.ts';

export interface TappedMessage {
  direction: Direction;
  transport: TransportName;
  local: Endpoint;
  remote: Endpoint;
  bytes: Uint8Array;
  /** Absent when it could not be parsed. */
  message?: SipMessage;
  /** Why it was refused, answered statelessly, dropped … */
  note?: string;
}
export type Tap = (tapped: TappedMessage) => void;

/** A packet that is no SIP, but belongs into the same trace. */
export interface SeenPacket {
  protocol: PacketProtocol;
  direction: Direction;
  /** Absent: udp. */
  transport?: TransportName;
  local: Endpoint;
  remote: Endpoint;
  bytes: Uint8Array;
  /** Epoch milliseconds; absent: now. */
  atMs?: number;
  /** What it is, in a line: `Binding success 198.51.100.7:40000`. */
  summary: string;
  /** What else of it a search is to find. */
  text?: string;
  /** Of the call that it belongs to. */
  callId?: string;
  note?: string;
  /** Packets alike (same way, same summary) are one entry with a count. */
  fold?: boolean;
}
export type PacketTap = (packet: SeenPacket) => void;
