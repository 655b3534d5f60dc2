/** The lab of real peers (test/lab, shell scripts): started into a folder, stopped by pid, scored by numbers. */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LAB = fileURLToPath(new URL('../../lab', import.meta.url));

export interface Lab {
  readonly folder: string;
  /** Reference recordings: `speechA`, `speechB`, `tone440` … */
  reference(name: string): string;
  /** Runs a script of the lab; gives its output. Throws with the output when it fails. */
  run(script: string, ...args: string[]): string;
  /** The same, giving the exit code instead of throwing. */
  attempt(script: string, ...args: string[]): { code: number; output: string };
  /** The same, for scripts that talk to a program of this test. */
  attemptAsync(script: string, ...args: string[]): Promise<{ code: number; output: string }>;
  /** The same for a script in Python, with Debian's own (it has the modules). */
  attemptPython(script: string, ...args: string[]): Promise<{ code: number; output: string }>;
  /** What a start script wrote into NAME.env. */
  env(name: string): Record<string, string>;
  /** Where a baresip called `name` put what it heard. */
  baresipHeard(name: string): string;
  score(...args: string[]): Score;
  stop(): void;
}

export interface Score {
  ok: boolean;
  /** The scorer's JSON, for the message of a failing test. */
  text: string;
}

/** A folder of its own per test file; `environment` reaches every script (LAB_IP, NSX). */
export function createLab(environment: Record<string, string> = {}): Lab {
  const folder = mkdtempSync(join(tmpdir(), 'rung-lab-'));
  const references = join(folder, 'ref');
  let made = false;

  function attempt(script: string, ...args: string[]): { code: number; output: string } {
    const ran = spawnSync('bash', [join(LAB, script), ...args], { encoding: 'utf8', env: { ...process.env, ...environment }, timeout: 90_000 });
    return { code: ran.status ?? 99, output: `${ran.stdout}${ran.stderr}` };
  }

  function attemptWith(interpreter: string, script: string, args: string[]): Promise<{ code: number; output: string }> {
    return new Promise((resolve) => {
      execFile(interpreter, [join(LAB, script), ...args], { env: { ...process.env, ...environment }, timeout: 110_000 }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 99 : 0, output: `${stdout}${stderr}` });
      });
    });
  }

  function run(script: string, ...args: string[]): string {
    const { code, output } = attempt(script, ...args);
    if (code !== 0) throw new Error(`${script} ${args.join(' ')}: exit ${code}\n${output}`);
    return output;
  }

  return {
    folder,
    run,
    attempt,
    attemptAsync: (script, ...args) => attemptWith('bash', script, args),
    attemptPython: (script, ...args) => attemptWith('/usr/bin/python3', script, args),
    reference(name) {
      if (!made) run('audio/mkref.sh', references);
      made = true;
      return join(references, `${name}.wav`);
    },
    env(name) {
      const lines = readFileSync(join(folder, `${name}.env`), 'utf8').trim().split('\n');
      return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
    },
    baresipHeard(name) {
      const recordings = join(folder, name, 'rec');
      const file = readdirSync(recordings).filter((entry) => entry.endsWith('-dec.wav')).sort().at(-1);
      if (!file) throw new Error(`baresip ${name} has recorded nothing`);
      return join(recordings, file);
    },
    score(...args) {
      const ran = spawnSync('/usr/bin/python3', [join(LAB, 'audio/score.py'), ...args], { encoding: 'utf8' });
      return { ok: ran.status === 0, text: `${ran.stdout}${ran.stderr}`.trim() };
    },
    stop: () => void attempt('lib/stop.sh', folder),
  };
}

/** Programs that are not on this machine; a test that needs them is skipped with their names (test/peers.sh installs them). */
export function missing(...programs: string[]): string[] {
  return programs.filter((program) => {
    try {
      execFileSync('bash', ['-c', `command -v ${program}`], { stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
}
