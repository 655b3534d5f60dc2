/** Challenges and the credentials that were given before them (RFC 3261 22). */
import type { TracedMessage } from '../model.ts';
import type { SipMessage } from '../sip/message.ts';
import { parseAuth } from '../sip/typed-headers.ts';
import type { AuthValue } from '../sip/typed-headers.ts';
import type { CallTrace } from './call-trace.ts';
import { messageOf } from './message-text.ts';

interface Challenge {
  response: TracedMessage;
  realm: string;
  stale: boolean;
  /** Digest user name that the request gave for this realm; undefined when it gave none. */
  user: string | undefined;
  /** Realms that the request gave credentials for. */
  givenRealms: string[];
}

/** Every 401 and 407 of the call. */
export function challengesOf(call: CallTrace): Challenge[] {
  return call.transactions.flatMap(({ request, responses }) => {
    const response = responses.find(({ status }) => status === 401 || status === 407);
    const [asked, given] = [response && messageOf(response), response && messageOf(request)];
    if (!response || !asked || !given) return [];
    const proxy = response.status === 407;
    const [challenge] = authValues(asked, proxy ? 'proxy-authenticate' : 'www-authenticate');
    const realm = challenge?.parameters.get('realm') ?? '';
    const all = authValues(given, proxy ? 'proxy-authorization' : 'authorization');
    const credentials = all.find((value) => value.parameters.get('realm') === realm);
    const stale = challenge?.parameters.get('stale')?.toLowerCase() === 'true';
    return [{ response, realm, stale, user: credentials && (credentials.parameters.get('username') ?? ''), givenRealms: all.map((value) => value.parameters.get('realm') ?? '') }];
  });
}

function authValues(message: SipMessage, name: string): AuthValue[] {
  return message.headers.all(name).map(parseAuth).filter((value) => value !== undefined);
}
