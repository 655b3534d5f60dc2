/** `npm run bench [-- --quick] [-- SECTION …]`: measures, prints Markdown tables, and keeps them in bench-results/ as JSON. Figures of one
 *  run compare with each other; those of two runs or two machines do not. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform } from 'node:os';
import { join } from 'node:path';
import type { Effort } from '../test/bench/compare.ts';
import { installPeers } from '../test/bench/peers.ts';
import { benchCapture } from '../test/bench/sections/capture.ts';
import { benchCaptureMemory } from '../test/bench/sections/capture-memory.ts';
import { benchCodecs } from '../test/bench/sections/codecs.ts';
import { benchLadderScroll } from '../test/bench/sections/ladder-scroll.ts';
import { benchMediaPath } from '../test/bench/sections/media-path.ts';
import { benchMouthToEar } from '../test/bench/sections/mouth-to-ear.ts';
import { benchPageDelay } from '../test/bench/sections/page-delay.ts';
import { benchRtpStreams } from '../test/bench/sections/rtp-streams.ts';
import { benchSap } from '../test/bench/sections/sap.ts';
import { benchSdp } from '../test/bench/sections/sdp.ts';
import { benchSipParser } from '../test/bench/sections/sip-parser.ts';
import { benchSipUas } from '../test/bench/sections/sip-uas.ts';
import { benchSrtp } from '../test/bench/sections/srtp.ts';
import { benchStart } from '../test/bench/sections/start.ts';
import { benchTraceSearch } from '../test/bench/sections/trace-search.ts';
import type { Table } from '../test/bench/table.ts';
import { printTable } from '../test/bench/table.ts';

const SECTIONS: Record<string, (effort: Effort) => Table[] | Promise<Table[]>> = {
  'sip-parser': benchSipParser,
  sdp: benchSdp,
  sap: benchSap,
  codecs: benchCodecs,
  'media-path': benchMediaPath,
  srtp: benchSrtp,
  'rtp-streams': benchRtpStreams,
  'mouth-to-ear': benchMouthToEar,
  'page-delay': benchPageDelay,
  capture: benchCapture,
  'capture-memory': benchCaptureMemory,
  'trace-search': benchTraceSearch,
  'ladder-scroll': benchLadderScroll,
  'sip-uas': benchSipUas,
  start: benchStart,
};
const FULL: Effort = { rounds: 3, seconds: 1, isQuick: false };
const QUICK: Effort = { rounds: 1, seconds: 0.25, isQuick: true };

const words = process.argv.slice(2);
const isQuick = words.includes('--quick');
const named = words.filter((word) => word !== '--quick');
const unknown = named.filter((name) => !(name in SECTIONS));
if (unknown.length > 0) {
  console.error(`bench: no section ${unknown.join(', ')}; there are ${Object.keys(SECTIONS).join(', ')}`);
  process.exit(2);
}

installPeers();
const started = new Date();
const machine = {
  node: process.version, system: `${platform()} ${arch()}`, cpu: cpus()[0]?.model ?? '', cores: availableParallelism(), loadBefore: loadavg()[0] ?? 0,
};
console.log(`${started.toISOString()}, Node ${machine.node}, ${machine.system}, ${machine.cores} × ${machine.cpu}, load ${machine.loadBefore.toFixed(1)}`);
const sections: Record<string, Table[]> = {};
for (const name of named.length > 0 ? named : Object.keys(SECTIONS)) {
  const tables = await SECTIONS[name]!(isQuick ? QUICK : FULL);
  for (const table of tables) printTable(table);
  sections[name] = tables;
}
save();

function save(): void {
  const folder = join(import.meta.dirname, '../bench-results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${started.toISOString().slice(0, 19).replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ date: started.toISOString(), isQuick, machine, sections }, undefined, 1)}\n`);
  console.log(`\n${file}`);
}
