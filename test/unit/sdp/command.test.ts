import { expect, it } from 'vitest';
import { sdpCommand } from '../../../src-main/hosts/cli/commands/sdp.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it('prints a description with its notes', async () => {
  const { exitCode, json } = await sdpCommand(bytes('v=0\no=- 1 1 IN IP4 192.0.2.1\ns=Talk\nt=0 0\n'));
  expect(exitCode).toBe(0);
  expect(json).toMatchObject({ ok: true, name: 'Talk', media: [], notes: [{ line: 1, section: 'RFC 8866 5', text: 'lines end in LF alone' }] });
});

it('says why a description is refused', async () => {
  const { exitCode, json } = await sdpCommand(bytes('v=0\r\ns=-\r\n'));
  expect(exitCode).toBe(1);
  expect(json).toMatchObject({ ok: false, rule: 'origin-missing', section: 'RFC 8866 5.2' });
});
