/** `node scripts/make-captures.ts [NAME…]`: plays the scenarios of test/captures anew with real peers (test/peers.sh installs them; needs
 *  root for network namespaces), each on a loopback interface of its own, and writes NAME.pcap (dumpcap's) and NAME.json (tshark's view of it).
 *  Without names: all. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FAILURES, OTHERS, captureFile } from '../test/captures/make/failures.ts';
import { capture } from '../test/captures/make/stage.ts';
import { factsOf } from '../test/captures/make/tshark-facts.ts';

const FOLDER = fileURLToPath(new URL('../test/captures', import.meta.url));

/** Whatever else this machine says to itself is not heard there. */
function inOwnNetwork(command: string, environment: Record<string, string>): void {
  const prepare = 'ip link set lo up && ip route add 224.0.0.0/4 dev lo';
  spawnSync('unshare', ['-n', 'bash', '-c', `${prepare} && ${command}`], { stdio: 'inherit', env: { ...process.env, ...environment } });
}

/** The pages of docs/ladders. */
function playGallery(folder: string): void {
  inOwnNetwork('npx vitest run --project signals test/interop/gallery.test.ts', { RUNG_CAPTURES: folder });
}

function describe(name: string): void {
  const facts = factsOf(join(FOLDER, `${name}.pcap`));
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(facts, null, 1)}\n`);
  console.log(`${name}: ${facts.messages.length} messages, ${facts.announcements?.length ?? 0} announcements, ${facts.streams.length} streams`);
}

/** The script again, in a network of its own. */
function playFailure(name: string): void {
  inOwnNetwork(`${process.execPath} ${fileURLToPath(import.meta.url)} --here ${name}`, {});
}

async function playHere(name: string): Promise<void> {
  const failure = [...FAILURES, ...OTHERS].find((one) => one.name === name);
  if (!failure) throw new Error(`no scenario is called ${name}`);
  copyFileSync(await capture(failure.play), join(FOLDER, `${captureFile(failure)}.pcap`));
}

async function main(wanted: readonly string[]): Promise<void> {
  const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
  const pages = mkdtempSync(join(tmpdir(), 'rung-captures-'));
  if (isWanted('gallery')) playGallery(pages);
  const made = readdirSync(pages).map((file) => file.replace('.pcap', ''));
  for (const name of made) copyFileSync(join(pages, `${name}.pcap`), join(FOLDER, `${name}.pcap`));
  const failures = [...FAILURES, ...OTHERS].filter(({ name }) => isWanted(name));
  for (const { name } of failures) playFailure(name);
  for (const name of [...made, ...failures.map(captureFile)]) describe(name);
}

const [first, name = ''] = process.argv.slice(2);
if (first === '--here') {
  await playHere(name);
  // Peers that are gone may leave sockets behind.
  process.exit();
}
await main(process.argv.slice(2));
