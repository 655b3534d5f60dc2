import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, posix, win32 } from 'node:path';

interface Surroundings {
  platform: NodeJS.Platform;
  env: Record<string, string | undefined>;
  home: string;
}

/** Where Rung keeps its data: `RUNG_DATA_DIR`, else the place that the system has for it. Nothing is made here. */
export function dataDirectory({ platform, env, home }: Surroundings = { platform: process.platform, env: process.env, home: homedir() }): string {
  const path = platform === 'win32' ? win32 : posix;
  if (env['RUNG_DATA_DIR']) return path.resolve(env['RUNG_DATA_DIR']);
  if (platform === 'win32') return path.join(env['APPDATA'] || path.join(home, 'AppData', 'Roaming'), 'Rung');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Rung');
  // XDG Base Directory Specification: a relative path is invalid and to be ignored.
  const xdg = env['XDG_DATA_HOME'];
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(home, '.local', 'share'), 'rung');
}

/** The database in that directory. */
export function databasePath(directory: string): string {
  return join(directory, 'rung.db');
}

/** Makes the folder and those above it, for their owner only. Throws what mkdir throws. Node's own `recursive` never returns
 *  where a parent exists but refuses children with ENOENT, as /proc does. */
export function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeDirectory(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
