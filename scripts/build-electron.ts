import { fileURLToPath } from 'node:url';
import type { RolldownOptions } from 'rolldown';
import { rolldown } from 'rolldown';

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Electron brings `electron` and Node's own modules; everything else goes into the bundle. */
const common: RolldownOptions = { platform: 'node', external: [/^node:/, 'electron', 'bufferutil', 'utf-8-validate'] };

/** Main and media worker as ES modules in dist/main; the preload as one CommonJS file, which the sandbox needs. */
export async function buildElectron(): Promise<void> {
  const main = await rolldown({ ...common, input: { main: at('src-main/hosts/electron/main.ts'), 'media-worker': at('src-main/media/engine/media-worker.ts') } });
  await main.write({ dir: at('dist/main'), format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', cleanDir: true });
  const preload = await rolldown({ ...common, input: at('src-main/hosts/electron/preload.ts') });
  await preload.write({ file: at('dist/preload/preload.cjs'), format: 'cjs' });
}
