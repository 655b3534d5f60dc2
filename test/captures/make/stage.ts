/** A loopback interface of its own with the addresses of a small network on it, an independent capturer, and peers that come and go. */
import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lab } from '../../interop/support/lab.ts';
import { createLab } from '../../interop/support/lab.ts';
import type { Step } from './sipp-scenario.ts';
import { scenario } from './sipp-scenario.ts';

/** Addresses for documentation (RFC 5737), which nobody takes for private ones. */
export const ALICE = '192.0.2.10';
export const BOB = '192.0.2.20';
export const PROXY = '192.0.2.1';
const BIN = fileURLToPath(new URL('../../../bin/rung.js', import.meta.url));

export interface Stage {
  /** SIPp at Bob's, port 5060, waiting to be called; `calls` times. */
  bob(steps: readonly Step[], options?: { calls?: number; port?: number; options?: string[] }): Promise<void>;
  /** SIPp at Alice's, to the end of its scenario. */
  alice(steps: readonly Step[], target?: string, options?: string[]): Promise<void>;
  /** A baresip at that address, port 5060; `options` as test/lab/baresip/start.sh takes them. */
  baresip(address: string, ...options: string[]): { tell(...command: string[]): void };
  /** Kamailio at the proxy's address, port 5060. */
  kamailio(...flags: string[]): void;
  /** A scenario of test/lab at Bob's. */
  labUas(name: string): string;
  /** To its end, whatever that is. */
  rung(...args: string[]): Promise<void>;
  /** Goes on until the capture is over. */
  rungStays(...args: string[]): void;
  /** ffmpeg sends a tone (PCMU) to a group and announces it by SAP, for so many seconds; then it deletes the announcement. */
  announced(name: string, group: string, port: number, seconds: number): Promise<void>;
  pause(seconds: number): Promise<void>;
}

/** To be called in a network namespace. Resolves with the capture's file. */
export async function capture(play: (stage: Stage) => Promise<void>): Promise<string> {
  for (const address of [ALICE, BOB, PROXY]) ip('addr', 'add', `${address}/32`, 'dev', 'lo');
  // Packets to private addresses leave, and come to nobody.
  ip('route', 'add', '192.168.0.0/16', 'dev', 'lo');
  ip('link', 'set', 'lo', 'mtu', '1500');
  const folder = mkdtempSync(join(tmpdir(), 'rung-capture-'));
  const file = join(folder, 'capture.pcap');
  const dumpcap = spawn('dumpcap', ['-q', '-P', '-i', 'lo', '-f', 'udp or tcp port 5060 or icmp or (ip[6:2] & 0x1fff != 0)', '-w', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise<void>((resolve) => dumpcap.stderr.on('data', (data: Buffer) => data.includes('File:') && resolve()));
  const { stage, close } = createStage(folder);
  try {
    await play(stage);
    await seconds(0.5);
  } finally {
    dumpcap.kill('SIGINT');
    await new Promise((resolve) => dumpcap.once('close', resolve));
    close();
  }
  return file;
}

function createStage(folder: string): { stage: Stage; close(): void } {
  const children: ChildProcess[] = [];
  const labs: Lab[] = [];
  // Two seconds of a buzz in µ-law.
  writeFileSync(join(folder, 'say.ul'), Uint8Array.from({ length: 16_000 }, (_, at) => (at % 40 < 20 ? 0x90 : 0x10)));

  function run(command: string, args: string[], output: 'ignore' | 'inherit' = 'ignore'): ChildProcess {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', output, output === 'ignore' ? 'ignore' : 'inherit'] });
    children.push(child);
    return child;
  }
  const ended = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once('close', () => resolve()));

  function sipp(address: string, port: number, steps: readonly Step[], more: string[]): ChildProcess {
    const path = join(folder, `scenario-${children.length}.xml`);
    writeFileSync(path, scenario('capture', steps));
    const media = String(20_000 + children.length * 10);
    return run('sipp', ['-sf', path, '-i', address, '-mi', address, '-p', String(port), '-mp', media, '-nostdin', '-timeout', '60s', '-trace_err', '-error_file', `${path}.err`, ...more]);
  }

  function lab(address: string): Lab {
    const opened = createLab({ LAB_IP: address, KAM_PORT: '5060' });
    labs.push(opened);
    return opened;
  }

  const stage: Stage = {
    async bob(steps, { calls = 1, port = 5060, options = [] } = {}) {
      sipp(BOB, port, steps, ['-m', String(calls), '-s', 'bob', ...options]);
      await seconds(0.7);
    },
    alice: (steps, target = `${BOB}:5060`, options = []) => ended(sipp(ALICE, 5060, steps, ['-m', '1', '-s', 'bob', ...options, target])),
    baresip(address, ...options) {
      const own = lab(address);
      const name = address === ALICE ? 'alice' : 'bob';
      own.run('baresip/start.sh', own.folder, name, 'port=5060', 'codecs=PCMA,PCMU', ...options);
      return { tell: (...command) => void own.run('baresip/ctl.sh', own.folder, name, ...command) };
    },
    kamailio: (...flags) => {
      const own = lab(PROXY);
      own.run('kamailio/start.sh', own.folder, ...flags);
    },
    labUas(name) {
      const own = lab(BOB);
      return own.run('sipp/uas.sh', own.folder, name, 'port=5060', 't=40').trim().split('\n').at(-1) ?? '';
    },
    rung: (...args) => ended(run(process.execPath, [BIN, ...args])),
    rungStays: (...args) => void run(process.execPath, [BIN, ...args]),
    announced: (name, group, port, count) => ended(run('ffmpeg', [
      '-nostdin', '-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=8000', '-t', String(count), '-c:a', 'pcm_mulaw', '-ar', '8000', '-ac', '1',
      '-metadata', `title=${name}`, '-f', 'sap', `sap://${group}:${port}?ttl=1`,
    ])),
    pause: seconds,
  };
  return {
    stage,
    close() {
      for (const child of children) if (child.exitCode === null) child.kill();
      for (const one of labs) one.stop();
    },
  };
}

const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1000));
const ip = (...args: string[]): void => void execFileSync('ip', args);
