/** Places that are better left alone for a while: those that asked for it by 503 with Retry-After (RFC 3261 21.5.4), and those where nobody
 *  was reached just now (RFC 3263 4.3), so that not every request waits for them anew. */
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import { numberOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Clock } from '../../ports.ts';
import type { Target } from '../transport/types.ts';

/** After silence or a refused connection. */
const UNREACHED_MS = 60_000;
/** No server keeps us away for longer, whatever it says. */
const LONGEST_MS = 60 * 60_000;
const MAX_TARGETS = 128;

export interface AvoidedTargets {
  refused(target: Target, response: SipResponse): void;
  unreached(target: Target): void;
  reached(target: Target): void;
  /** Those to be avoided last: they are tried when nothing else is left, because a call that may fail is better than none. */
  inOrder(targets: readonly Target[]): Target[];
}

export function createAvoidedTargets(clock: Clock): AvoidedTargets {
  const untilMs = new Map<string, number>();

  function avoid(target: Target, ms: number): void {
    untilMs.delete(keyOf(target));
    untilMs.set(keyOf(target), clock.nowMs() + Math.min(ms, LONGEST_MS));
    if (untilMs.size > MAX_TARGETS) untilMs.delete(untilMs.keys().next().value ?? '');
  }

  const isAvoided = (target: Target): boolean => (untilMs.get(keyOf(target)) ?? -Infinity) > clock.nowMs();

  return {
    refused: (target, response) => avoid(target, (numberOf(response, 'retry-after') ?? 0) * 1000),
    unreached: (target) => avoid(target, UNREACHED_MS),
    reached: (target) => void untilMs.delete(keyOf(target)),
    inOrder(targets) {
      return [...targets.filter((target) => !isAvoided(target)), ...targets.filter(isAvoided)];
    },
  };
}

function keyOf({ transport, address, port }: Target): string {
  return `${transport}|${address}|${port}`;
}
