/** Which messages belong together: the matching rules of RFC 3261 17.1.3 and 17.2.3 as strings for a Map. */
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { Via } from '../../../src-shared/sip/typed-headers.ts';
import { callIdOf, cseqOf, tagsOf, topViaOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Random } from '../../ports.ts';
import { hex } from '../hex.ts';

/** RFC 3261 8.1.1.7: a branch that starts so is unique to its transaction. */
const MAGIC_COOKIE = 'z9hG4bK';

export function newBranch(random: Random): string {
  return MAGIC_COOKIE + hex(random.bytes(10));
}

/** RFC 3261 17.1.3: the branch and, as CANCEL shares it with its INVITE, the method. */
export function clientKey(branch: string, method: string): string {
  return `${method} ${branch}`;
}

/** The client transaction that a response belongs to, if any. */
export function clientKeyOfResponse(response: SipResponse): string | undefined {
  const branch = topViaOf(response)?.parameters.get('branch');
  const cseq = cseqOf(response);
  return branch && cseq ? clientKey(branch, cseq.method) : undefined;
}

/** The server transaction that a request belongs to (RFC 3261 17.2.3). ACK and CANCEL give the key of their INVITE. */
export function serverKey(request: SipRequest): string | undefined {
  const via = topViaOf(request);
  if (!via) return undefined;
  const method = request.method === 'ACK' || request.method === 'CANCEL' ? 'INVITE' : request.method;
  const sentBy = `${via.host.toLowerCase()}:${via.port ?? ''}`;
  const branch = via.parameters.get('branch');
  if (branch?.startsWith(MAGIC_COOKIE)) return flat([method, branch, sentBy]);
  return rfc2543Key(request, method, via, sentBy);
}

/** Without the cookie all that identified a request in RFC 2543 is compared. To tags are left to `isRfc2543Ack`. */
function rfc2543Key(request: SipRequest, method: string, via: Via, sentBy: string): string | undefined {
  const cseq = cseqOf(request);
  if (!cseq) return undefined;
  const branch = via.parameters.get('branch') ?? '';
  return flat([method, request.uri, callIdOf(request), cseq.number, tagsOf(request).from, sentBy, branch]);
}

export function hasCookie(request: SipRequest): boolean {
  return topViaOf(request)?.parameters.get('branch')?.startsWith(MAGIC_COOKIE) === true;
}

/** RFC 3261 8.2.2.2: the same for all copies of a request that a forking proxy sent along several paths.
 *  Undefined for requests inside a dialog, which do not fork. */
export function mergeKey(request: SipRequest): string | undefined {
  const tags = tagsOf(request);
  const cseq = cseqOf(request);
  if (tags.to !== '' || !cseq) return undefined;
  return flat([callIdOf(request), tags.from, cseq.number, cseq.method]);
}

/** A key outlives its message by half a minute. V8 would keep a template as a tree of its parts, each of them a view of the
 *  whole message's text; what is joined is a text of its own. */
function flat(parts: readonly (string | number)[]): string {
  return parts.join(' ');
}
