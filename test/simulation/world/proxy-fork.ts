/** One request, several branches: the response context of a proxy (RFC 3261 16.6 to 16.10). */
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { Clock, Endpoint, Timer } from '../../../src-main/ports.ts';
import type { ClientTransaction, ServerTransaction, TransactionLayer } from '../../../src-main/sip/transactions.ts';
import { createResponse } from '../../../src-main/sip/transactions.ts';
import type { Destination } from './proxy.ts';

export interface Forks {
  forward(server: ServerTransaction, destinations: Destination[]): void;
  /** Requests that have no final response on every branch yet. */
  readonly size: number;
}

export interface ForksOptions {
  clock: Clock;
  layer: TransactionLayer;
  prepare(request: SipRequest, destination: Destination): SipRequest;
  /** With the server transaction where it still takes a response, else statelessly. */
  passOn(response: SipResponse, server: ServerTransaction | undefined, from?: Endpoint): void;
}

interface Branch {
  client: ClientTransaction | undefined;
  /** RFC 3261 16.6 step 11. */
  timerC: Timer | undefined;
  final: SipResponse | undefined;
  isRinging: boolean;
}

const TIMER_C_MS = 185_000;
/** RFC 3261 16.7 step 6: among 4xx those that tell the caller what to do differently. */
const HELPFUL = new Set([401, 407, 415, 420, 484]);

export function createForks(options: ForksOptions): Forks {
  const open = new Set<Branch[]>();

  function forward(server: ServerTransaction, destinations: Destination[]): void {
    const branches: Branch[] = destinations.map(() => ({ client: undefined, timerC: undefined, final: undefined, isRinging: false }));
    const isInvite = server.request.method === 'INVITE';
    /** What has gone upstream for good. */
    let answered: 'success' | 'failure' | undefined;
    open.add(branches);
    server.onCancel = cancelAll;
    branches.forEach((branch, at) => start(branch, destinations[at] as Destination));

    function start(branch: Branch, destination: Destination): void {
      if (isInvite) watch(branch);
      branch.client = options.layer.request(options.prepare(server.request, destination), [destination.target], {
        onProvisional(response) {
          // RFC 3261 16.7 step 2.
          if (isInvite) watch(branch);
          if (response.status === 100) return;
          branch.isRinging = true;
          if (!answered) options.passOn(response, server, destination.target);
        },
        onFinal: (response) => settle(branch, response, destination.target),
        // RFC 3261 16.7 step 6: a branch that cannot be reached is 408 or 500 (never 503, which speaks of us) for the others.
        onFailed: ({ treatAs }) => settle(branch, local(treatAs === 408 ? 408 : 500), destination.target),
      });
    }

    function watch(branch: Branch): void {
      branch.timerC?.cancel();
      branch.timerC = options.clock.setTimer(TIMER_C_MS, () => branch.client?.cancel());
    }

    function settle(branch: Branch, response: SipResponse, from: Endpoint): void {
      const isSuccess = response.status < 300;
      branch.timerC?.cancel();
      branch.final = response;
      // RFC 3261 16.7 step 5: every 2xx to INVITE goes on at once, whatever went before it.
      if (isSuccess) {
        options.passOn(response, answered === 'failure' ? undefined : server, from);
        answered ??= 'success';
      }
      // RFC 3261 16.7 step 10, and step 5 for 6xx.
      if (isSuccess || response.status >= 600) cancelAll();
      if (branches.some(({ final }) => !final)) return;
      open.delete(branches);
      if (!answered) answer(best(branches));
      answered ??= 'failure';
    }

    function answer(response: SipResponse): void {
      const isOurs = response.headers.all('via').length === server.request.headers.all('via').length;
      if (isOurs) server.respond(response);
      else options.passOn(response, server);
    }

    function cancelAll(): void {
      for (const { client, final } of branches) if (isInvite && !final) client?.cancel();
    }

    function local(status: number): SipResponse {
      return createResponse(server.request, status, { toTag: 'proxy' });
    }
  }

  return {
    forward,
    get size() {
      return open.size;
    },
  };
}

/** RFC 3261 16.7 step 6. */
function best(branches: Branch[]): SipResponse {
  const finals = branches.map(({ final }) => final as SipResponse);
  const rank = ({ status }: SipResponse): number => {
    if (status >= 600) return 0;
    return Math.floor(status / 100) + (Math.floor(status / 100) === 4 && !HELPFUL.has(status) ? 0.5 : 0);
  };
  return finals.reduce((left, right) => (rank(right) < rank(left) ? right : left));
}
