/** Calling without showing who calls (RFC 3323, RFC 3325). */
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { ANONYMOUS } from '../../../src-shared/sip/typed-headers.ts';
import { parseSipUri } from '../../../src-shared/sip/uri.ts';
import type { Identity } from '../identity.ts';

/** The same account, as a callee may see it. Credentials and routes stay: they are for the provider. */
export function anonymised(identity: Identity): Identity {
  return { ...identity, displayName: 'Anonymous', uri: ANONYMOUS.uri, contactUri: undefined };
}

/** RFC 3325 9.2: the provider may know who calls, and is asked to keep it to itself (9.3). Nobody else hears the name. */
export function askForPrivacy(invite: SipRequest, identity: Identity): void {
  invite.headers.set('privacy', 'id');
  const goesToProvider = identity.routes.length > 0 || hostOf(invite.uri) === hostOf(identity.uri);
  if (goesToProvider && hostOf(identity.uri) !== undefined) invite.headers.set('p-preferred-identity', `<${identity.uri}>`);
}

function hostOf(text: string): string | undefined {
  return parseSipUri(text)?.host;
}
