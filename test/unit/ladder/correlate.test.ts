import { describe, expect, it } from 'vitest';
import { correlate, relatedCalls } from '../../../src-shared/ladder/correlate.ts';
import type { CallLink } from '../../../src-shared/ladder/correlate.ts';
import { mediaAddresses } from '../../../src-shared/ladder/media-addresses.ts';
import { createScript, request, SDP } from './support.ts';
import type { Written } from './support.ts';

type Leg = Written & { callId: string; headers?: string[]; body?: string; method?: string };

/** Calls of one INVITE each, a second apart. Caller and called party are always Alice and Bob. */
function links(...legs: Leg[]): CallLink[] {
  const script = createScript();
  legs.forEach(({ callId, headers = [], body, method = 'INVITE', ...written }, n) => {
    const fields = { callId, headers, branch: `z9hG4bK${n}`, ...(body === undefined ? {} : { body, contentType: 'application/sdp' }) };
    script.add(request(method, fields), { atMs: n * 1000, local: '192.0.2.1:5060', remote: '192.0.2.2:5060', ...written });
  });
  return correlate(script.messages);
}
const found = (all: CallLink[]): string[] => all.map(({ from, to, rule }) => `${from} ${rule} ${to}`);
const [A, B] = ['a84b4c76e66710@one.example', 'f81d4fae7dec11@two.example'];
/** From the host where the first leg went to, and on. */
const onward: Written = { local: '192.0.2.2:5080', remote: '192.0.2.3:5060' };

describe('two calls belong together', () => {
  it.each([
    ['Replaces', [{ callId: A }, { callId: B, headers: [`Replaces: ${A};to-tag=1;from-tag=2`] }], `${B} replaces ${A}`],
    ['Join', [{ callId: A }, { callId: B, headers: [`Join: ${A};to-tag=1;from-tag=2`] }], `${B} replaces ${A}`],
    ['Refer-To with Replaces', [{ callId: A }, { callId: A, method: 'REFER', headers: [`Refer-To: <sip:carol@192.0.2.9?Replaces=${encodeURIComponent(`${B};to-tag=1`)}>`] }, { callId: B }], `${A} refer-to ${B}`],
    ['an extension header with the Call-ID', [{ callId: A }, { callId: B, headers: [`X-CID: ${A}`] }], `${B} x-header ${A}`],
    ['Session-ID, its halves the other way round', [
      { callId: A, headers: [`Session-ID: ${'a'.repeat(32)};remote=${'b'.repeat(32)}`] }, { callId: B, headers: [`Session-ID: ${'b'.repeat(32)};remote=${'a'.repeat(32)}`] },
    ], `${B} session-id ${A}`],
    ['a Call-ID with something behind it', [{ callId: A }, { callId: 'a84b4c76e66710_b2b-1' }], `a84b4c76e66710_b2b-1 call-id ${A}`],
    ['a Call-ID with something before it', [{ callId: A }, { callId: 'leg2-a84b4c76e66710@elsewhere' }], `leg2-a84b4c76e66710@elsewhere call-id ${A}`],
    ['a Call-ID with another host', [{ callId: A }, { callId: 'a84b4c76e66710@b2bua' }], `a84b4c76e66710@b2bua call-id ${A}`],
    ['the same RTP address', [{ callId: A, body: SDP }, { callId: B, body: SDP, atMs: 0 }], `${B} media ${A}`],
    ['same parties, onward from the host where the first went', [{ callId: A }, { callId: B, ...onward }], `${B} numbers ${A}`],
  ] as [string, Leg[], string][])('by %s', (_name, legs, link) => {
    expect(found(links(...legs))).toEqual([link]);
  });

  it('after a blind transfer: soon after the REFER, to whom it names, Referred-By who sent it', () => {
    const refer: Leg = { callId: A, method: 'REFER', headers: ['Refer-To: <sip:bob@example.org>', 'Referred-By: <sip:alice@example.org>'] };
    const call = (atMs: number): Leg => ({ callId: B, headers: ['Referred-By: <sip:alice@example.org>'], atMs });
    expect(found(links({ callId: A, atMs: 0 }, { ...refer, atMs: 500 }, call(1000)))).toEqual([`${B} referred-by ${A}`]);
    expect(found(links({ callId: A, atMs: 0 }, { ...refer, atMs: 500 }, call(60_000)))).toEqual([]);
  });

  it('after a diversion: the first call went to who sent it on', () => {
    const script = createScript();
    script.add(request('INVITE', { callId: A }).replaceAll('sip:bob@', 'sip:dave@'));
    script.add(request('INVITE', { callId: B, branch: 'z9hG4bK2', headers: ['Diversion: <sip:dave@example.org>;reason=user-busy'] }), { atMs: 900 });
    expect(found(correlate(script.messages))).toEqual([`${B} diversion ${A}`]);
  });

  it('or not: load on one host, calls one after another on one RTP port, short Call-IDs, a URI for everybody', () => {
    expect(links(...[1, 2, 3].map((n) => ({ callId: `${n}-8437@127.0.0.1`, local: '127.0.0.1:5060', remote: '127.0.0.1:5070' })))).toEqual([]);
    const script = createScript();
    for (const [n, callId] of [A, B].entries()) script.add(request('INVITE', { callId, branch: `z9hG4bK${n}`, body: SDP, contentType: 'application/sdp' }), { atMs: n * 60_000 });
    expect(correlate(script.messages)).toEqual([]);
  });

  it('by the surest of several rules', () => {
    const all = links({ callId: A, body: SDP }, { callId: B, body: SDP, atMs: 0, headers: [`X-Call-ID: ${A}`, `Replaces: ${A};to-tag=1`] });
    expect(found(all)).toEqual([`${B} replaces ${A}`]);
    expect(all[0]).toMatchObject({ seq: 2, evidence: A });
  });
});

describe('related calls', () => {
  it('hang together over several links', () => {
    const chain = links({ callId: 'one' }, { callId: 'two', headers: ['X-CID: one'] }, { callId: 'three', headers: ['X-CID: two'] }, { callId: 'other' });
    expect(relatedCalls(chain, 'three').calls.sort()).toEqual(['one', 'three', 'two']);
    expect(relatedCalls(chain, 'other')).toEqual({ calls: ['other'], links: [] });
    expect(relatedCalls(chain, 'one', 2).calls).toHaveLength(2);
  });
});

it('a hostile trace has no more links than calls', () => {
  const many = Array.from({ length: 3_000 }, (_, n) => ({ callId: `${'a-'.repeat(200)}${n % 7}`, headers: Array.from({ length: 50 }, (__, i) => `X-${i}: ${'b-'.repeat(50)}`), body: SDP, atMs: 0 }));
  expect(links(...many).length).toBeLessThan(8);
});

it('the addresses of media are those that sound goes to', () => {
  expect(mediaAddresses([
    'c=IN IP4 192.0.2.1/127', 'm=audio 4000 RTP/AVP 0', 'm=video 0 RTP/AVP 31', 'm=audio 4002/2 RTP/AVP 0', 'c=IN IP6 2001:db8::1', 'm=audio 9 UDP/TLS/RTP/SAVPF 0', 'm=audio 4004 RTP/AVP 0', 'c=IN IP4 0.0.0.0',
  ].join('\r\n'))).toEqual(['192.0.2.1:4000', '[2001:db8::1]:4002']);
});
