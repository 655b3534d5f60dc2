import { describe, expect, it } from 'vitest';
import { iceAttributes, isMismatch, readIce } from '../../../src-main/ice/attributes.ts';
import type { RemoteIce } from '../../../src-main/ice/attributes.ts';
import { candidatePriority, gatherCandidates } from '../../../src-main/ice/candidates.ts';
import { pairPriority } from '../../../src-main/ice/check-list.ts';
import { peer } from '../sdp/support.ts';

const CREDENTIALS = ['a=ice-ufrag:8hhY', 'a=ice-pwd:YH75Fviy6338Vbrhrlp8Yh'];
const HOST = 'a=candidate:1 1 UDP 2130706431 198.51.100.5 8998 typ host';

function read(lines: string[], sessionLines: string[] = []): RemoteIce | undefined {
  const description = peer(...sessionLines, 'm=audio 8998 RTP/AVP 0', ...lines);
  return readIce(description, description.media[0]!);
}

const candidate = (line: string) => read([...CREDENTIALS, `a=candidate:${line}`])?.candidates[0];

describe('what the peer says', () => {
  it('the example of RFC 8839 (section 7)', () => {
    expect(read([...CREDENTIALS, HOST, 'a=candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 10.0.1.1 rport 8998'])).toEqual({
      ufrag: '8hhY', pwd: 'YH75Fviy6338Vbrhrlp8Yh', lite: false, mismatch: false,
      candidates: [
        { foundation: '1', component: 1, priority: 2_130_706_431, type: 'host', at: { address: '198.51.100.5', port: 8998 } },
        { foundation: '2', component: 1, priority: 1_694_498_815, type: 'srflx', at: { address: '192.0.2.3', port: 45_664 } },
      ],
    });
  });

  it('at session level too, the stream\'s own first; lite and mismatch', () => {
    expect(read([HOST], [...CREDENTIALS, 'a=ice-lite'])).toMatchObject({ ufrag: '8hhY', lite: true });
    expect(read([HOST, 'a=ice-ufrag:media', 'a=ice-mismatch'], CREDENTIALS)).toMatchObject({ ufrag: 'media', mismatch: true });
  });

  it.each([
    ['nothing of ICE', []],
    ['no password', ['a=ice-ufrag:8hhY']],
    ['a user fragment that is too short', ['a=ice-ufrag:8hh', CREDENTIALS[1]!]],
    ['a password that is too short', [CREDENTIALS[0]!, 'a=ice-pwd:YH75Fviy6338Vbrhrlp8Y']],
    ['a password of other characters', [CREDENTIALS[0]!, 'a=ice-pwd:YH75Fviy6338 brhrlp8Yh-']],
  ])('%s is no ICE', (_name, lines) => {
    expect(read([...lines, HOST])).toBeUndefined();
  });

  it.each([
    ['TCP', '1 1 TCP 2128609279 192.0.2.1 9 typ host tcptype active'],
    ['a name of mDNS (RFC 8828)', '1 1 udp 2113937151 6b2c1ee2-d3f4-4e2a-a9d8-7f1d3a4b5c6d.local 54321 typ host'],
    ['a third component', '1 3 UDP 1 192.0.2.1 9 typ host'],
    ['a type of the future', '1 1 UDP 1 192.0.2.1 9 typ teleport'],
    ['port 0', '1 1 UDP 1 192.0.2.1 0 typ host'],
    ['a port too high', '1 1 UDP 1 192.0.2.1 65536 typ host'],
    ['priority 0', '1 1 UDP 0 192.0.2.1 9 typ host'],
    ['a priority too high', '1 1 UDP 2147483648 192.0.2.1 9 typ host'],
    ['a group', '1 1 UDP 1 224.2.3.4 9 typ host'],
    ['no address', '1 1 UDP 1 0.0.0.0 9 typ host'],
    ['an odd foundation', '1-1 1 UDP 1 192.0.2.1 9 typ host'],
    ['half a line', '1 1 UDP 1 192.0.2.1'],
    ['nothing', ''],
  ])('a candidate of %s is left out', (_name, line) => {
    expect(read([...CREDENTIALS, `a=candidate:${line}`, HOST])?.candidates).toHaveLength(1);
  });

  it('extensions after the type, transport in any case, IPv6 in any spelling', () => {
    expect(candidate('Hc0a8 1 udp 7 2001:DB8:0:0::1 9 typ relay raddr 10.0.0.1 rport 5 generation 0 network-id 1')).toEqual({
      foundation: 'Hc0a8', component: 1, priority: 7, type: 'relay', at: { address: '2001:db8::1', port: 9 },
    });
  });

  it('not more than 20 candidates, each address once', () => {
    const lines = Array.from({ length: 500 }, (_, at) => `a=candidate:1 1 UDP 1 192.0.2.1 ${1000 + Math.floor(at / 2)} typ host`);
    expect(read([...CREDENTIALS, ...lines])?.candidates.map(({ at }) => at.port)).toEqual(Array.from({ length: 20 }, (_, at) => 1000 + at));
  });
});

