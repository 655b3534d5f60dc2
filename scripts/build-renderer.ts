import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'dist/renderer/index.html');

/** vite build of src-renderer into dist/renderer. In a process of its own: the phone that may be started next should not
 *  carry a bundler in its memory. Throws where the build fails; vite has said why. */
export function buildRenderer(): void {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const ran = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (ran.status !== 0) throw new Error('the user interface could not be built, see above');
}

/** Builds where there is nothing yet or a source is newer: a checkout starts with one command. */
export function ensureRenderer(): void {
  const sources = [join(root, 'src-renderer'), join(root, 'src-shared'), join(root, 'vite.config.ts')];
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources.map(newest))) return;
  buildRenderer();
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}
