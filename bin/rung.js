#!/usr/bin/env node
// Written for old Nodes too: they must be able to read this file, to say which one is needed.
import { homedir } from 'node:os';
import { join } from 'node:path';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(`rung: needs Node 24 or newer, this is ${process.versions.node}. In a checkout, "npx rung" brings its own.`);
  process.exitCode = 2;
} else {
  await keepCompiledCode();
  const { main } = await import('../src-main/hosts/cli/main.ts');
  await main(process.argv.slice(2));
}

/** The sources without their types, compiled, for the next start; in the person's own cache folder, where nobody else can write. */
async function keepCompiledCode() {
  const { enableCompileCache } = await import('node:module');
  const cache = process.env.XDG_CACHE_HOME || process.env.LOCALAPPDATA || join(homedir(), '.cache');
  enableCompileCache(join(cache, 'rung', 'compiled'));
}
