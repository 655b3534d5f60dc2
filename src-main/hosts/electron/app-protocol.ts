/** `app://rung/…`: the built renderer out of its folder, with the security headers, and nothing else. No file:// anywhere. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { Protocol } from 'electron';
import { contentType, securityHeaders } from '../page-headers.ts';

export const APP_ORIGIN = 'app://rung';

/** Before `app.ready`: makes app:// a standard, secure origin (AudioWorklet, getUserMedia and modules need one). */
export function declareAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** After `app.ready`: serves `folder`. */
export function serveApp(protocol: Pick<Protocol, 'handle'>, folder: string): void {
  protocol.handle('app', (request) => answer(request, folder));
}

async function answer(request: Request, folder: string): Promise<Response> {
  const url = new URL(request.url);
  const path = fileFor(url.pathname, folder);
  if (url.host !== 'rung' || request.method !== 'GET' || path === undefined) return notFound();
  try {
    const body = await readFile(path);
    return new Response(body, { headers: { ...securityHeaders(), 'content-type': contentType(extname(path)) } });
  } catch {
    return notFound();
  }
}

/** The file behind a URL path; undefined where it would leave the folder. */
function fileFor(pathname: string, folder: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  const path = normalize(join(folder, decoded === '/' ? 'index.html' : decoded));
  return path.startsWith(folder + sep) && !decoded.includes('\0') ? path : undefined;
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: securityHeaders() });
}