describe('what we say', () => {
  const local = gatherCandidates([
    {
      rtp: { address: '10.0.1.1', port: 8998 }, rtcp: { address: '10.0.1.1', port: 8999 },
      mappedRtp: { address: '192.0.2.3', port: 45_664 }, mappedRtcp: { address: '10.0.1.1', port: 8999 },
    },
    { rtp: { address: '2001:db8::1', port: 8998 }, rtcp: { address: '2001:db8::1', port: 8999 } },
  ]);

  it('host and server-reflexive candidates with the priorities of RFC 8445 5.1.2.1; what a server sees as we do is not said twice', () => {
    expect(iceAttributes({ ufrag: 'u', pwd: 'p', candidates: local }).map(({ name, value }) => `${name}:${value}`)).toEqual([
      'ice-ufrag:u',
      'ice-pwd:p',
      'candidate:1 1 UDP 2130706431 10.0.1.1 8998 typ host',
      'candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 10.0.1.1 rport 8998',
      'candidate:1 2 UDP 2130706430 10.0.1.1 8999 typ host',
      'candidate:3 1 UDP 2130706175 2001:db8::1 8998 typ host',
      'candidate:3 2 UDP 2130706174 2001:db8::1 8999 typ host',
    ]);
  });

  it('is what we read', () => {
    const description = peer('m=audio 8998 RTP/AVP 0');
    const media = { ...description.media[0]!, attributes: iceAttributes({ ufrag: 'ufrag', pwd: 'p'.repeat(22), candidates: local }) };
    const said = local.map(({ base: _base, localPreference: _preference, related: _related, ...rest }) => rest);
    expect(readIce(description, media)?.candidates).toEqual(said);
  });

  it('the chosen candidates of the peer', () => {
    const remoteCandidates = [{ component: 1, at: { address: '192.0.2.9', port: 4 } }, { component: 2, at: { address: '192.0.2.9', port: 5 } }];
    expect(iceAttributes({ ufrag: 'u', pwd: 'p', candidates: [], remoteCandidates }).at(-1)).toEqual({ name: 'remote-candidates', value: '1 192.0.2.9 4 2 192.0.2.9 5' });
  });
});

describe('priorities', () => {
  it('of types', () => {
    const priorities = (['host', 'prflx', 'srflx', 'relay'] as const).map((type) => candidatePriority(type, 65_535, 1));
    expect(priorities).toEqual([2_130_706_431, 1_862_270_975, 1_694_498_815, 16_777_215]);
  });

  it('of pairs, seen from both ends the same (RFC 8445 6.1.2.3)', () => {
    const [host, reflexive] = [{ priority: 2_130_706_431 }, { priority: 1_694_498_815 }] as never[];
    expect(pairPriority(host!, reflexive!, true)).toBe(2n ** 32n * 1_694_498_815n + 2n * 2_130_706_431n + 1n);
    expect(pairPriority(host!, reflexive!, true)).toBe(pairPriority(reflexive!, host!, false));
  });
});

describe('mismatch (RFC 8839 4.2.5)', () => {
  const remote = read([...CREDENTIALS, HOST])!;
  it.each([
    ['c= and m= are a candidate', { address: '198.51.100.5', port: 8998 }, false],
    ['an ALG has changed the address', { address: '203.0.113.1', port: 8998 }, true],
    ['an ALG has changed the port', { address: '198.51.100.5', port: 9000 }, true],
    ['held by 0.0.0.0', null, false],
  ])('%s', (_name, at, mismatch) => {
    expect(isMismatch(remote, at)).toBe(mismatch);
  });
  it('said by the peer', () => {
    expect(isMismatch({ ...remote, mismatch: true }, { address: '198.51.100.5', port: 8998 })).toBe(true);
  });
});
