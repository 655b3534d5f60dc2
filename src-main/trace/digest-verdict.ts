/** Is a proof of a password right? Judged at the tap, where the proof is still to be seen: only the verdict is kept (docs/decisions/0004). */
import type { TracedMessage } from '../../src-shared/model.ts';
import type { SipMessage } from '../../src-shared/sip/message.ts';
import { parseAuthFields } from '../sip/digest/challenges.ts';
import type { AuthFields } from '../sip/digest/challenges.ts';
import { algorithmNamed, digestResponse } from '../sip/digest/response.ts';
import type { Qop } from '../sip/digest/response.ts';

/** The passwords of the accounts with this user name, as far as they are in use. */
export type PasswordsOf = (user: string) => readonly string[];

type Verdict = NonNullable<TracedMessage['digest']>;

/** Fields of one message that are judged. */
const MAX_JUDGED = 4;

/** Of the digest credentials in a request; undefined where there are none. Of several the worst counts. */
export function digestVerdict(message: SipMessage | undefined, passwordsOf: PasswordsOf): Verdict | undefined {
  if (message?.kind !== 'request') return undefined;
  const lines = [...message.headers.lines('authorization'), ...message.headers.lines('proxy-authorization')];
  if (lines.length === 0) return undefined;
  const fields = lines.slice(0, MAX_JUDGED).flatMap(parseAuthFields).filter(({ scheme }) => scheme === 'digest').slice(0, MAX_JUDGED);
  const verdicts = fields.map((field) => verdictOf(field, message.method, message.body, passwordsOf));
  return verdicts.find((verdict) => verdict === 'wrong') ?? verdicts.find((verdict) => verdict === 'no-password') ?? verdicts[0];
}

function verdictOf({ parameters }: AuthFields, method: string, body: Uint8Array, passwordsOf: PasswordsOf): Verdict {
  const user = parameters.get('username') ?? '';
  const passwords = passwordsOf(user);
  const algorithm = algorithmNamed(parameters.get('algorithm'));
  if (passwords.length === 0 || !algorithm) return 'no-password';
  const of = (name: string): string => parameters.get(name) ?? '';
  const named = of('qop').toLowerCase();
  const qop: Qop | undefined = named === 'auth' || named === 'auth-int' ? named : undefined;
  const input = { algorithm, user, realm: of('realm'), nonce: of('nonce'), cnonce: of('cnonce'), nc: of('nc'), qop, method, uri: of('uri'), body };
  const isRight = passwords.some((password) => digestResponse({ ...input, password }) === of('response').toLowerCase());
  return isRight ? 'right' : 'wrong';
}
