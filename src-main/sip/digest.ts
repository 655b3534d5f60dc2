/** Digest access authentication as a client (RFC 3261 22, RFC 8760, RFC 7616): MD5, SHA-256, SHA-512-256, qop auth and auth-int. */
import type { SipRequest, SipResponse } from '../../src-shared/sip/message.ts';
import type { Random } from '../ports.ts';
import type { AuthFields } from './digest/challenges.ts';
import { parseAuthFields } from './digest/challenges.ts';
import type { Algorithm, Qop } from './digest/response.ts';
import { createFirstRealm } from './digest/realms.ts';
import type { Realms } from './digest/realms.ts';
import { algorithmNamed, digestResponse, hashedUser } from './digest/response.ts';
import { hex } from './hex.ts';
import type { Identity } from './identity.ts';
import type { Target } from './transport/types.ts';

export interface Credentials {
  user: string;
  password: string;
}

/** Remembers challenges per realm, counts nonces, answers 401 and 407, both at once, several realms. `hop` is where the request goes:
 *  the policy decides by it who gets an answer. */
export interface DigestClient {
  /** Takes the challenges out of a 401/407. `retry`: send again with `authorize`; `rejected`: the password is wrong
   *  (a second challenge without stale=true); `unsupported`: no algorithm or qop that we know; `foreign-realm`: not one of those who may ask. */
  challenge(response: SipResponse, sent: SipRequest, hop?: readonly Target[]): 'retry' | 'rejected' | 'unsupported' | 'foreign-realm';
  /** Adds (Proxy-)Authorization for every remembered challenge that this hop may see. Replaces earlier ones. */
  authorize(request: SipRequest, hop?: readonly Target[]): void;
  /** The request has succeeded with the credentials in it. */
  accepted(request: SipRequest): void;
}

/** For whoever sends on behalf of somebody; undefined where they have no password. */
export function digestFor(identity: Pick<Identity, 'credentials' | 'realms' | 'routes'> | undefined, random: Random): DigestClient | undefined {
  if (!identity?.credentials) return undefined;
  identity.realms?.trust(identity.routes);
  return createDigestClient(identity.credentials, random, identity.realms ?? createFirstRealm());
}

type CredentialsHeader = 'authorization' | 'proxy-authorization';

const HEADERS: readonly [challenge: string, credentials: CredentialsHeader][] = [
  ['www-authenticate', 'authorization'],
  ['proxy-authenticate', 'proxy-authorization'],
];

/** A server that invents a realm for each answer is not followed without end. */
const MAX_REALMS = 16;
/** Nor one that calls every nonce stale. */
const MAX_STALE_IN_A_ROW = 3;
/** RFC 7616 3.4: how often each nonce was used. Requests that crossed on the wire may still bear earlier ones. */
const MAX_NONCES = 32;

/** A challenge that we can answer. */
interface Challenge {
  header: CredentialsHeader;
  realm: string;
  nonce: string;
  opaque: string | undefined;
  algorithm: Algorithm;
  /** As the server spelled it; absent when it did not name one. */
  algorithmName: string | undefined;
  qop: Qop | undefined;
  wantsHashedUser: boolean;
  isStale: boolean;
  /** The same for all uses of the nonce, as the session key of the -sess algorithms depends on it. */
  cnonce: string;
  staleInARow: number;
}

/** Without `realms` everybody who asks gets an answer. */
export function createDigestClient(credentials: Credentials, random: Random, realms?: Pick<Realms, 'admits' | 'learn'>): DigestClient {
  const remembered = new Map<string, Challenge>();
  const nonceUses = new Map<string, number>();

  function challenge(response: SipResponse, sent: SipRequest, hop: readonly Target[] = []): ReturnType<DigestClient['challenge']> {
    const offers = challengesOf(response);
    const answerable = offers.filter(({ realm }) => realms?.admits(realm, sent, hop) ?? true);
    for (const offered of answerable) if (!take(offered, sent)) return 'rejected';
    if (answerable.length > 0) return 'retry';
    return offers.length > 0 ? 'foreign-realm' : 'unsupported';
  }

  /** Remembers the challenge; false when it shows that our credentials were refused. */
  function take(offered: Challenge, sent: SipRequest): boolean {
    const key = `${offered.header} ${offered.realm}`;
    const tried = triedNonce(sent, offered);
    // A nonce that was accepted before has run out, whether or not the server says so (RFC 7616 3.3, stale).
    const isFirstUse = tried !== undefined && (nonceUses.get(tried) ?? 0) <= 1;
    if (isFirstUse && !offered.isStale) return false;
    const previous = remembered.get(key);
    const staleInARow = isFirstUse ? (previous?.staleInARow ?? 0) + 1 : 0;
    if (staleInARow > MAX_STALE_IN_A_ROW) return false;
    if (!previous && remembered.size >= MAX_REALMS) return false;
    remembered.set(key, { ...offered, staleInARow, cnonce: hex(random.bytes(12)) });
    return true;
  }

  function countUse(nonce: string): number {
    const uses = (nonceUses.get(nonce) ?? 0) + 1;
    nonceUses.delete(nonce);
    nonceUses.set(nonce, uses);
    if (nonceUses.size > MAX_NONCES) nonceUses.delete(nonceUses.keys().next().value ?? '');
    return uses;
  }

  function authorize(request: SipRequest, hop: readonly Target[] = []): void {
    request.headers.remove('authorization').remove('proxy-authorization');
    for (const known of remembered.values()) {
      if (realms && !realms.admits(known.realm, request, hop)) continue;
      request.headers.add(known.header, credentialsFor(known, credentials, request, countUse(known.nonce)));
    }
  }

  function accepted(request: SipRequest): void {
    for (const { header, realm } of remembered.values()) if (request.headers.has(header)) realms?.learn(realm);
  }

  return { challenge, authorize, accepted };
}

