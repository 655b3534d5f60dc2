/** From bytes to the fields of a TracedMessage, and the finding of retransmissions: one function for the live tap and for files. */
import type { Direction, TracedMessage, TransportName } from '../model.ts';
import type { SipMessage } from '../sip/message.ts';

export interface RawTraced {
  seq: number;
  atMs: number;
  direction: Direction;
  transport: TransportName;
  local: string;
  remote: string;
  bytes: Uint8Array;
  /** Already parsed, or parsed here. */
  message?: SipMessage;
  note?: string;
}

/** Keeps what it needs to know a repetition (same way, same transaction, same start line), bounded in memory. */
export interface MessageTracer {
  trace(raw: RawTraced): TracedMessage;
}

export function createMessageTracer(): MessageTracer {
  throw new Error('helper H2 writes this');
}
