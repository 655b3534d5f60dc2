/** Keep-alives of the SIP ports as entries of the trace: STUN and CRLF (RFC 5626 3.5). */
import type { Direction, TransportName } from '../../../src-shared/model.ts';
import { stunSummary } from '../../stun/summary.ts';
import type { Endpoint } from '../../ports.ts';
import type { PacketTap } from '../tap-port.ts';

const PING = Uint8Array.of(13, 10, 13, 10);
const PONG = Uint8Array.of(13, 10);

export interface KeepAliveTap {
  stun(direction: Direction, ends: Ends, bytes: Uint8Array): void;
  crlf(direction: Direction, ends: Ends, form: 'ping' | 'pong'): void;
}
export interface Ends {
  /** Absent: udp. */
  transport?: TransportName;
  local: Endpoint;
  remote: Endpoint;
}

export function createKeepAliveTap(tap: PacketTap | undefined): KeepAliveTap {
  return {
    stun(direction, ends, bytes) {
      tap?.({ protocol: 'stun', direction, ...ends, bytes, summary: stunSummary(bytes), fold: true });
    },
    crlf(direction, ends, form) {
      tap?.({ protocol: 'keep-alive', direction, ...ends, bytes: form === 'ping' ? PING : PONG, summary: form === 'ping' ? 'CRLF CRLF (ping)' : 'CRLF (pong)', fold: true });
    },
  };
}

/** What came as a datagram, where it is nothing but line ends (RFC 5626 3.5.1). */
export function crlfForm(bytes: Uint8Array): 'ping' | 'pong' | undefined {
  if (bytes.length === 0 || bytes.length > PING.length || !bytes.every((octet) => octet === 13 || octet === 10)) return undefined;
  return bytes.length > PONG.length ? 'ping' : 'pong';
}
