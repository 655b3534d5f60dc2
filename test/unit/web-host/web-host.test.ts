import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import type { UiPage } from '../../../src-main/hosts/page-hub.ts';
import type { WebHost } from '../../../src-main/hosts/web/web-host.ts';
import { startWebHost } from '../../../src-main/hosts/web/web-host.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

let directory: string;
let host: WebHost;
let pages: UiPage[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'rung-web-'));
  const folder = join(directory, 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Rung</title>');
  writeFileSync(join(folder, 'assets', 'index-abc.js'), 'export {}');
  writeFileSync(join(directory, 'secret.txt'), 'not for the page');
  pages = [];
  host = await start(folder);
});
afterEach(async () => {
  await host.close();
  rmSync(directory, { recursive: true });
});

async function start(folder: string, port = 0): Promise<WebHost> {
  const started = await startWebHost({ host: '127.0.0.1', port, folder, random: createSeededRandom(), onPage: (page) => pages.push(page) });
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
}

/** node:http rather than fetch: it lets a test set Host and send paths that are not normalised. */
function ask(path: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: host.port, path, method: options.method ?? 'GET', headers: options.headers ?? {} }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on('error', reject).end();
  });
}

const tokenPath = (): string => new URL(host.oneTimeUrl).pathname + new URL(host.oneTimeUrl).search;

async function login(): Promise<string> {
  const answer = await ask(tokenPath());
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}
const ours = (): string => `127.0.0.1:${host.port}`;

describe('the one-time address', () => {
  it('is exchanged for a cookie that no script and no other site can use', async () => {
    const answer = await ask(tokenPath());
    expect(answer).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(/^rung-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)]);
  });

  it('works once', async () => {
    await login();
    const again = await ask(tokenPath());
    expect(again).toMatchObject({ status: 403, body: expect.stringContaining('one-time address') });
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  it('may be reloaded by the browser that has the cookie, and so may the page', async () => {
    const cookie = await login();
    expect((await ask(tokenPath(), { headers: { cookie } })).status).toBe(303);
    for (let i = 0; i < 2; i++) expect(await ask('/', { headers: { cookie } })).toMatchObject({ status: 200, body: '<!doctype html><title>Rung</title>' });
  });

  it('is not used up by a preview', async () => {
    expect((await ask(tokenPath(), { method: 'HEAD' })).status).toBe(403);
    expect(await login()).not.toBe('');
  });

  it.each(['', 'x', 'A'.repeat(43)])('with token %j opens nothing', async (token) => {
    expect((await ask(`/?token=${token}`)).status).toBe(403);
  });
});

