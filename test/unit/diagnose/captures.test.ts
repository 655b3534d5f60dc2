/** Captures of real peers (test/captures), and what is found in each: nothing less, nothing more. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createCapture } from '../../../src-shared/capture/capture.ts';
import { diagnose } from '../../../src-shared/diagnose/diagnose.ts';
import { RULE_GROUPS } from '../../../src-shared/diagnose/rules.ts';
import { FAILURES, captureFile, readmeRow } from '../../captures/make/failures.ts';

const FOLDER = fileURLToPath(new URL('../../captures', import.meta.url));
const found = (name: string): string[] => {
  const capture = createCapture();
  capture.push(readFileSync(join(FOLDER, `${name}.pcap`)));
  capture.finish();
  return [...new Set(diagnose(capture.messages(), capture.media()).map(({ rule }) => rule))].sort();
};

/** Pages of docs/ladders in which something goes wrong, or one side is silent; all others are clean. */
const PAGES: Record<string, string[]> = {
  'bad-event': ['event-refused'], 'busy': ['busy'], 'call-wrong-password': ['wrong-password'], 'cancel': ['cancelled'], 'cancelled': ['cancelled'], 'decline': ['declined'],
  'declined-by-us': ['busy'], 'fork-both-answer': ['fork-two-answers'], 'glare': ['glare'], 'late-offer': ['one-way-audio'], 'not-acceptable': ['not-acceptable'],
  'not-found': ['unknown-user'], 'register-wrong-password': ['wrong-password'], 'replaces': ['one-way-audio'], 'session-timer-peer': ['one-way-audio'],
  'too-many-hops': ['loop'], 'unavailable': ['unavailable'], 'unknown-method': ['server-error'],
};
/** What no capture can show, as only the phone itself knows it: diagnose.test.ts, extensions.test.ts and findings.test.ts have traced calls. */
const UNSEEN = ['name-not-found', 'tls-failed', 'unroutable-audio-address', 'foreign-audio-address', 'unagreed-payload-type', 'unreadable-srtp', 'unheard-by-peer',
  // multicast.test.ts has traced calls.
  'multicast-refused', 'multicast-misunderstood'];

describe.each(FAILURES)('$name: $what', (failure) => {
  it(`finds ${failure.rules.join(', ') || 'nothing'}`, () => expect(found(captureFile(failure))).toEqual([...failure.rules].sort()));
});

describe('the pages of docs/ladders', () => {
  const pages = readdirSync(FOLDER).filter((file) => file.endsWith('.pcap')).map((file) => file.replace('.pcap', '')).filter((name) => FAILURES.every((failure) => failure.name !== name));
  it.each(pages)('%s', (name) => expect(found(name)).toEqual(PAGES[name] ?? []));
});

it('each rule that a capture can show is found in one', () => {
  const shown = new Set([...FAILURES.flatMap(({ rules }) => rules), ...Object.values(PAGES).flat(), ...UNSEEN]);
  expect(RULE_GROUPS.flatMap(({ rules }) => rules).map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
});

it('README.md lists them', () => {
  const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  for (const failure of FAILURES) expect(readme).toContain(readmeRow(failure));
});
