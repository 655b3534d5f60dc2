/** Tries the places that a name resolved to one after the other (RFC 3263 4.3). */
import { rungError } from '../../../src-shared/errors.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { Target } from '../transport/types.ts';
import type { AvoidedTargets } from './avoided-targets.ts';
import type { ClientRunner } from './client-runner.ts';
import type { ClientTransaction, ClientUser } from './types.ts';

/** Each attempt is a transaction with its own branch; the user sees one. The next target is tried when the transport
 *  fails, nobody answers, or 503 comes, unless anybody has been reached (a response above 100) or the user has cancelled. */
export function requestWithFailover(
  start: ClientRunner['start'], avoided: AvoidedTargets, request: SipRequest, targets: readonly Target[], user: ClientUser,
): ClientTransaction {
  const [first, ...others] = avoided.inOrder(targets);
  if (!first) return nowhere(request, user);

  let isReached = false;
  let isCancelled = false;
  /** Of the place that was to be tried first: what is wrong there says more than that a last resort did not work either. */
  let failure: Parameters<ClientUser['onFailed']>[0] | undefined;
  let current = start(request, first, watch(first));

  /** Starts the next attempt; false when there is none to make. */
  function next(): boolean {
    const target = isReached || isCancelled ? undefined : others.shift();
    if (!target) return false;
    current = start(request, target, watch(target));
    return true;
  }

  function watch(target: Target): ClientUser {
    return {
      onProvisional(response: SipResponse) {
        isReached ||= response.status > 100;
        user.onProvisional(response);
      },
      onFinal(response) {
        if (response.status === 503) avoided.refused(target, response);
        else avoided.reached(target);
        if (response.status === 503 && next()) return;
        isReached = true;
        user.onFinal(response);
      },
      onFailed(error) {
        avoided.unreached(target);
        failure ??= error;
        if (!next()) user.onFailed(failure);
      },
    };
  }

  return {
    get branch() {
      return current.branch;
    },
    get target() {
      return current.target;
    },
    get request() {
      return current.request;
    },
    cancel(headers) {
      isCancelled = true;
      current.cancel(headers);
    },
  };
}

/** No target at all: fails as a transport error does, after the caller has got its transaction. */
function nowhere(request: SipRequest, user: ClientUser): ClientTransaction {
  const error = rungError('no-target', `There is no address to send ${request.method} to.`, { method: request.method });
  queueMicrotask(() => user.onFailed({ ...error, treatAs: 503 }));
  return { branch: '', target: undefined, request, cancel: () => {} };
}
