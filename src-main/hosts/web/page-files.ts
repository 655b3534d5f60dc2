/** The built renderer as a table from URL path to file: what is not in the table cannot be had, wherever a path points. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { Result } from '../../../src-shared/result.ts';
import { contentType } from '../page-headers.ts';

export interface PageFile {
  body: Buffer;
  headers: Record<string, string>;
}

export interface PageFiles {
  /** Undefined: no such file. `path` as in the URL, still encoded. */
  read(path: string): Promise<PageFile | undefined>;
}

/** vite puts a hash of the content into the names of these. */
const HASHED = '/assets/';

/** Error: `ui-not-built`. */
export function openPageFiles(folder: string): Result<PageFiles, RungError> {
  const files = listFiles(folder);
  if (!files.has('/index.html')) {
    return err(rungError('ui-not-built', `The user interface is not built: ${folder} has no index.html. Run "npm run build".`, { folder }));
  }
  return ok({ read });

  async function read(path: string): Promise<PageFile | undefined> {
    const name = path === '/' ? '/index.html' : path;
    const file = files.get(name);
    if (file === undefined) return undefined;
    try {
      const cache = name.startsWith(HASHED) ? 'private, max-age=31536000, immutable' : 'no-cache';
      return { body: await readFile(file), headers: { 'content-type': contentType(extname(file)), 'cache-control': cache } };
    } catch {
      // Built anew while we run.
      return undefined;
    }
  }
}

function listFiles(folder: string): Map<string, string> {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return new Map(
      entries.map((entry) => {
        const file = join(entry.parentPath, entry.name);
        const path = relative(folder, file).split(sep).map(encodeURIComponent).join('/');
        return [`/${path}`, file];
      }),
    );
  } catch {
    return new Map();
  }
}
