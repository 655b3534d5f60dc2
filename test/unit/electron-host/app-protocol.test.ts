import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Protocol } from 'electron';
import { afterAll, describe, expect, it } from 'vitest';
import { serveApp } from '../../../src-main/hosts/electron/app-protocol.ts';

const outer = mkdtempSync(join(tmpdir(), 'rung-app-'));
const folder = join(outer, 'renderer');
afterAll(() => rmSync(outer, { recursive: true }));

async function get(url: string, method = 'GET'): Promise<Response> {
  let handler: (request: Request) => Response | Promise<Response> = () => new Response();
  serveApp({ handle: (_scheme, given) => void (handler = given as typeof handler) } as Pick<Protocol, 'handle'>, folder);
  return await handler({ url, method } as Request);
}

describe('app://', () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(outer, 'secret.txt'), 'secret');

  it('serves the page with a strict policy', async () => {
    const response = await get('app://rung/');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  });

  it.each([
    'app://rung/../secret.txt', 'app://rung/%2e%2e/secret.txt', 'app://rung/..%2fsecret.txt', 'app://rung/%2e%2e%2fsecret.txt',
    'app://rung/index.html%00.png', 'app://rung/%', 'app://other/index.html', 'app://rung/missing.js',
  ])('answers 404 to %s', async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('secret');
  });

  it('takes GET only', async () => {
    expect((await get('app://rung/index.html', 'POST')).status).toBe(404);
  });
});
