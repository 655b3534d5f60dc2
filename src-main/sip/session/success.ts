import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf } from '../../../src-shared/sip/typed-headers.ts';
import { transactionLifeMs } from '../agent-context.ts';
import type { ServerTransaction } from '../transactions.ts';
import type { SessionRecord } from './record.ts';
import { after } from './record.ts';

export interface AckHandling {
  /** Our offer is in the 2xx; the answer will be in the ACK. */
  offered: boolean;
  onAck(ack: SipRequest): void;
  onMissing(): void;
}

/** A 2xx to INVITE is the core's to repeat, over every transport, until its ACK comes: after T1, doubling up to T2, for
 *  64 * T1 (RFC 3261 13.3.1.4). */
export function sendSuccess(record: SessionRecord, transaction: ServerTransaction, response: SipResponse, handling: AckHandling): void {
  const { t1, t2 } = record.agent.timers;
  let intervalMs = t1;
  let repeat = after(record, intervalMs, again);
  const giveUp = after(record, transactionLifeMs(record.agent), () => {
    stop();
    handling.onMissing();
  });

  function again(): void {
    transaction.respond(response);
    intervalMs = Math.min(intervalMs * 2, t2);
    repeat = after(record, intervalMs, again);
  }

  function stop(): void {
    repeat.cancel();
    giveUp.cancel();
    record.awaitedAck = undefined;
  }

  record.awaitedAck = {
    cseq: cseqOf(transaction.request)?.number ?? -1,
    offered: handling.offered,
    onAck(ack) {
      stop();
      handling.onAck(ack);
    },
  };
  transaction.respond(response);
}

/** An ACK of the peer; those that nothing waits for (repeated, late) are ignored. */
export function takeAck(record: SessionRecord, ack: SipRequest): void {
  if (record.awaitedAck?.cseq === cseqOf(ack)?.number) record.awaitedAck?.onAck(ack);
}
