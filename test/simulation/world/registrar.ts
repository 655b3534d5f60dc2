/** A registrar and its location service (RFC 3261 10.3), with digest (RFC 3261 22) where the world wants it. */
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { contactsOf, numberOf, toOf } from '../../../src-shared/sip/typed-headers.ts';
import { parseUri } from '../../../src-shared/sip/uri.ts';
import type { Clock } from '../../../src-main/ports.ts';
import { algorithmNamed, digestResponse } from '../../../src-main/sip/digest/response.ts';
import { parseAuthFields } from '../../../src-main/sip/digest/challenges.ts';
import type { ServerTransaction } from '../../../src-main/sip/transactions.ts';
import { createResponse } from '../../../src-main/sip/transactions.ts';
import type { Source, Target } from '../../../src-main/sip/transport.ts';

export interface Binding {
  uri: string;
  /** Where the REGISTER came from: the way back through a NAT. */
  target: Target;
  expiresAtMs: number;
}

export interface Registrar {
  onRegister(transaction: ServerTransaction): void;
  /** Undefined: nobody of this name has ever been here. */
  bindingsOf(user: string): Binding[] | undefined;
  readonly size: number;
}

export interface RegistrarOptions {
  clock: Clock;
  realm: string;
  password: string;
  /** Challenges REGISTER. */
  asksPassword: boolean;
  /** Shorter ones are 423 (RFC 3261 10.2.8). */
  minExpiresS: number;
}

const NONCE = 'f00d';

export function createRegistrar(options: RegistrarOptions): Registrar {
  const { clock } = options;
  const users = new Map<string, Map<string, Binding>>();

  function live(user: string): Binding[] | undefined {
    const known = users.get(user);
    if (!known) return undefined;
    for (const [key, { expiresAtMs }] of known) if (expiresAtMs <= clock.nowMs()) known.delete(key);
    return [...known.values()];
  }

  function answer(request: SipRequest, source: Source): SipResponse {
    const respond = (status: number): SipResponse => createResponse(request, status, { toTag: 'registrar' });
    if (options.asksPassword && !isAuthorised(request, options, 'authorization')) return challenge(request, options, 401);
    const expiresS = numberOf(request, 'expires') ?? 3600;
    if (expiresS > 0 && expiresS < options.minExpiresS) {
      const refusal = respond(423);
      refusal.headers.add('min-expires', String(options.minExpiresS));
      return refusal;
    }
    const user = userOf(toOf(request)?.uri ?? '');
    bind(user, request, source, expiresS);
    const granted = respond(200);
    for (const { uri, expiresAtMs } of live(user) ?? []) {
      granted.headers.add('contact', `<${uri}>;expires=${Math.round((expiresAtMs - clock.nowMs()) / 1000)}`);
    }
    return granted;
  }

  function bind(user: string, request: SipRequest, { transport, remote }: Source, expiresS: number): void {
    const known = users.get(user) ?? new Map<string, Binding>();
    users.set(user, known);
    const contacts = contactsOf(request);
    if (contacts === '*') return known.clear();
    for (const { uri, parameters } of contacts) {
      const ownS = Number(parameters.get('expires') ?? expiresS);
      if (ownS === 0) known.delete(uri);
      else known.set(uri, { uri, target: { ...remote, transport }, expiresAtMs: clock.nowMs() + ownS * 1000 });
    }
  }

  return {
    onRegister: (transaction) => transaction.respond(answer(transaction.request, transaction.source)),
    bindingsOf: live,
    get size() {
      return [...users.keys()].reduce((sum, user) => sum + (live(user)?.length ?? 0), 0);
    },
  };
}

export function userOf(uri: string): string {
  const parsed = parseUri(uri);
  return parsed.ok && (parsed.value.scheme === 'sip' || parsed.value.scheme === 'sips') ? (parsed.value.user ?? '') : '';
}

export function challenge(request: SipRequest, { realm }: { realm: string }, status: 401 | 407): SipResponse {
  const response = createResponse(request, status, { toTag: 'challenge' });
  response.headers.add(status === 401 ? 'www-authenticate' : 'proxy-authenticate', `Digest realm="${realm}", nonce="${NONCE}", algorithm=MD5`);
  return response;
}

export function isAuthorised(request: SipRequest, { realm, password }: { realm: string; password: string }, header: 'authorization' | 'proxy-authorization'): boolean {
  const given = parseAuthFields(request.headers.first(header) ?? '')[0]?.parameters;
  const algorithm = algorithmNamed('MD5');
  if (!given || !algorithm) return false;
  const value = (name: string): string => given.get(name) ?? '';
  const expected = digestResponse({
    algorithm, user: value('username'), realm, password, nonce: NONCE, cnonce: '', nc: '', qop: undefined, method: request.method, uri: value('uri'), body: request.body,
  });
  return value('response') === expected;
}
