/** What `npm run bench` measures of the SIP grammar, in the shape of the peers' adapters (shared/bench/adapters). */
import type { SipMessage } from '../../src-shared/sip/message.ts';
import { checkMessage, parseDatagram } from '../../src-shared/sip/parse.ts';
import { serialize } from '../../src-shared/sip/serialize.ts';
import { callIdOf, cseqOf, firstContactUriOf, tagsOf, topBranchOf } from '../../src-shared/sip/typed-headers.ts';
import { hostOf } from '../../src-shared/sip/uri.ts';

/** Undefined when it is refused. */
export function parseOne(bytes: Uint8Array): SipMessage | undefined {
  const parsed = parseDatagram(bytes);
  return parsed.ok ? parsed.value : undefined;
}

/** The gate before the transaction layer. */
export function sane(message: SipMessage): boolean {
  return checkMessage(message) === undefined;
}

/** Method or status, branch, number of Vias, From tag, To tag, Call-ID, CSeq number and method, host of the Request-URI, host of the
 *  Contact, number of Record-Routes, octets of body: what a proxy or phone reads of every message. */
export function twelveFields(message: SipMessage): unknown[] {
  const { headers } = message;
  const tags = tagsOf(message);
  const cseq = cseqOf(message);
  const contact = firstContactUriOf(message);
  return [
    message.kind === 'request' ? message.method : message.status,
    topBranchOf(message),
    headers.count('via'),
    tags.from,
    tags.to === '' ? undefined : tags.to,
    callIdOf(message),
    cseq?.number,
    cseq?.method,
    message.kind === 'request' ? hostOf(message.uri) : undefined,
    contact === undefined ? undefined : hostOf(contact),
    headers.count('record-route'),
    message.body.length,
  ];
}

export function serializeOne(message: SipMessage): Uint8Array {
  return serialize(message);
}
