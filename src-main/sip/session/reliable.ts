/** Reliable provisional responses as the callee (RFC 3262 3): one at a time, repeated until its PRACK comes. */
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Timer } from '../../ports.ts';
import { transactionLifeMs } from '../agent-context.ts';
import { randomFraction } from '../identifiers.ts';
import { reply } from '../reply.ts';
import type { ServerTransaction } from '../transactions.ts';
import type { SessionRecord } from './record.ts';
import { after, wake } from './record.ts';

export interface ReliableResponses {
  /** Now, or when those before it have been confirmed. */
  send(response: SipResponse): void;
  onPrack(prack: ServerTransaction): void;
  /** A description waits for its PRACK, so no 2xx may be sent (RFC 3262 3). */
  isDescriptionOpen(): boolean;
  /** The final response is sent: nothing more is repeated. A PRACK on its way is still answered. */
  stop(): void;
}

export interface ReliableHandling {
  /** PRACK for a response that the peer has now got. It must be answered. */
  onConfirmed(response: SipResponse, prack: ServerTransaction): void;
  /** No PRACK for 64 * T1: the INVITE is to be refused with a 5xx. */
  onMissing(): void;
}

interface Unconfirmed {
  rseq: number;
  response: SipResponse;
  timers: Timer[];
}

/** Provisional responses that may wait; whoever rings more often while nobody confirms says nothing new. */
const MAX_WAITING = 8;

export function createReliable(record: SessionRecord, invite: ServerTransaction, handling: ReliableHandling): ReliableResponses {
  // RFC 3262 3: begins anywhere between 1 and 2**31 - 1; by halves, so that it never runs over.
  let rseq = 1 + Math.floor(randomFraction(record.agent.random) * 2 ** 30);
  let current: Unconfirmed | undefined;
  const waiting: SipResponse[] = [];
  const cseq = cseqOf(invite.request)?.number;

  function start(response: SipResponse): void {
    response.headers.set('rseq', String(rseq));
    const unconfirmed: Unconfirmed = { rseq: rseq++, response, timers: [] };
    current = unconfirmed;
    repeat(unconfirmed, record.agent.timers.t1);
    unconfirmed.timers.push(after(record, transactionLifeMs(record.agent), () => {
      stop();
      handling.onMissing();
    }));
    invite.respond(response);
  }

  /** Doubles without a limit (RFC 3262 3). */
  function repeat(unconfirmed: Unconfirmed, delayMs: number): void {
    unconfirmed.timers[0] = after(record, delayMs, () => {
      invite.respond(unconfirmed.response);
      repeat(unconfirmed, delayMs * 2);
    });
  }

  function stop(): void {
    waiting.length = 0;
    current?.timers.forEach((timer) => timer.cancel());
  }

  return {
    send(response) {
      if (!current) start(response);
      else if (waiting.length < MAX_WAITING) waiting.push(response);
    },
    onPrack(prack) {
      const confirmed = current;
      if (!confirmed || !isFor(prack.request, confirmed.rseq, cseq)) return reply(record.agent, prack, 481);
      confirmed.timers.forEach((timer) => timer.cancel());
      current = undefined;
      handling.onConfirmed(confirmed.response, prack);
      const next = waiting.shift();
      if (next) start(next);
      wake(record);
    },
    isDescriptionOpen: () => [current?.response, ...waiting].some((response) => response !== undefined && response.body.length > 0),
    stop,
  };
}

/** RAck: RSeq, CSeq number and method of the response (RFC 3262 7.2). */
function isFor(prack: SipRequest, rseq: number, cseq: number | undefined): boolean {
  const match = /^(\d+)[ \t]+(\d+)[ \t]+INVITE$/.exec(prack.headers.first('rack') ?? '');
  return match !== null && Number(match[1]) === rseq && Number(match[2]) === cseq;
}
