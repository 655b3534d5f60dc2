/** The IPv6 torture tests of RFC 5118. */
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src-main/hosts/cli/commands/parse.ts';
import { parseUri } from '../../src-shared/sip/uri.ts';
import { parseVia } from '../../src-shared/sip/typed-headers.ts';
import { readMessages } from './read-messages.ts';

const messages = readMessages(new URL('rfc5118/messages.txt', import.meta.url));

describe('RFC 5118', () => {
  it('is here with all of its messages', () => expect(messages).toHaveLength(12));

  it.each(messages)('$section $name', async ({ name, bytes }) => {
    const { exitCode, json } = await parseCommand(bytes);
    // 4.2: "the request-URI … is not properly delimited"; all others must be accepted, 4.10's three colons among them.
    if (name === 'ipv6-bad') expect({ exitCode, json }).toMatchObject({ exitCode: 1, json: { ok: false, rule: 'uri-host', answer: 400 } });
    else expect({ exitCode, json }).toMatchObject({ exitCode: 0, json: { ok: true, notes: [] } });
  });

  it('4.3, 4.4: inside the brackets it is address, behind them port', () => {
    expect(parseUri('sip:[2001:db8::10:5070]')).toEqual({ ok: true, value: { scheme: 'sip', host: '2001:db8::10:5070', parameters: new Map(), headers: [] } });
    expect(parseUri('sip:[2001:db8::10]:5070')).toMatchObject({ value: { host: '2001:db8::10', port: 5070 } });
  });

  it('4.5: received is read with and without brackets', () => {
    expect(parseVia('SIP/2.0/UDP [2001:db8::9:1]:6050;received=[2001:db8::9:255];branch=z9hG4bKas3-111')).toMatchObject({ host: '2001:db8::9:1', port: 6050 });
    expect(parseVia('SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=x')?.parameters.get('received')).toBe('2001:db8::9:255');
  });
});
