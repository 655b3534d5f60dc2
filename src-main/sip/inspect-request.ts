/** What a UAS looks at before it processes a request (RFC 3261 8.2.1 to 8.2.3), pure. */
import type { SipRequest } from '../../src-shared/sip/message.ts';
import { METHODS } from '../../src-shared/sip/methods.ts';
import { tokensOf } from '../../src-shared/sip/typed-headers.ts';
import { ALLOWED_METHODS, SDP_TYPE, SUPPORTED_EXTENSIONS, mediaType } from './capabilities.ts';
import { MIN_SE_S, isTooShort } from './session/timer.ts';

/** Methods whose body is a session description. */
const DESCRIBING = ['INVITE', 'UPDATE', 'PRACK'];

export interface Objection {
  status: number;
  headers: [string, string][];
}

/** Why the request is not processed; undefined when it may be. */
export function inspectRequest(request: SipRequest): Objection | undefined {
  return checkMethod(request) ?? checkScheme(request) ?? checkRequire(request) ?? checkBody(request) ?? checkTimer(request);
}

function checkMethod(request: SipRequest): Objection | undefined {
  if (ALLOWED_METHODS.includes(request.method)) return undefined;
  // RFC 3261 8.2.1 for a method that is known, 21.5.2 for one that is not.
  return { status: METHODS.has(request.method) ? 405 : 501, headers: [['allow', ALLOWED_METHODS.join(', ')]] };
}

function checkScheme(request: SipRequest): Objection | undefined {
  // RFC 3261 8.2.2.1
  return /^(sips?|tel):/i.test(request.uri) ? undefined : { status: 416, headers: [] };
}

function checkRequire(request: SipRequest): Objection | undefined {
  const unknown = tokensOf(request, 'require').filter((tag) => !SUPPORTED_EXTENSIONS.includes(tag.toLowerCase()));
  // RFC 3261 8.2.2.3
  return unknown.length > 0 ? { status: 420, headers: [['unsupported', unknown.join(', ')]] } : undefined;
}

function checkBody(request: SipRequest): Objection | undefined {
  // The body of a BYE or an OPTIONS is nothing that we would act upon: no reason to refuse it. INFO has its own kinds.
  if (!DESCRIBING.includes(request.method) || request.body.length === 0 || isOptional(request)) return undefined;
  const encodings = tokensOf(request, 'content-encoding').filter((encoding) => encoding.toLowerCase() !== 'identity');
  if (mediaType(request) === SDP_TYPE && encodings.length === 0) return undefined;
  // RFC 3261 8.2.3
  return { status: 415, headers: [['accept', SDP_TYPE], ['accept-encoding', 'identity']] };
}

function checkTimer(request: SipRequest): Objection | undefined {
  // RFC 4028 9
  const isRefresh = request.method === 'INVITE' || request.method === 'UPDATE';
  return isRefresh && isTooShort(request) ? { status: 422, headers: [['min-se', String(MIN_SE_S)]] } : undefined;
}

function isOptional(request: SipRequest): boolean {
  return /;\s*handling\s*=\s*optional/i.test(request.headers.first('content-disposition') ?? '');
}
