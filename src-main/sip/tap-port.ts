/** Every byte of SIP that passes the transport passes here, in the order in which it did. `trace/tap.ts` implements it. */
import type { TransportName, Direction } from '../../src-shared/model.ts';
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