describe('what is served', () => {
  it.each(['/', '/index.html', '/assets/index-abc.js', '/nowhere', '/ws'])('is nothing without the cookie: %s', async (path) => {
    expect((await ask(path)).status).toBe(403);
    expect((await ask(path, { headers: { cookie: `rung-${host.port}=wrong` } })).status).toBe(403);
  });

  it('has its type, and a strict policy', async () => {
    const { headers } = await ask('/assets/index-abc.js', { headers: { cookie: await login() } });
    expect(headers['content-type']).toContain('text/javascript');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it('has the policy on refusals too', async () => {
    expect((await ask('/')).headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': expect.any(String) });
  });

  it.each([
    '/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/../../secret.txt', '/assets/..%5c..%5csecret.txt', '//secret.txt',
    '/index.html/', '/index.html%00', '/.', '/assets', '/%', 'http://127.0.0.1/secret.txt',
  ])('never lies outside its folder: %s', async (path) => {
    const answer = await ask(path, { headers: { cookie: await login() } });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('not for the page');
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('is not changed by %s', async (method) => {
    expect(await ask('/', { method, headers: { cookie: await login() } })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it('has a head', async () => {
    const cookie = await login();
    expect(await ask('/', { method: 'HEAD', headers: { cookie } })).toMatchObject({ status: 200, body: '', headers: { 'content-length': '34' } });
  });
});

describe('strangers', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])('who bend a name to us are refused: Host %j', async (name) => {
    const cookie = await login();
    expect((await ask('/', { headers: { cookie, host: name } })).status).toBe(403);
    const { search } = new URL(host.oneTimeUrl);
    expect((await ask(`/${search}`, { headers: { host: name } })).status).toBe(403);
  });

  it('may call us localhost', async () => {
    expect((await ask('/', { headers: { cookie: await login(), host: `localhost:${host.port}` } })).status).toBe(200);
  });

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1'])('whose page asks are refused: Origin %s', async (origin) => {
    expect((await ask('/', { headers: { cookie: await login(), origin } })).status).toBe(403);
  });
});

describe('the WebSocket', () => {
  /** The status of a refusal, or 101. */
  function connect(headers: Record<string, string>, path = '/ws'): Promise<{ status: number; socket: WebSocket }> {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers });
    onTestFinished(() => socket.terminate());
    return new Promise((resolve) => {
      socket.on('open', () => resolve({ status: 101, socket }));
      socket.on('unexpected-response', (_request, response) => resolve({ status: response.statusCode ?? 0, socket }));
      socket.on('error', () => {});
    });
  }
  const origin = (): string => `http://${ours()}`;

  it('opens for our page', async () => {
    expect((await connect({ cookie: await login(), origin: origin() })).status).toBe(101);
    expect(pages).toHaveLength(1);
  });

  it('is refused without the cookie, without or with another origin, for another host or path', async () => {
    const cookie = await login();
    expect((await connect({ origin: origin() })).status).toBe(403);
    expect((await connect({ cookie: `${cookie}x`, origin: origin() })).status).toBe(403);
    expect((await connect({ cookie })).status).toBe(403);
    expect((await connect({ cookie, origin: 'http://evil.example' })).status).toBe(403);
    expect((await connect({ cookie, origin: `http://localhost:${host.port}` })).status).toBe(403);
    expect((await connect({ cookie, origin: 'http://evil.example', host: 'evil.example' })).status).toBe(403);
    expect((await connect({ cookie, origin: origin() }, '/other')).status).toBe(404);
    expect(pages).toEqual([]);
  });

  it('carries sound both ways as 16-bit little endian', async () => {
    const { socket } = await connect({ cookie: await login(), origin: origin() });
    const page = pages[0] as UiPage;
    const heard = new Promise<Int16Array>((resolve) => (page.onAudio = resolve));
    socket.send(Buffer.from([0x01, 0x00, 0xff, 0x7f, 0x00, 0x80]));
    expect([...(await heard)]).toEqual([1, 32_767, -32_768]);

    const played = new Promise<Buffer>((resolve) => socket.on('message', (data) => resolve(data as Buffer)));
    page.sendAudio(Int16Array.from([1, 32_767, -32_768]));
    expect([...(await played)]).toEqual([0x01, 0x00, 0xff, 0x7f, 0x00, 0x80]);
  });

  it('takes what is no contract message or no frame in its stride', async () => {
    const { socket } = await connect({ cookie: await login(), origin: origin() });
    const page = pages[0] as UiPage;
    const frames: number[] = [];
    page.onAudio = (frame) => frames.push(frame.length);
    const heard = new Promise<unknown>((resolve) => page.channel.on(resolve));
    for (const text of ['{', '', 'undefined']) socket.send(text);
    socket.send(Buffer.alloc(3));
    socket.send(Buffer.alloc(100_000));
    socket.send('{"a":1}');
    expect(await heard).toEqual({ a: 1 });
    expect(frames).toEqual([1]);
  });

  it('drops sound for a page that does not keep up, but not its messages', async () => {
    const { socket } = await connect({ cookie: await login(), origin: origin() });
    const page = pages[0] as UiPage;
    let frames = 0;
    const last = new Promise<void>((resolve) => socket.on('message', (_data, isBinary) => (isBinary ? frames++ : resolve())));
    socket.pause();
    const sent = 40_000;
    for (let i = 0; i < sent; i++) page.sendAudio(new Int16Array(320));
    page.channel.post({ kind: 'event', event: 'notice', data: {} });
    socket.resume();
    await last;
    expect(frames).toBeGreaterThan(0);
    expect(frames).toBeLessThan(sent / 2);
  });

  it('is limited in number', async () => {
    const cookie = await login();
    for (let i = 0; i < 16; i++) expect((await connect({ cookie, origin: origin() })).status).toBe(101);
    expect((await connect({ cookie, origin: origin() })).status).toBe(503);
  });
});

describe('starting', () => {
  it('says which port is in use', async () => {
    const second = await startWebHost({ host: '127.0.0.1', port: host.port, folder: join(directory, 'renderer'), random: createSeededRandom(), onPage: () => {} });
    expect(second).toMatchObject({ ok: false, error: { code: 'port-in-use', params: { port: host.port } } });
  });

  it('says that the UI is not built', async () => {
    const started = await startWebHost({ host: '127.0.0.1', port: 0, folder: join(directory, 'nowhere'), random: createSeededRandom(), onPage: () => {} });
    expect(started).toMatchObject({ ok: false, error: { code: 'ui-not-built' } });
  });

  it('frees the port when closed, open pages or not', async () => {
    const folder = join(directory, 'renderer');
    const first = await start(folder);
    await first.close();
    const again = await start(folder, first.port);
    expect(again.port).toBe(first.port);
    await again.close();
  });
});
