import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'dist/renderer/index.html');

/** vite build of src-renderer into dist/renderer. */
export async function buildRenderer(): Promise<void> {
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
}

/** Builds where there is nothing yet or a source is newer: a checkout starts with one command. */
export async function ensureRenderer(): Promise<void> {
  if (existsSync(built) && statSync(built).mtimeMs > newest([join(root, 'src-renderer'), join(root, 'src-shared')])) return;
  await buildRenderer();
}

function newest(folders: string[]): number {
  const times = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
  return Math.max(...times);
}
