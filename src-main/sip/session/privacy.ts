/** Calling without showing who calls (RFC 3323, RFC 3325). */
import type { SipMessage } from '../../../src-shared/sip/message.ts';
import { parseUri } from '../../../src-shared/sip/uri.ts';
import type { Identity } from '../identity.ts';

/** RFC 3323 4.1.1.3 */
const ANONYMOUS_URI = 'sip:anonymous@anonymous.invalid';

/** The same account, as a callee may see it. Credentials and routes stay: they are for the provider. */
export function anonymised(identity: Identity): Identity {
  return { ...identity, displayName: 'Anonymous', uri: ANONYMOUS_URI, contactUri: undefined };
}

/** RFC 3325 9.2: the provider may know who calls, and is asked to keep it (9.3). */
export function askForPrivacy(message: SipMessage, identity: Identity): void {
  message.headers.set('privacy', 'id');
  const uri = parseUri(identity.uri);
  if (uri.ok && uri.value.scheme !== 'other') message.headers.set('p-preferred-identity', `<${identity.uri}>`);
}
