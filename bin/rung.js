#!/usr/bin/env node
// Written for old Nodes too: they must be able to read this file, to say which one is needed.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(`rung: needs Node 24 or newer, this is ${process.versions.node}. In a checkout, "npx rung" brings its own.`);
  process.exitCode = 2;
} else {
  const { main } = await import('../src-main/hosts/cli/main.ts');
  await main(process.argv.slice(2));
}
