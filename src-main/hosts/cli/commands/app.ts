/** `rung` without a command, and `npm start`: the desktop app where Electron and a display are; else the same UI in a browser. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../usage-error.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

export async function app(): Promise<number> {
  const missing = missingForElectron();
  if (missing === undefined) return await startElectron();
  process.stdout.write(`${missing} Rung runs in the browser instead.\n`);
  const { runWeb } = await import('../../web/run-web.ts');
  (await import('../../../../scripts/build-renderer.ts')).ensureRenderer();
  return await runWeb({ open: true });
}

/** In one sentence, why the desktop app cannot run here. */
function missingForElectron(): string | undefined {
  if (!hasDisplay()) return 'There is no display here for the desktop app.';
  if (electronBinary() !== undefined || fetchElectron()) return undefined;
  return "Electron's program could not be fetched (no network?), so there is no desktop window.";
}

export function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** The Electron program, where it is already on this machine. */
export function electronBinary(): string | undefined {
  const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron';
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(electronPackage(), 'dist');
  const path = join(folder, name);
  return existsSync(path) ? path : undefined;
}

function electronPackage(): string {
  return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
}

/** The npm package fetches its program on the first start; gives up quietly where it cannot. */
function fetchElectron(): boolean {
  process.stdout.write("Fetching Electron's program (once) …\n");
  const fetched = spawnSync(process.execPath, [join(electronPackage(), 'install.js')], { stdio: 'ignore', timeout: 300_000 });
  return fetched.status === 0 && electronBinary() !== undefined;
}

async function startElectron(): Promise<number> {
  const { buildRenderer } = await import('../../../../scripts/build-renderer.ts');
  const { buildElectron } = await import('../../../../scripts/build-electron.ts');
  buildRenderer();
  await buildElectron();
  const child = spawn(electronBinary() ?? 'electron', [root], { stdio: 'inherit' });
  return await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? EXIT.failed)));
}
