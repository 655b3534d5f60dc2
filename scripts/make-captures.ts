/** `node scripts/make-captures.ts [NAME…]`: plays the scenarios of test/captures anew with real peers (test/peers.sh installs them; needs
 *  root for network namespaces), each on a loopback interface of its own, and writes NAME.pcap (dumpcap's) and NAME.json (tshark's view of it).
 *  Without names: all. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { factsOf } from '../test/captures/make/tshark-facts.ts';

const FOLDER = fileURLToPath(new URL('../test/captures', import.meta.url));

/** Whatever else this machine says to itself is not heard there. */
function inOwnNetwork(command: string, environment: Record<string, string>): void {
  const prepare = 'ip link set lo up && ip route add 224.0.0.0/4 dev lo';
  spawnSync('unshare', ['-n', 'bash', '-c', `${prepare} && ${command}`], { stdio: 'inherit', env: { ...process.env, ...environment } });
}

/** The pages of docs/ladders. */
function playGallery(folder: string): void {
  inOwnNetwork('npx vitest run --project peers test/interop/gallery.test.ts', { RUNG_CAPTURES: folder });
}

function describe(name: string): void {
  const facts = factsOf(join(FOLDER, `${name}.pcap`));
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(facts, null, 1)}\n`);
  console.log(`${name}: ${facts.messages.length} messages, ${facts.streams.length} streams`);
}

const wanted = process.argv.slice(2);
const fresh = mkdtempSync(join(tmpdir(), 'rung-captures-'));
if (wanted.length === 0 || wanted.includes('gallery')) playGallery(fresh);
for (const file of readdirSync(fresh)) renameSync(join(fresh, file), join(FOLDER, file));
const made = readdirSync(FOLDER).filter((file) => file.endsWith('.pcap')).map((file) => file.replace('.pcap', ''));
for (const name of made) if (wanted.length === 0 || wanted.includes(name) || !existsSync(join(FOLDER, `${name}.json`))) describe(name);
