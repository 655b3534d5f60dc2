/** Who may talk to the web host: the browser that opened the one-time address, from that very origin. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Random } from '../../ports.ts';

const SECRET_BYTES = 32;

export interface SessionGate {
  /** To be put into the one-time address. */
  readonly token: string;
  /** The Set-Cookie value, the first time that the right token is shown; undefined otherwise. */
  exchange(token: string): string | undefined;
  hasSession(request: IncomingMessage): boolean;
  /** Host is ours, so no name of a stranger was bent to this address (DNS rebinding). */
  hostAllowed(request: IncomingMessage): boolean;
  /** Origin is the page's own; `required` for a WebSocket, which browsers let any page open. */
  originAllowed(request: IncomingMessage, required: boolean): boolean;
}

/** `hosts`: every `host:port` under which the page may be opened. */
export function createSessionGate(random: Random, port: number, hosts: ReadonlySet<string>): SessionGate {
  const token = secret(random);
  const session = secret(random);
  // Cookies are shared by all ports of a host: the name keeps two Rungs apart.
  const cookieName = `rung-${port}`;
  let used = false;

  return {
    token,
    exchange(shown) {
      if (used || !sameSecret(shown, token)) return undefined;
      used = true;
      return `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`;
    },
    hasSession: (request) => sameSecret(cookie(request, cookieName), session),
    hostAllowed: (request) => hosts.has((request.headers.host ?? '').toLowerCase()),
    originAllowed(request, required) {
      const { origin, host } = request.headers;
      if (origin === undefined) return !required;
      return origin.toLowerCase() === `http://${host ?? ''}`.toLowerCase();
    },
  };
}

function secret(random: Random): string {
  return Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url');
}

/** In constant time; hashed first because the comparison wants equal lengths. */
function sameSecret(shown: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(right));
}

function cookie(request: IncomingMessage, name: string): string {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.split('=', 2);
    if (key?.trim() === name) return value?.trim() ?? '';
  }
  return '';
}
