/** PRACK as the caller (RFC 3262 4): each reliable provisional response is confirmed in its own early dialog, in order. */
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf, hasOptionTag, numberOf, tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import { sdpOf, setSdp } from '../capabilities.ts';
import type { SessionRecord } from './record.ts';
import { dialogWith } from './record.ts';
import { nextWithin, pathWithin, sendWithin } from './within.ts';

export interface Pracks {
  /** `stale`: repeated or out of order; it must be neither confirmed nor processed (RFC 3262 4). */
  judge(response: SipResponse): 'unreliable' | 'next' | 'stale';
  /** Sends the PRACK, after those before it; `answer` when the response carried an offer. Resolves when it has been sent. */
  confirm(response: SipResponse, answer?: Uint8Array): Promise<void>;
  /** Both at once, for INVITEs whose offer is ours. */
  take(response: SipResponse): void;
  /** The reliable response that brought the answer. */
  readonly described: SipResponse | undefined;
}

/** Forks that may come and go in the life of one INVITE. */
const MAX_FORKS = 64;

/** For one INVITE and all of its forks. The early dialogs are the record's. */
export function createPracks(record: SessionRecord): Pracks {
  /** The last RSeq in order, by To tag. */
  const last = new Map<string, number>();
  let turn: Promise<void> = Promise.resolve();
  let described: SipResponse | undefined;

  function judge(response: SipResponse): 'unreliable' | 'next' | 'stale' {
    if (!isReliable(response)) return 'unreliable';
    const { to } = tagsOf(response);
    const rseq = numberOf(response, 'rseq');
    const before = last.get(to);
    // Nothing that a RAck could name.
    if (rseq === undefined) return 'unreliable';
    if (!dialogWith(record, to) || (before === undefined && last.size >= MAX_FORKS)) return 'stale';
    if (before !== undefined && rseq !== before + 1) return 'stale';
    last.set(to, rseq);
    return 'next';
  }

  function confirm(response: SipResponse, answer?: Uint8Array): Promise<void> {
    turn = turn.then(() => sendPrack(record, response, answer));
    return turn;
  }

  return {
    judge,
    confirm,
    take(response) {
      if (judge(response) !== 'next') return;
      if (!described && sdpOf(response)) described = response;
      void confirm(response);
    },
    get described() {
      return described;
    },
  };
}

/** RFC 3262 4: 101 to 199 with Require: 100rel. */
function isReliable(response: SipResponse): boolean {
  return response.status > 100 && response.status < 200 && hasOptionTag(response, 'require', '100rel');
}

/** Its own final response changes nothing: the INVITE's does. */
async function sendPrack(record: SessionRecord, response: SipResponse, answer: Uint8Array | undefined): Promise<void> {
  const { to } = tagsOf(response);
  const path = await pathWithin(record, dialogWith(record, to));
  const prack: SipRequest | undefined = path.ok ? nextWithin(record, to, 'PRACK') : undefined;
  if (!path.ok || !prack) return;
  prack.headers.add('rack', `${numberOf(response, 'rseq') ?? 0} ${cseqOf(response)?.number ?? 0} INVITE`);
  if (answer) setSdp(prack, answer);
  sendWithin(record, prack, path.value, { onFinal() {}, onFailed() {} });
}
