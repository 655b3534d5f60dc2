/** SIPp's calls at rising rates against one UAS: `unshare -n node sip-ladder.ts UAS SECONDS RATE…` prints a line of JSON a rate.
 *  In a network namespace of its own the ports are free and nobody else's packets are about. SIPp has core 0, the UAS core 1. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LadderRung {
  offered: number;
  succeeded: number;
  failed: number;
  retransmissions: number;
  /** Of the UAS, all its threads. */
  cpuMicrosecondsPerCall: number;
}

const RUNG = join(import.meta.dirname, '../../bin/rung.js');
const UAS: Record<string, string[]> = {
  sipp: ['sipp', '-sn', 'uas', '-i', '127.0.0.1', '-p', '5060', '-nostdin', '-buff_size', '4000000'],
  floor: [process.execPath, join(import.meta.dirname, 'uas-floor.ts')],
  kirm: [process.execPath, join(import.meta.dirname, 'peers/kirm-uas.mjs')],
  'rung-signalling': [process.execPath, join(import.meta.dirname, 'uas-rung.ts')],
  'rung-answer': [process.execPath, RUNG, 'answer', '--listen', '127.0.0.1:5060', '--quiet', '--max-calls', '20000', '--rtp-ports', '10000-60000'],
};
const CLOCK_TICK_MICROSECONDS = 10_000;

const [name = '', seconds = '5', ...rates] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'rung-ladder-'));
execFileSync('ip', ['link', 'set', 'lo', 'up']);
const uas = spawn('taskset', ['-c', '1', ...UAS[name]!], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
await sleep(2000);
for (const rate of rates.map(Number)) {
  const rung = climb(rate);
  console.log(JSON.stringify(rung));
  // A UAS that is this far behind only shows how SIPp gives up.
  if (!rung || rung.failed > rung.succeeded / 10) break;
  await sleep(1000);
}
uas.kill('SIGKILL');
rmSync(folder, { recursive: true, force: true });

function climb(rate: number): LadderRung | undefined {
  const calls = rate * Number(seconds);
  const patience = Number(seconds) * 2 + 10;
  const before = cpuTicks();
  spawnSync('taskset', [
    '-c', '0', 'timeout', String(patience + 10), 'sipp', '-sn', 'uac', '-i', '127.0.0.1', '-p', '5070', '127.0.0.1:5060', '-r', String(rate), '-m', String(calls),
    '-d', '0', '-l', '20000', '-nostdin', '-buff_size', '4000000', '-trace_stat', '-stf', 'statistics.csv', '-fd', '1', '-timeout', String(patience),
  ], { cwd: folder, stdio: 'ignore' });
  const figures = lastStatistics();
  if (!figures) return undefined;
  const succeeded = figures['SuccessfulCall(C)'] ?? 0;
  return {
    offered: rate,
    succeeded,
    failed: calls - succeeded,
    retransmissions: figures['Retransmissions(C)'] ?? 0,
    cpuMicrosecondsPerCall: ((cpuTicks() - before) * CLOCK_TICK_MICROSECONDS) / Math.max(1, succeeded),
  };
}

/** utime and stime: fields 14 and 15 of proc(5) stat, counted after the name in parentheses. taskset becomes the UAS. */
function cpuTicks(): number {
  const fields = readFileSync(`/proc/${uas.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function lastStatistics(): Record<string, number> | undefined {
  try {
    const path = join(folder, 'statistics.csv');
    const lines = readFileSync(path, 'utf8').trim().split('\n').map((line) => line.split(';'));
    rmSync(path);
    return Object.fromEntries(lines[0]!.map((column, i) => [column, Number(lines.at(-1)![i])]));
  } catch {
    return undefined;
  }
}
