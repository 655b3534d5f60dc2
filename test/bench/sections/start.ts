import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { ensureRenderer } from '../../../scripts/build-renderer.ts';
import { newProfile, openApp, startBrowser } from '../../e2e/support/browser.ts';
import type { Effort } from '../compare.ts';
import type { Table } from '../table.ts';
import { median } from '../table.ts';

const ROOT = join(import.meta.dirname, '../../..');
const BIN = join(ROOT, 'bin/rung.js');
const CHROMIUM = '/usr/bin/chromium';
const MESSAGE = join(import.meta.dirname, '../corpus/01-invite.sip');
const KILOBYTE = 1024;
const CLOCK_TICK_MS = 10;

export async function benchStart(effort: Effort): Promise<Table[]> {
  await ensureRenderer();
  return [commands(effort), await window(effort), firstLoad()];
}

function commands({ isQuick }: Effort): Table {
  const lines: Record<string, string[]> = { 'node -e 0': ['-e', '0'], 'rung --help': [BIN, '--help'], 'rung parse FILE': [BIN, 'parse', MESSAGE] };
  const times = new Map<string, { wallMs: number[]; cpuMs: number[] }>(Object.keys(lines).map((name) => [name, { wallMs: [], cpuMs: [] }]));
  for (let round = 0; round < (isQuick ? 3 : 11); round++) {
    for (const [name, { wallMs, cpuMs }] of times) {
      const start = performance.now();
      const before = childrenCpuMs();
      spawnSync(process.execPath, lines[name]!, { stdio: 'ignore' });
      wallMs.push(performance.now() - start);
      cpuMs.push(childrenCpuMs() - before);
    }
  }
  return {
    title: 'Start of a command',
    columns: ['', 'median ms', 'fastest ms', 'CPU ms'],
    rows: [...times].map(([name, { wallMs, cpuMs }]) => [name, median(wallMs), Math.min(...wallMs), median(cpuMs)]),
    notes: [],
  };
}

/** Of the children that have ended: cutime and cstime of proc(5) stat. NaN where there is no /proc. */
function childrenCpuMs(): number {
  const fields = procFields('self');
  return (Number(fields[13]) + Number(fields[14])) * CLOCK_TICK_MS;
}

/** The fields of /proc/PID/stat that follow the name in parentheses: the first is number 3 of proc(5). */
function procFields(pid: number | 'self'): string[] {
  return existsSync('/proc/self/stat') ? readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ') : [];
}

interface WebHost {
  child: ChildProcess;
  url: string;
  stop(): Promise<void>;
}

/** From the start of the process to a dial field that can be typed into, in a Chromium that is running already; then ten idle seconds. */
async function window({ isQuick, rounds }: Effort): Promise<Table> {
  const table: Table = { title: 'Web host and its first window', columns: ['', 'median', 'best'], rows: [], notes: [] };
  if (!existsSync(CHROMIUM)) return { ...table, notes: [`Not measured: there is no ${CHROMIUM}.`] };
  const browser = await startBrowser('');
  const addressMs: number[] = [];
  const usableMs: number[] = [];
  for (let round = 0; round < (isQuick ? 1 : rounds + 2); round++) {
    const start = performance.now();
    const host = await startWebHost();
    addressMs.push(performance.now() - start);
    const profile = await newProfile(browser);
    await openApp(profile, host.url);
    usableMs.push(performance.now() - start);
    await profile.close();
    await host.stop();
  }
  table.rows.push(
    ['its address is printed, ms', median(addressMs), Math.min(...addressMs)],
    ['window usable, ms', median(usableMs), Math.min(...usableMs)],
    ...(await idle(browser, isQuick ? 3 : 10)),
  );
  table.notes.push('Idle: the Node process with a page open and no account.');
  await browser.close();
  return table;
}

async function idle(browser: Browser, seconds: number): Promise<Table['rows']> {
  const host = await startWebHost();
  const profile = await newProfile(browser);
  await openApp(profile, host.url);
  await sleep(2000);
  const before = cpuMs(host);
  await sleep(seconds * 1000);
  const percent = (cpuMs(host) - before) / (seconds * 10);
  const megabytes = residentMegabytes(host);
  await profile.close();
  await host.stop();
  return [['idle: CPU, % of a core', percent, percent], ['idle: memory (RSS), MB', megabytes, megabytes]];
}

function cpuMs({ child }: WebHost): number {
  const fields = procFields(child.pid!);
  return (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS;
}

function residentMegabytes({ child }: WebHost): number {
  return Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / KILOBYTE;
}

async function startWebHost(): Promise<WebHost> {
  const dataDir = mkdtempSync(join(tmpdir(), 'rung-bench-'));
  const child = spawn(process.execPath, [BIN, 'web', '--no-open', '--port', '0'], {
    env: { ...process.env, RUNG_DATA_DIR: dataDir, RUNG_SAP_INTERFACE: '127.0.0.1' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      const found = /http:\S+/.exec(text);
      if (found) resolve(found[0]);
    });
    void exited.then(() => reject(new Error(`rung web ended: ${text}`)));
  });
  return {
    child,
    url,
    async stop() {
      child.kill('SIGINT');
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What the browser must have before it shows anything: the page and what it names. */
function firstLoad(): Table {
  const folder = join(ROOT, 'dist/renderer');
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const files = ['index.html', ...Array.from(html.matchAll(/(?:src|href)="\.?\/?([^":]+)"/g), (match) => match[1]!)];
  const sizes = files.map((file) => [file, gzipSync(readFileSync(join(folder, file))).length / KILOBYTE] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  return { title: 'First load of the page', columns: ['', 'kB, gzip'], rows: [...sizes.map((row) => [...row]), ['together', total]], notes: [] };
}
