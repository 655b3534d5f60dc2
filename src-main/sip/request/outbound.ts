/** One request as its user sees it: challenges are answered behind one handle (RFC 3261 22.2, 22.3). */
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf } from '../../../src-shared/sip/typed-headers.ts';
import type { AgentContext } from '../agent-context.ts';
import type { DigestClient } from '../digest.ts';
import type { ClientTransaction, ClientUser } from '../transactions.ts';
import type { Target } from '../transport.ts';

export type RequestFailure = Parameters<ClientUser['onFailed']>[0];
/** Why a 401/407 stayed one. */
export type ChallengeFailure = 'rejected' | 'unsupported' | 'foreign-realm' | 'no-credentials';

export interface OutboundOptions {
  request: SipRequest;
  targets: Target[];
  digest?: DigestClient | undefined;
  /** For the request that answers a challenge: it is a new one. */
  nextCSeq(): number;
  onProvisional?(response: SipResponse): void;
  /** As in `ClientUser`: a 2xx to INVITE may come several times. */
  onFinal(response: SipResponse, challenge?: ChallengeFailure): void;
  onFailed(failure: RequestFailure): void;
}

export interface Outbound {
  /** The request that is on the wire now. */
  readonly request: SipRequest;
  /** The place that it went to, of those that there were (RFC 3263 4.3). */
  readonly target: Target | undefined;
  /** INVITE: CANCEL, as `ClientTransaction.cancel`. */
  cancel(headers?: [string, string][]): void;
}

/** A server that finds every nonce stale must not keep us busy for ever. */
const MAX_CHALLENGES = 4;

export function sendRequest(agent: AgentContext, options: OutboundOptions): Outbound {
  const { digest } = options;
  let request = options.request;
  let transaction: ClientTransaction | undefined;
  let challenges = 0;
  let cancelled = false;

  const user: ClientUser = {
    onProvisional: (response) => options.onProvisional?.(response),
    onFinal,
    onFailed: (failure) => options.onFailed(failure),
  };

  function start(): void {
    digest?.authorize(request, options.targets);
    transaction = agent.transactions.request(request, options.targets, user);
  }

  function onFinal(response: SipResponse): void {
    if (response.status < 300) digest?.accepted(request);
    if (response.status !== 401 && response.status !== 407) return options.onFinal(response);
    const verdict = digest ? digest.challenge(response, request, options.targets) : 'no-credentials';
    if (verdict !== 'retry') return options.onFinal(response, verdict);
    if (++challenges > MAX_CHALLENGES || cancelled) return options.onFinal(response, 'rejected');
    request = repeated(request, options.nextCSeq());
    start();
  }

  start();
  return {
    get request() {
      return request;
    },
    get target() {
      return transaction?.target;
    },
    cancel(headers) {
      cancelled = true;
      transaction?.cancel(headers);
    },
  };
}

/** The same request with a new CSeq; the transaction layer gives it a new branch. */
function repeated(sent: SipRequest, cseq: number): SipRequest {
  const headers = sent.headers.clone().remove('via').set('cseq', `${cseq} ${cseqOf(sent)?.method ?? sent.method}`);
  return { ...sent, headers };
}
