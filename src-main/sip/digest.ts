/** Digest access authentication as a client (RFC 3261 22, RFC 8760, RFC 7616): MD5, SHA-256, SHA-512-256, qop auth and auth-int. */
import type { SipRequest, SipResponse } from '../../src-shared/sip/message.ts';
import type { Random } from '../ports.ts';

export interface Credentials {
  user: string;
  password: string;
}

/** Remembers challenges per realm, counts nonces, answers 401 and 407, both at once, several realms. */
export interface DigestClient {
  /** Takes the challenges out of a 401/407. `retry`: send again with `authorize`; `rejected`: the password is wrong
   *  (a second challenge without stale=true); `unsupported`: no algorithm or qop that we know. */
  challenge(response: SipResponse, sent: SipRequest): 'retry' | 'rejected' | 'unsupported';
  /** Adds (Proxy-)Authorization for every remembered challenge. Replaces earlier ones. */
  authorize(request: SipRequest): void;
}

export function createDigestClient(_credentials: Credentials, _random: Random): DigestClient {
  throw new Error('helper H3 writes this');
}
