/** `npm test`: installs the peers where it can, builds the renderer for the browser tests, runs everything, and ends with one
 *  line that counts. `npm test -- core` or `-- peers` runs that part; further words are handed to vitest. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureRenderer } from './build-renderer.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const [first, ...rest] = process.argv.slice(2);
const PEERS = ['signals', 'peers', 'alone'];
const isPart = first === 'core' || first === 'peers';
const projects = first === 'core' ? ['core'] : first === 'peers' ? PEERS : ['core', ...PEERS];
const words = isPart ? rest : process.argv.slice(2);

if (projects.includes('peers')) {
  spawnSync('bash', [join(root, 'test/peers.sh')], { stdio: 'inherit' });
  ensureRenderer();
}

const folder = mkdtempSync(join(tmpdir(), 'rung-test-'));
const report = join(folder, 'report.json');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const ran = spawnSync(process.execPath, [
  vitest, 'run', ...projects.flatMap((project) => ['--project', project]), '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...words,
], { cwd: root, stdio: 'inherit' });

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
}

/** A test file that cannot even be loaded counts as a failure: vitest reports no test of it. */
function count(): Report {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as Report;
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0 };
  }
}

const { numPassedTests, numFailedTests, numPendingTests } = count();
const failed = ran.status === 0 ? numFailedTests : Math.max(1, numFailedTests);
console.log(`${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`);
rmSync(folder, { recursive: true });
process.exitCode = ran.status ?? 1;
