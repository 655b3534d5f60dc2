/** INFO (RFC 6086): the legacy use for keypad digits; info packages are answered honestly, as there are none. */
import { mediaType } from '../capabilities.ts';
import { reply } from '../reply.ts';
import type { ServerTransaction } from '../transactions.ts';
import type { SessionRecord } from './record.ts';

/** What the legacy INFO may carry: digits as Cisco's devices and as everybody else sends them. */
const TYPES: readonly string[] = ['application/dtmf-relay', 'application/dtmf'];

export function takeInfo(record: SessionRecord, transaction: ServerTransaction): void {
  const { request } = transaction;
  const packageName = request.headers.first('info-package');
  // RFC 6086 4.2.2: a package that our Recv-Info has not named.
  if (packageName !== undefined) return reply(record.agent, transaction, 469, { headers: [['recv-info', '']] });
  const contentType = mediaType(request);
  const isUnderstood = request.body.length === 0 || TYPES.includes(contentType);
  const { onInfo } = record.listener;
  // RFC 3261 8.2.3
  if (!isUnderstood || (request.body.length > 0 && !onInfo)) return reply(record.agent, transaction, 415, { headers: [['accept', onInfo ? TYPES.join(', ') : '']] });
  // RFC 6086 4.2.2: an empty INFO is a sign of life.
  reply(record.agent, transaction, 200);
  onInfo?.call(record.listener, { contentType, body: request.body });
}
