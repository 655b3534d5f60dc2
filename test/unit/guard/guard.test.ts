import { describe, expect, it } from 'vitest';
import { createGuard } from '../../../src-main/guard/guard.ts';
import { mayInvite } from '../../../src-main/guard/may-invite.ts';
import type { DropReport } from '../../../src-main/guard/reports.ts';
import { isScanner } from '../../../src-main/guard/scanners.ts';
import { sourceKey } from '../../../src-main/guard/source-key.ts';
import type { Source } from '../../../src-main/sip/transport.ts';
import type { Account } from '../../../src-shared/model.ts';
import type { SipMessage, SipRequest } from '../../../src-shared/sip/message.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';
import { request, response } from '../sip-ua/messages.ts';

const from = (address: string): Source => ({ transport: 'udp', local: { address: '192.0.2.1', port: 5060 }, remote: { address, port: 5060 } });
const STRANGER = '198.51.100.9';
const REGISTRAR = '192.0.2.53';
const invite = (headers: [string, string][] = [], to = '<sip:a@h>'): SipRequest => request('INVITE', 'sip:a@h', [['to', to], ...headers]);

function setUp() {
  const clock = createVirtualClock();
  const reports: DropReport[] = [];
  const handle = createGuard({ clock, isTrusted: (address) => address === REGISTRAR, onDropped: (report) => void reports.push(report) });
  const passed = (message: SipMessage | undefined, times: number, address = STRANGER): number => {
    let count = 0;
    for (let at = 0; at < times; at++) if (handle.guard(message, from(address)) === 'pass') count++;
    return count;
  };
  return { clock, reports, handle, passed };
}

describe('a scanner', () => {
  it.each([
    'friendly-scanner', 'Friendly-Scanner', 'sipvicious', 'sundayddr', 'sip-scan', 'sipcli/v1.8', 'iWar', 'VaxSIPUserAgent/3.1', 'pplsip', 'smap 0.6.0',
  ])('%s is known by its User-Agent', (agent) => {
    expect(isScanner(invite([['user-agent', agent]]))).toBe(true);
  });

  it.each<[string, string]>([
    ['from', '"sipvicious"<sip:100@1.1.1.1>;tag=3'], ['to', 'sipvicious <sip:100@1.1.1.1>'], ['from', '<sip:nm@nm>;tag=root'], ['to', '<sip:nm2@nm2>'],
  ])('is known by %s: %s', (name, value) => {
    expect(isScanner(request('OPTIONS', 'sip:100@h', [[name, value]]))).toBe(true);
  });

  it.each([
    'Linphone/4.2 (friendly-scanner test)', 'MySipScanViewer/1', 'Asterisk PBX 20', 'FRITZ!OS', 'baresip v3', 'sipsak 0.9', 'SIPp', 'sipcliphone/2', 'smapphone', '', 'Zoiper',
  ])('is not %s', (agent) => expect(isScanner(invite([['user-agent', agent], ['from', '"Nm" <sip:nm@nm.example.org>;tag=1']]))).toBe(false));

  it('is dropped without an answer, and counted', () => {
    const { handle, reports } = setUp();
    const scan = request('OPTIONS', 'sip:100@h', [['user-agent', 'friendly-scanner']]);
    expect(handle.guard(scan, from(STRANGER))).toBe('drop');
    expect(reports).toEqual([{ source: STRANGER, reason: 'scanner', count: 1, atMs: Date.UTC(2026, 0, 1) }]);
    handle.close();
  });

  it('whose requests come through our own server passes: that server would only repeat them', () => {
    const { handle, clock } = setUp();
    expect(handle.guard(invite([['user-agent', 'friendly-scanner']]), from(REGISTRAR))).toBe('pass');
    expect(clock.pending).toBe(0);
  });
});

