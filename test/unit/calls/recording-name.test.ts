import { expect, it } from 'vitest';
import { recordingName } from '../../../src-main/calls/recording-name.ts';

const AT_MS = new Date(2026, 10, 21, 9, 5, 7).getTime();
const named = (remoteUri: string): string => recordingName({ remoteUri }, AT_MS);

it.each([
  ['sip:bob@example.org;transport=tcp', 'bob@example.org'],
  ['tel:+49-30-123', '+49-30-123'],
  ['sip:../../etc/passwd@x', 'etc.passwd@x'],
  ['sip:%2e%2e%2f@x', '2e.2e.2f@x'],
  ['sip:a\\b:c*d?"<e>|f\u0000@x', 'a.b.c.d'],
  ['sip:jos\u0065\u0301@example.org', 'josé@example.org'],
  ['sip:\u202egnp.exe@x', 'gnp.exe@x'],
  ['', 'unknown'],
  ['sip:...', 'unknown'],
  [`sip:${'a'.repeat(500)}@x`, 'a'.repeat(60)],
])('%s', (uri, party) => {
  expect(named(uri)).toBe(`2026-11-21 09-05-07 ${party}`);
});
