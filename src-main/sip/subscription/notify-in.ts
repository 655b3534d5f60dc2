/** A NOTIFY that came, judged before anybody sees it (RFC 6665 4.1.3). */
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { tokensOf } from '../../../src-shared/sip/typed-headers.ts';
import { mediaType } from '../capabilities.ts';
import type { Objection } from '../inspect-request.ts';
import type { EventValue } from './event-header.ts';
import { eventOf } from './event-header.ts';
import type { Body } from './types.ts';

/** `accept`: media types that its body may have, in lower case. Undefined: it may be taken. */
export function objectToNotify(request: SipRequest, event: EventValue, accept: readonly string[]): Objection | undefined {
  const given = eventOf(request);
  // RFC 6665 8.2.1: every NOTIFY names its package.
  if (!given) return { status: 489, headers: [['allow-events', event.name]] };
  // RFC 6665 4.1.3: of the right dialog, but of no subscription in it.
  if (given.name !== event.name || given.id !== event.id) return { status: 481, headers: [] };
  return objectToBody(request, accept);
}

/** RFC 3261 8.2.3: what we cannot read is refused, with what we could. */
export function objectToBody(request: SipRequest, accept: readonly string[]): Objection | undefined {
  if (request.body.length === 0) return undefined;
  const encodings = tokensOf(request, 'content-encoding').filter((encoding) => encoding.toLowerCase() !== 'identity');
  if (encodings.length > 0) return { status: 415, headers: [['accept-encoding', 'identity']] };
  return accept.includes(mediaType(request)) ? undefined : { status: 415, headers: [['accept', accept.join(', ')]] };
}

export function bodyOf(request: SipRequest): Body | undefined {
  return request.body.length === 0 ? undefined : { contentType: request.headers.first('content-type') ?? '', bytes: request.body };
}
