/** The UI's files and its WebSocket on one local port, for the one browser that opened the one-time address. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RungError } from '../../../src-shared/errors.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { Result } from '../../../src-shared/result.ts';
import { localError } from '../../net/network-error.ts';
import type { Random } from '../../ports.ts';
import { securityHeaders } from '../page-headers.ts';
import { hostNames, urlHost } from './host-names.ts';
import { openPageFiles } from './page-files.ts';
import type { PageFiles } from './page-files.ts';
import type { UiPage } from '../page-hub.ts';
import { createPage } from './page-socket.ts';
import { createSessionGate } from './session-gate.ts';
import type { SessionGate } from './session-gate.ts';

export interface WebHostOptions {
  /** Own address to listen on; anything but loopback lets others on the network reach the page. */
  host: string;
  /** 0: any free one. */
  port: number;
  /** The built renderer. */
  folder: string;
  random: Random;
  onPage: (page: UiPage) => void;
}

export interface WebHost {
  /** Opens the page once; reloading works from then on. */
  readonly oneTimeUrl: string;
  readonly port: number;
  close(): Promise<void>;
}

const SOCKET_PATH = '/ws';
const MAX_PAGES = 16;
/** The largest contract message: an account, a setting. Messages to the page are not limited by this. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const HEARTBEAT_MS = 15_000;
/** What the page is told when it may not come in. */
const CLOSED_DOOR = 'Rung does not know this browser. Open the one-time address that Rung printed when it started; start it again for a new one.\n';

/** Errors: `port-in-use`, `address-not-available`, `permission-denied`, `ui-not-built`. */
export async function startWebHost(options: WebHostOptions): Promise<Result<WebHost, RungError>> {
  const files = openPageFiles(options.folder);
  if (!files.ok) return files;
  const server = createServer();
  const listening = await listen(server, options);
  if (!listening.ok) return listening;
  const { port } = server.address() as AddressInfo;
  const gate = createSessionGate(options.random, port, hostNames(options.host, port));
  const sockets = createSockets(options.onPage);

  server.on('request', (request: IncomingMessage, response: ServerResponse) => void answer(request, response, gate, files.value));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const refusal = refuseSocket(request, gate) ?? (sockets.full() ? 503 : undefined);
    if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    sockets.accept(request, socket, head);
  });

  return ok({
    port,
    oneTimeUrl: `http://${urlHost(options.host)}:${port}/?token=${gate.token}`,
    async close() {
      sockets.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  });
}

function listen(server: ReturnType<typeof createServer>, { host, port }: WebHostOptions): Promise<Result<void, RungError>> {
  return new Promise((resolve) => {
    const refuse = (error: NodeJS.ErrnoException): void => resolve(err(localError(error, { address: host, port }, 'TCP')));
    server.once('error', refuse);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', refuse);
      resolve(ok(undefined));
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, gate: SessionGate, files: PageFiles): Promise<void> {
  const refuse = (status: number, text: string, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { ...securityHeaders(), 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers });
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  if (!gate.hostAllowed(request) || !gate.originAllowed(request, false)) return refuse(403, 'Not from here.\n');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET and HEAD.\n', { allow: 'GET, HEAD' });

  const { path, token } = target(request);
  if (token !== undefined) {
    // HEAD looks and does not take: link previews must not use the token up.
    const cookie = request.method === 'GET' ? gate.exchange(token) : undefined;
    if (cookie !== undefined) return refuse(303, '', { 'set-cookie': cookie, location: '/' });
    if (gate.hasSession(request)) return refuse(303, '', { location: '/' });
  }
  if (!gate.hasSession(request)) return refuse(403, CLOSED_DOOR);

  const file = await files.read(path);
  if (!file) return refuse(404, 'Not found.\n');
  response.writeHead(200, { ...securityHeaders(), ...file.headers, 'content-length': String(file.body.length) });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

function target(request: IncomingMessage): { path: string; token: string | undefined } {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  return { path, token: new URLSearchParams(query).get('token') ?? undefined };
}

function refuseSocket(request: IncomingMessage, gate: SessionGate): number | undefined {
  if (target(request).path !== SOCKET_PATH) return 404;
  if (!gate.hostAllowed(request) || !gate.originAllowed(request, true) || !gate.hasSession(request)) return 403;
  return undefined;
}

interface Sockets {
  full(): boolean;
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

function createSockets(onPage: (page: UiPage) => void): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const silent = new WeakSet<object>();
  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) {
        socket.terminate();
        continue;
      }
      silent.add(socket);
      socket.ping();
    }
  }, HEARTBEAT_MS).unref();

  return {
    full: () => server.clients.size >= MAX_PAGES,
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, (opened) => {
        opened.on('pong', () => silent.delete(opened));
        onPage(createPage(opened));
      });
    },
    close() {
      clearInterval(heartbeat);
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