describe('a flood', () => {
  it('of INVITEs from one source is cut down to what a caller may need', async () => {
    const { passed, clock, handle } = setUp();
    expect(passed(invite(), 1000)).toBe(24);
    await clock.advance(10_000);
    expect(passed(invite(), 1000)).toBe(10);
    handle.close();
    expect(clock.pending).toBe(0);
  });

  it('of one kind leaves the others alone: our call to that peer goes on', () => {
    const { passed, handle } = setUp();
    passed(invite(), 1000);
    passed(request('OPTIONS', 'sip:a@h'), 1000);
    expect(passed(invite([], '<sip:a@h>;tag=ours'), 50)).toBe(50);
    expect(passed(response(200), 50)).toBe(50);
    expect(passed(invite([], '<sip:a@h>;tag=ours'), 5000)).toBe(300);
    handle.close();
  });

  it('of what cannot be read is one too', () => {
    const { passed, handle } = setUp();
    expect(passed(undefined, 1000)).toBe(60);
    handle.close();
  });

  it.each([REGISTRAR, '127.0.0.1', '::1', '::ffff:127.0.0.1'])('from our own servers and this computer is none: %s', (address) => {
    const { passed, reports } = setUp();
    expect(passed(invite(), 5000, address)).toBe(5000);
    expect(reports).toEqual([]);
  });

  it('from ever new addresses is cut down together, and our servers still get through', () => {
    const { handle, passed } = setUp();
    let through = 0;
    for (let at = 0; at < 5000; at++) if (handle.guard(invite(), from(`10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`)) === 'pass') through++;
    expect(through).toBe(120);
    expect(passed(invite(), 10, REGISTRAR)).toBe(10);
    expect(passed(response(200), 10, '203.0.113.1')).toBe(10);
    handle.close();
  });

  it('is no flood at the pace of a patient peer', async () => {
    const { clock, passed, handle } = setUp();
    for (let at = 0; at < 600; at++) {
      expect(passed(request('OPTIONS', 'sip:a@h'), 5)).toBe(5);
      expect(passed(invite(), 1)).toBe(1);
      await clock.advance(1000);
    }
    handle.close();
  });
});

describe('reports', () => {
  it('come at once, then at most once a second for a source, and none is lost', async () => {
    const { clock, reports, passed, handle } = setUp();
    passed(invite(), 100);
    expect(reports.map(({ count }) => count)).toEqual([1]);
    await clock.advance(1000);
    expect(reports.map(({ reason, count }) => [reason, count])).toEqual([['flood', 1], ['flood', 75]]);
    await clock.advance(999);
    passed(invite(), 11);
    expect(reports).toHaveLength(2);
    await clock.advance(1);
    expect(reports.at(-1)?.count).toBe(10);
    await clock.advance(5000);
    expect(reports).toHaveLength(3);
    expect(clock.pending).toBe(0);
    handle.close();
  });

  it('of very many sources are told together', async () => {
    const { clock, handle, reports } = setUp();
    for (let at = 0; at < 500; at++) handle.guard(invite([['user-agent', 'sipvicious']]), from(`10.0.${at >> 8}.${at & 255}`));
    await clock.advance(1000);
    expect(new Set(reports.map(({ source }) => source)).size).toBe(51);
    expect(reports.reduce((sum, { count }) => sum + count, 0)).toBe(500);
    await clock.runUntilIdle(10_000);
    expect(clock.pending).toBe(0);
    handle.close();
  });

  it('tell of strangers too, and stop with the guard', async () => {
    const { clock, handle, reports } = setUp();
    handle.noteStranger(from('2001:db8::1'));
    handle.noteStranger(from('2001:db8::2'));
    handle.close();
    await clock.advance(5000);
    expect(reports).toMatchObject([{ source: '2001:db8:0:0::/64', reason: 'stranger', count: 1 }]);
  });
});

it.each([
  ['192.0.2.1', '192.0.2.1'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'], ['::ffff:192.0.2.1', '192.0.2.1'], ['fe80::1%eth0', 'fe80:0:0:0::/64'], ['::1', '0:0:0:0::/64'], ['name', 'name'],
])('%s counts for %s', (address, key) => expect(sourceKey(address)).toBe(key));

describe('calls only from my registrar', () => {
  const strict = { id: 's', onlyFromRegistrar: true } as Account;
  const open = { id: 'o', onlyFromRegistrar: false } as Account;
  const ask = (account: Account | undefined, accounts: Account[], address: string): boolean => (
    mayInvite({ account, accounts, source: from(address), isServer: (_account, candidate) => candidate === REGISTRAR })
  );

  it.each<[string, boolean, Account | undefined, Account[], string]>([
    ['for an open account, from anywhere', true, open, [open, strict], STRANGER],
    ['for a strict one, from its registrar', true, strict, [strict], REGISTRAR],
    ['for a strict one, from a stranger', false, strict, [strict], STRANGER],
    ['for nobody, with an open account', true, undefined, [open, strict], STRANGER],
    ['for nobody, with strict ones only', false, undefined, [strict], STRANGER],
    ['for nobody, with strict ones only, from a registrar', true, undefined, [strict], REGISTRAR],
    ['for nobody, without accounts', true, undefined, [], STRANGER],
  ])('%s: %s', (_name, allowed, account, accounts, address) => expect(ask(account, accounts, address)).toBe(allowed));
});