/** The challenges of a response that we can answer: of several for one realm the strongest (RFC 8760 2.4 leaves it to us). */
function challengesOf(response: SipResponse): Challenge[] {
  const best = new Map<string, Challenge>();
  for (const [name, header] of HEADERS) {
    for (const fields of response.headers.lines(name).flatMap(parseAuthFields)) {
      const offered = readChallenge(fields, header);
      if (!offered) continue;
      const key = `${header} ${offered.realm}`;
      const rival = best.get(key);
      if (!rival || offered.algorithm.strength > rival.algorithm.strength) best.set(key, offered);
    }
  }
  return [...best.values()];
}

function readChallenge({ scheme, parameters }: AuthFields, header: CredentialsHeader): Challenge | undefined {
  const nonce = parameters.get('nonce');
  const algorithmName = parameters.get('algorithm');
  const algorithm = algorithmNamed(algorithmName);
  const qop = chooseQop(parameters.get('qop'));
  if (scheme !== 'digest' || nonce === undefined || !algorithm || qop === 'unknown') return undefined;
  return {
    header,
    realm: parameters.get('realm') ?? '',
    nonce,
    opaque: parameters.get('opaque'),
    algorithm,
    algorithmName,
    qop,
    wantsHashedUser: parameters.get('userhash')?.toLowerCase() === 'true',
    isStale: parameters.get('stale')?.toLowerCase() === 'true',
    cnonce: '',
    staleInARow: 0,
  };
}

/** Plain auth where it is offered: proxies may change a body, which breaks auth-int. None where the server names none. */
function chooseQop(list: string | undefined): Qop | undefined | 'unknown' {
  if (list === undefined || list.trim() === '') return undefined;
  const options = list.toLowerCase().split(',').map((option) => option.trim());
  if (options.includes('auth')) return 'auth';
  return options.includes('auth-int') ? 'auth-int' : 'unknown';
}

/** The nonce with which the request tried to satisfy this realm. */
function triedNonce(sent: SipRequest, { header, realm }: Challenge): string | undefined {
  const tried = sent.headers.lines(header).flatMap(parseAuthFields);
  return tried.find(({ parameters }) => parameters.get('realm') === realm)?.parameters.get('nonce');
}

/** RFC 3261 22.4, RFC 7616 3.4. */
function credentialsFor(known: Challenge, credentials: Credentials, request: SipRequest, uses: number): string {
  const { realm, nonce, cnonce, qop, algorithm } = known;
  const user = quotable(credentials.user);
  const nc = uses.toString(16).padStart(8, '0');
  const { method, uri, body } = request;
  const response = digestResponse({ algorithm, user, realm, password: credentials.password, nonce, cnonce, nc, qop, method, uri, body });
  const parts = [
    `username="${known.wantsHashedUser ? hashedUser(algorithm, user, realm) : user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${quotable(uri)}"`,
    `response="${response}"`,
  ];
  if (known.algorithmName !== undefined) parts.push(`algorithm=${known.algorithmName}`);
  if (qop || algorithm.isSession) parts.push(`cnonce="${cnonce}"`);
  if (known.opaque !== undefined) parts.push(`opaque="${known.opaque}"`);
  if (qop) parts.push(`qop=${qop}`, `nc=${nc}`);
  if (known.wantsHashedUser) parts.push('userhash=true');
  return `Digest ${parts.join(', ')}`;
}

/** Fit to stand between quotes (RFC 3261 25.1), and unable to end the header line. */
function quotable(text: string): string {
  return text.replace(/[\r\n]/g, '').replace(/["\\]/g, '\\$&');
}
