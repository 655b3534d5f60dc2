/** Sound that went one way only, as the engine saw it while the call lasted. */
import type { StreamStats } from '../model.ts';
import type { CallTrace } from './call-trace.ts';
import type { Finding } from './types.ts';

type Reason = NonNullable<StreamStats['oneWay']>['reason'];

/** The last description of the call is what both sides went by. */
export function oneWayFor(call: CallTrace, ...reasons: Reason[]): Finding | undefined {
  const span = call.media.findLast(({ stats }) => stats?.oneWay !== undefined && reasons.includes(stats.oneWay.reason));
  const guilty = call.messages.findLast((message) => message.hasSdp) ?? call.messages[0];
  if (!span?.stats?.oneWay || !guilty) return undefined;
  const { sent, received, oneWay } = span.stats;
  const params = { sent, received, local: span.local, remote: span.remote, address: oneWay.address ?? '', payloadType: oneWay.payloadType ?? '' };
  return { seq: guilty.seq, params };
}
