import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../../src-main/hosts/cli/main.ts';

let out: string;
let err: string;
beforeEach(() => {
  [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += String(text))));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((err += String(text))));
});
afterEach(() => void vi.restoreAllMocks());

describe('rung explain', () => {
  it('tells of a code what it means, what Rung does and when Rung sends it', async () => {
    expect(await run(['explain', '486'])).toBe(0);
    expect(out).toBe('486 Busy Here (RFC 3261 21.4.24)\nThe called phone is busy.\n'
      + 'Rung, on receiving it: Gives up, and says when to try again where Retry-After tells.\n'
      + 'Rung sends it: When the person presses Busy, or all lines are taken.\n');
  });

  it.each([
    ['605', /^605 \(RFC 3261 8\.1\.3\.2\)\nNot a registered code\. Older tutorials/],
    ['PRACK', /^PRACK \(RFC 3262\)\n/],
    ['v', /^v \(RFC 3261 20\.42\)\n/],
    ['Reason: Q.850;cause=17', /Here: busy\.\n$/],
    ['a=rtpmap:8 PCMA/8000', /\(RFC 8866 6\.6\)/],
    ['Via;branch', /^Via;branch \(RFC 3261 8\.1\.1\.7\)\n/],
    ['m;+sip.instance', /\(RFC 5626 4\.1\)/],
    ['100rel', /\(RFC 3262\)/],
    ['opus', /\(RFC 7587\)/],
  ])('%s', async (word, text) => {
    expect(await run(['explain', word])).toBe(0);
    expect(out).toMatch(text);
  });

  it('speaks German and JSON', async () => {
    expect(await run(['explain', '305', '--language', 'de', '--json'])).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ title: '305 Use Proxy', sentences: [expect.stringContaining('Proxy erreichbar'), expect.any(String), 'Rung sendet sie: nie'] });
  });

  it('says so of what it does not know, printably', async () => {
    expect(await run(['explain', 'non\u001b[2Jsense'])).toBe(1);
    expect(err).toContain('nothing is known of "non');
    expect(await run(['explain', 'nonsense;branch'])).toBe(1);
    expect(err).not.toContain('\u001b');
    expect(await run(['explain', '486', '--language', 'fr'])).toBe(2);
    expect(out).toBe('');
  });
});
