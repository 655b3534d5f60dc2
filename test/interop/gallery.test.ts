/** The gallery: what SIP looks like, a page for each thing that it does, played with real peers (docs/ladders). A run compares; with
 *  RUNG_LADDERS=1 it writes; with RUNG_CAPTURES=FOLDER each page is kept there as a pcap file (scripts/make-captures.ts). */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showCalls } from './support/gallery-calls.ts';
import { showChanges } from './support/gallery-changes.ts';
import { showEvents } from './support/gallery-events.ts';
import { showRegistrations } from './support/gallery-registrations.ts';
import type { Theatre } from './support/gallery-stage.ts';
import { openTheatre } from './support/gallery-stage.ts';
import { showTransfers } from './support/gallery-transfers.ts';
import type { Page } from './support/gallery.ts';
import { pageText } from './support/gallery.ts';
import { missing } from './support/lab.ts';

const FOLDER = fileURLToPath(new URL('../../docs/ladders', import.meta.url));
const absent = missing('dumpcap', 'kamailio', 'baresip', 'linphonec', 'sipp', 'openssl', 'sox', 'espeak-ng', 'nc', 'jq', 'ss', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`the gallery of ladders${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let theatre: Theatre;
  const chapters: { title: string; pages: Page[] }[] = [];

  beforeAll(async () => void (theatre = await openTheatre()));
  afterAll(() => theatre.close());

  const all = [
    ['Where a phone is', showRegistrations], ['Calls', showCalls], ['What changes during a call', showChanges], ['States and texts', showEvents],
    ['Transfers', showTransfers],
  ] as const;
  for (const [title, showAll] of all) {
    const pages: Page[] = [];
    chapters.push({ title, pages });
    describe(title, () => showAll((page, happen) => {
      pages.push(page);
      // Legs of a call that know nothing of each other may overtake each other, rarely: what differs three times is another ladder.
      it(page.title, { retry: 2 }, async () => {
        await theatre.reset();
        await happen(theatre.stage);
        const read = await theatre.read();
        keep(page.name, theatre.pcap());
        compare(`${page.name}.txt`, pageText(page, read, theatre.parties()));
      });
    }));
  }

  it('has an index', () => compare('README.md', index(chapters)));
});

function compare(file: string, text: string): void {
  const path = join(FOLDER, file);
  if (process.env['RUNG_LADDERS']) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, 'utf8'));
}

function keep(name: string, pcap: Uint8Array | undefined): void {
  const folder = process.env['RUNG_CAPTURES'];
  if (folder !== undefined && pcap) writeFileSync(join(folder, `${name}.pcap`), pcap);
}

function index(chapters: readonly { title: string; pages: Page[] }[]): string {
  const tables = chapters.map(({ title, pages }) => [
    `## ${title}`, '', '| ladder | methods | read |', '|---|---|---|', ...pages.map(({ name, title: page, methods, rfc }) => `| [${page}](${name}.txt) | ${methods.join(', ')} | ${rfc} |`),
  ].join('\n'));
  return `${[
    '# What SIP looks like', 'Ladders of real calls: Rung with Kamailio, baresip, linphonec and SIPp, captured on the wire by `test/interop/gallery.test.ts`, which plays each of them '
    + 'again and compares. Hosts have names in place of addresses; Call-IDs, tags, branches and nonces are numbered; repetitions, clock times, and the 100 Trying of phones are left '
    + 'out, as they are different each time. `RUNG_LADDERS=1 npx vitest run --project signals test/interop/gallery.test.ts` writes the folder anew.', ...tables,
  ].join('\n\n')}\n`;
}
