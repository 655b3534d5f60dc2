import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Effort } from '../compare.ts';
import { makeCapture } from '../make-capture.ts';
import type { Table } from '../table.ts';
import { median } from '../table.ts';

const TIME = '/usr/bin/time';
const MESSAGES = 100_000;
const READER = join(import.meta.dirname, '../read-capture.ts');

interface Run {
  cpuS: number;
  wallS: number;
  megabytes: number;
  firstCallsMs: number;
}

/** From start to end of a process, turn about: Node and its start are part of Rung's. */
export function benchCapture({ rounds, isQuick }: Effort): Table[] {
  const folder = mkdtempSync(join(tmpdir(), 'rung-bench-'));
  const file = join(folder, 'calls.pcap');
  try {
    const calls = makeCapture(file, isQuick ? MESSAGES / 10 : MESSAGES);
    return [table(`${calls} calls, ${7 * calls} messages, ${Math.round(statSync(file).size / 1e6)} MB`, file, rounds)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function table(what: string, file: string, rounds: number): Table {
  const title = `Opening a capture of ${what}: to the list of calls`;
  const columns = ['', 'CPU s', 'wall s', 'peak MB', 'first calls ms', 'CPU, Rung = 1'];
  if (!existsSync(TIME)) return { title, columns, rows: [], notes: ['Not measured: /usr/bin/time missing.'] };
  const commands: Record<string, string[]> = {
    Rung: [process.execPath, READER, file], sngrep: ['sngrep', '-N', '-q', '-I', file], tshark: ['tshark', '-n', '-r', file, '-Y', 'sip'],
  };
  const runs = new Map<string, Run[]>(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) {
      const run = measure(command);
      if (run) runs.get(name)?.push(run);
    }
  }
  const figure = (name: string, key: keyof Run): number => median((runs.get(name) ?? []).map((run) => run[key]));
  const measured = [...runs].filter(([, each]) => each.length > 0).map(([name]) => name);
  return {
    title,
    columns,
    rows: measured.map((name) => [
      name, figure(name, 'cpuS'), figure(name, 'wallS'), figure(name, 'megabytes'), name === 'Rung' ? figure(name, 'firstCallsMs') : '', figure(name, 'cpuS') / figure('Rung', 'cpuS'),
    ]),
    notes: Object.keys(commands).filter((name) => !measured.includes(name)).map((name) => `Not measured: ${name} is missing.`),
  };
}

function measure(command: string[]): Run | undefined {
  const { status, stdout, stderr } = spawnSync(TIME, ['-f', 'used %U %S %e %M', ...command], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const used = /used ([\d.]+) ([\d.]+) ([\d.]+) (\d+)/.exec(stderr);
  if (status !== 0 || !used) return undefined;
  const [user = 0, system = 0, wallS = 0, kilobytes = 0] = used.slice(1).map(Number);
  const firstCallsMs = Number(/"firstCallsMs":([\d.]+)/.exec(stdout)?.[1] ?? 0);
  return { cpuS: user + system, wallS, megabytes: kilobytes / 1024, firstCallsMs };
}
