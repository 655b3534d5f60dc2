/** A registrar that wants a password (RFC 3261 10.3, RFC 2617 without qop), and says what it saw. */
import { createHash } from 'node:crypto';
import type { FakeNetwork } from '../../fakes/fake-network.ts';
import { answer, field } from '../../fakes/raw-sip-peer.ts';

export interface Registrar {
  /** `user contact expires` of what was granted; a challenge is `401`. */
  log: string[];
  /** Address of record to Contact, as it stands. */
  bindings: Map<string, string>;
  /** Hears, and says nothing. */
  silent: boolean;
  close(): Promise<void>;
}

const REALM = 'office';
const NONCE = 'abcd';

export async function openRegistrar(network: FakeNetwork, address: string, passwords: Record<string, string>): Promise<Registrar> {
  const bound = await network.host(address).bindUdp({ address, port: 5060 });
  if (!bound.ok) throw new Error(bound.error.message);
  const socket = bound.value;
  const registrar: Registrar = { log: [], bindings: new Map(), silent: false, close: () => socket.close() };

  socket.onMessage = (bytes, from) => {
    const request = new TextDecoder().decode(bytes);
    if (registrar.silent || !request.startsWith('REGISTER ')) return;
    socket.send(new TextEncoder().encode(respond(request)), from);
  };

  function respond(request: string): string {
    if (!isAuthorised(request, passwords)) {
      registrar.log.push('401');
      return withHeader(answer(request, 401, 'r'), `WWW-Authenticate: Digest realm="${REALM}", nonce="${NONCE}", algorithm=MD5`);
    }
    const contact = field(request, 'Contact');
    const user = /sip:([^@]*)@/.exec(field(request, 'To'))?.[1] ?? '';
    const expires = field(request, 'Expires');
    registrar.log.push(`${user} ${expires}`);
    if (expires === '0') registrar.bindings.delete(user);
    else registrar.bindings.set(user, contact);
    return withHeader(answer(request, 200, 'r'), ...(expires === '0' ? [] : [`Contact: ${contact};expires=${expires}`]));
  }

  return registrar;
}

function withHeader(response: string, ...lines: string[]): string {
  return response.replace('\r\nContent-Length', ['', ...lines, 'Content-Length'].join('\r\n'));
}

function isAuthorised(request: string, passwords: Record<string, string>): boolean {
  const given = field(request, 'Authorization');
  const value = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(given)?.[1] ?? '';
  const user = value('username');
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const expected = md5(`${md5(`${user}:${REALM}:${passwords[user] ?? ''}`)}:${NONCE}:${md5(`REGISTER:${value('uri')}`)}`);
  return user in passwords && value('response') === expected;
}
