/** RFC 3261 8.2.7: whoever answers without state must give every copy of a request the same To tag. */
import type { SipRequest } from '../../../src-shared/sip/message.ts';

/** A tag derived (FNV-1a) from what is the same in all copies of the request. */
export function statelessTag(request: SipRequest): string {
  const { headers } = request;
  const text = `${headers.first('call-id')} ${headers.first('cseq')} ${headers.first('from')} ${headers.first('via')}`;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `s${(hash >>> 0).toString(16)}`;
}
