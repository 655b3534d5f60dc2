/** SDES (RFC 4568) in offer and answer. */
import { describe, expect, it } from 'vitest';
import type { SrtpMode } from '../../../src-shared/model.ts';
import type { SdpRefusal } from '../../../src-main/sdp/refusal.ts';
import type { LocalMedia, Negotiation } from '../../../src-main/sdp/offer-answer.ts';
import { acceptAnswer, makeAnswer, makeOffer, newNegotiation } from '../../../src-main/sdp/offer-answer.ts';
import type { SessionDescription } from '../../../src-shared/sdp/types.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { local, mediaLines, peer } from './support.ts';

/** 30 bytes, from 1 to 30, as RFC 4568 writes them; and others. */
const KEY = 'AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0e';
const OTHER_KEY = 'HgECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd';
const SUITE = 'AES_CM_128_HMAC_SHA1_80';

const random = createSeededRandom(1);
const us = (mode: SrtpMode, more: Partial<LocalMedia> = {}): LocalMedia => ({ ...local, srtp: { mode, random }, ...more });
const stream = (protocol: string, ...attributes: string[]): SessionDescription => peer(`m=audio 5004 ${protocol} 8`, ...attributes.map((line) => `a=${line}`));
const cryptoLines = (description: SessionDescription): string[] => mediaLines(description).filter((line) => line.startsWith('a=crypto:'));
const protocolOf = (description: SessionDescription): string | undefined => description.media[0]?.protocol;
const suitesOf = (description: SessionDescription): (string | undefined)[] => cryptoLines(description).map((line) => line.split(' ')[1]);

function answer(mode: SrtpMode, offer: SessionDescription, before = newNegotiation('42')): { negotiation: Negotiation; answer: SessionDescription } {
  const made = makeAnswer(before, offer, us(mode));
  if (!made.ok) throw new Error(made.error.warning.text);
  return made.value;
}

function refusedOffer(mode: SrtpMode, offer: SessionDescription): SdpRefusal {
  const made = makeAnswer(newNegotiation('42'), offer, us(mode));
  if (made.ok) throw new Error('was answered');
  return made.error;
}

function accepted(mode: SrtpMode, offered: Negotiation, theirs: SessionDescription): Negotiation {
  const taken = acceptAnswer(offered, theirs, us(mode));
  if (!taken.ok) throw new Error(taken.error.warning.text);
  return taken.value;
}

function refusedAnswer(mode: SrtpMode, offered: Negotiation, theirs: SessionDescription): SdpRefusal {
  const taken = acceptAnswer(offered, theirs, us(mode));
  if (taken.ok) throw new Error('was accepted');
  return taken.error;
}

/** The line of ours with that suite, as a peer's answer would name it. */
function chosen(offer: SessionDescription, suite: string, key = KEY): string {
  const tag = /^a=crypto:(\d+)/.exec(cryptoLines(offer).find((line) => line.includes(` ${suite} `)) ?? '')?.[1];
  return `crypto:${tag} ${suite} inline:${key}`;
}

describe('our offer', () => {
  it('off: plain', () => {
    const { offer } = makeOffer(newNegotiation('42'), us('off'));
    expect(protocolOf(offer)).toBe('RTP/AVP');
    expect(cryptoLines(offer)).toEqual([]);
  });

  it('optional: keys beside a plain stream, which a peer without SRTP overlooks', () => {
    const { offer } = makeOffer(newNegotiation('42'), us('optional'));
    expect(protocolOf(offer)).toBe('RTP/AVP');
    expect(suitesOf(offer)).toEqual(['AEAD_AES_256_GCM', 'AEAD_AES_128_GCM', SUITE]);
    expect(cryptoLines(offer).map((line) => /^a=crypto:(\d)/.exec(line)?.[1])).toEqual(['1', '2', '3']);
  });

  it('required: RTP/SAVP', () => {
    const { offer } = makeOffer(newNegotiation('42'), us('required'));
    expect(protocolOf(offer)).toBe('RTP/SAVP');
    expect(cryptoLines(offer)).toHaveLength(3);
  });

  it('has fresh keys each time, and a key for each suite', () => {
    const lines = [1, 2].flatMap(() => cryptoLines(makeOffer(newNegotiation('42'), us('required')).offer));
    expect(new Set(lines.map((line) => line.split('inline:')[1]?.slice(0, 20))).size).toBe(6);
  });

  it('adds less than 300 bytes: an INVITE over UDP has little room', () => {
    const { offer } = makeOffer(newNegotiation('42'), us('optional'));
    expect(cryptoLines(offer).join('\r\n').length).toBeLessThan(300);
  });
});

describe('the answer to our offer', () => {
  it('with one of our lines: both keys are agreed', () => {
    const { negotiation, offer } = makeOffer(newNegotiation('42'), us('required'));
    const { agreement } = accepted('required', negotiation, stream('RTP/SAVP', chosen(offer, SUITE)));

    expect(agreement?.srtp?.receive).toEqual({ suite: SUITE, keyAndSalt: Uint8Array.from({ length: 30 }, (_, at) => at + 1) });
    expect(cryptoLines(offer)[2]).toContain(btoa(String.fromCharCode(...agreement!.srtp!.send.keyAndSalt)));
  });

  it('optional: without keys it is a plain call, with one an encrypted one, whatever the protocol says', () => {
    const { negotiation, offer } = makeOffer(newNegotiation('42'), us('optional'));

    expect(accepted('optional', negotiation, stream('RTP/AVP')).agreement).not.toHaveProperty('srtp');
    expect(accepted('optional', negotiation, stream('RTP/AVP', chosen(offer, SUITE))).agreement?.srtp?.receive.suite).toBe(SUITE);
    expect(accepted('optional', negotiation, stream('RTP/SAVP', chosen(offer, SUITE))).agreement?.srtp?.receive.suite).toBe(SUITE);
  });

  it('required: a plain one is refused, in words', () => {
    const { negotiation } = makeOffer(newNegotiation('42'), us('required'));
    expect(refusedAnswer('required', negotiation, stream('RTP/AVP'))).toEqual({
      status: 488, warning: { code: 302, text: 'Incompatible transport protocol: the answer has no usable key (a=crypto), and the sound must be encrypted' },
    });
  });

  it('a line that we have not offered is none', () => {
    const { negotiation } = makeOffer(newNegotiation('42'), us('required'));
    expect(refusedAnswer('required', negotiation, stream('RTP/SAVP', `crypto:9 ${SUITE} inline:${KEY}`)).warning.code).toBe(302);
    expect(refusedAnswer('required', negotiation, stream('RTP/SAVP', `crypto:1 ${SUITE} inline:${KEY}`)).warning.code).toBe(302);
  });

  it('off: RTP/SAVP is refused', () => {
    const { negotiation } = makeOffer(newNegotiation('42'), us('off'));
    expect(refusedAnswer('off', negotiation, stream('RTP/SAVP', `crypto:1 ${SUITE} inline:${KEY}`)).warning.code).toBe(302);
  });
});

describe('our answer', () => {
  const line = `crypto:5 ${SUITE} inline:${KEY}|2^20|1:4`;

  it.each(['RTP/SAVP', 'RTP/SAVPF', 'RTP/AVP'])('to %s with a key: the tag that was chosen, and a key of our own', (protocol) => {
    const { answer: made, negotiation } = answer('optional', stream(protocol, line));

    expect(protocolOf(made)).toBe(protocol);
    expect(cryptoLines(made)).toHaveLength(1);
    expect(cryptoLines(made)[0]).toMatch(/^a=crypto:5 AES_CM_128_HMAC_SHA1_80 inline:[A-Za-z0-9+/]{40}$/);
    expect(cryptoLines(made)[0]).not.toContain(KEY);
    expect(negotiation.agreement?.srtp?.receive.mki).toEqual(Uint8Array.of(0, 0, 0, 1));
  });

  it('takes the first line that it can keep to exactly', () => {
    const { answer: made } = answer('required', stream('RTP/SAVP',
      `crypto:1 F8_128_HMAC_SHA1_80 inline:${KEY}`, `crypto:2 ${SUITE} inline:${KEY} UNENCRYPTED_SRTCP`, `crypto:3 ${SUITE} inline:${KEY} KDR=4`,
      `crypto:4 ${SUITE} inline:${KEY}AAAA`, `crypto:5 ${SUITE} inline:${KEY}|1:1;inline:${OTHER_KEY}|2:1`, `crypto:6 ${SUITE} inline:${KEY} FEC_ORDER=FEC_SRTP`,
      `crypto:7 AES_CM_128_HMAC_SHA1_32 inline:${KEY} WSH=1024 -x=y`, `crypto:8 ${SUITE} inline:${KEY}`));
    expect(cryptoLines(made)[0]).toContain('crypto:7 AES_CM_128_HMAC_SHA1_32 ');
  });

  it.each(['UNENCRYPTED_SRTP', 'UNENCRYPTED_SRTCP', 'UNAUTHENTICATED_SRTP', 'KDR=1', 'FEC_KEY=inline:x', 'NEW=1'])('refuses a line with %s', (parameter) => {
    expect(refusedOffer('optional', stream('RTP/SAVP', `crypto:1 ${SUITE} inline:${KEY} ${parameter}`))).toMatchObject({ status: 488, warning: { code: 302 } });
  });

  it.each([
    ['AEAD_AES_256_GCM', 44], ['AEAD_AES_128_GCM', 28], ['AES_256_CM_HMAC_SHA1_80', 46], ['AES_256_CM_HMAC_SHA1_32', 46], [SUITE, 30], ['AES_CM_128_HMAC_SHA1_32', 30],
  ])('knows %s, padded or not', (suite, bytes) => {
    const inline = btoa(String.fromCharCode(...new Uint8Array(bytes)));
    for (const text of [inline, inline.replaceAll('=', '')]) {
      expect(answer('required', stream('RTP/SAVP', `crypto:1 ${suite} inline:${text}`)).negotiation.agreement?.srtp?.send.suite).toBe(suite);
    }
  });

  it('off: RTP/SAVP is refused, keys beside a plain stream are overlooked', () => {
    expect(refusedOffer('off', stream('RTP/SAVP', line)).warning.text).toBe('Incompatible transport protocol: RTP/SAVP is not possible here, RTP/AVP is');
    expect(cryptoLines(answer('off', stream('RTP/AVP', line)).answer)).toEqual([]);
  });

  it('optional: a plain stream stays plain', () => {
    expect(answer('optional', stream('RTP/AVP')).negotiation.agreement).not.toHaveProperty('srtp');
  });

  it('required: a plain stream is refused, in words', () => {
    expect(refusedOffer('required', stream('RTP/AVP'))).toEqual({
      status: 488, warning: { code: 302, text: 'Incompatible transport protocol: the sound must be encrypted here: RTP/SAVP with a=crypto' },
    });
  });

  it('required: of a plain stream and an encrypted one it takes the encrypted', () => {
    const offer = peer('m=audio 5004 RTP/AVP 8', 'm=audio 5006 RTP/SAVP 8', `a=${line}`);
    expect(answer('required', offer).answer.media.map(({ port }) => port)).toEqual([0, 40_000]);
  });

  it('RTP/SAVP without a key is refused', () => {
    expect(refusedOffer('optional', stream('RTP/SAVP', 'fingerprint:sha-256 AA')).warning.text).toContain('RTP/SAVP needs a=crypto');
  });

  it.each(['UDP/TLS/RTP/SAVP', 'UDP/TLS/RTP/SAVPF'])('%s (DTLS-SRTP) is refused, in words', (protocol) => {
    expect(refusedOffer('optional', stream(protocol, 'fingerprint:sha-256 AA'))).toEqual({
      status: 488,
      warning: { code: 302, text: `Incompatible transport protocol: ${protocol} (DTLS-SRTP) is not possible here, RTP/SAVP with a=crypto and RTP/AVP are` },
    });
  });
});

describe('a re-negotiation', () => {
  const offered = (key = KEY): SessionDescription => stream('RTP/SAVP', `crypto:5 ${SUITE} inline:${key}`);

  it('by the peer with his old key: ours stays, and so does the version', () => {
    const first = answer('required', offered());
    const again = answer('required', offered(), first.negotiation);
    expect(again.answer).toEqual(first.answer);
    expect(again.negotiation.agreement?.srtp).toEqual(first.negotiation.agreement?.srtp);
  });

  it('by the peer with a new key: ours is new too, for he may be somebody else', () => {
    const first = answer('required', offered());
    const again = answer('required', offered(OTHER_KEY), first.negotiation);
    expect(again.negotiation.agreement?.srtp?.send.keyAndSalt).not.toEqual(first.negotiation.agreement?.srtp?.send.keyAndSalt);
  });

  it('by us after we have answered: the key in use comes first, under its tag', () => {
    const first = answer('optional', offered());
    const { offer, negotiation } = makeOffer(first.negotiation, us('optional', { direction: 'sendonly' }));
    expect(protocolOf(offer)).toBe('RTP/SAVP');
    expect(cryptoLines(offer)[0]).toBe(cryptoLines(first.answer)[0]);
    expect(suitesOf(offer)).toEqual([SUITE, 'AEAD_AES_256_GCM', 'AEAD_AES_128_GCM']);
    const { agreement } = accepted('optional', negotiation, stream('RTP/SAVP', `crypto:5 ${SUITE} inline:${KEY}`));
    expect(agreement?.srtp).toEqual(first.negotiation.agreement?.srtp);
  });

  it('by us after we have offered: hold and resume keep the key', () => {
    const first = makeOffer(newNegotiation('42'), us('required'));
    const line = chosen(first.offer, 'AEAD_AES_128_GCM', btoa(String.fromCharCode(...new Uint8Array(28))));
    const talking = accepted('required', first.negotiation, stream('RTP/SAVP', line));
    const hold = makeOffer(talking, us('required', { direction: 'sendonly' }));
    const held = accepted('required', hold.negotiation, stream('RTP/SAVP', line, 'recvonly'));
    const resume = makeOffer(held, us('required'));

    expect(held.agreement?.srtp).toEqual(talking.agreement?.srtp);
    expect(new Set(cryptoLines(hold.offer))).toEqual(new Set(cryptoLines(first.offer)));
    expect(cryptoLines(resume.offer)).toEqual(cryptoLines(hold.offer));
  });

  it('by us in a call that is plain: it stays plain', () => {
    const first = makeOffer(newNegotiation('42'), us('optional'));
    const talking = accepted('optional', first.negotiation, stream('RTP/AVP'));
    expect(cryptoLines(makeOffer(talking, us('optional', { direction: 'sendonly' })).offer)).toEqual([]);
  });

  it('that would lose the encryption is refused where it is required', () => {
    const first = answer('required', offered());
    expect(makeAnswer(first.negotiation, stream('RTP/AVP'), us('required')).ok).toBe(false);
  });
});

it('the answers of two forks have their own keys, and each knows ours', () => {
  const { negotiation, offer } = makeOffer(newNegotiation('42'), us('optional'));
  const one = accepted('optional', negotiation, stream('RTP/AVP', chosen(offer, SUITE))).agreement?.srtp;
  const other = accepted('optional', negotiation, stream('RTP/AVP', chosen(offer, SUITE, OTHER_KEY))).agreement?.srtp;
  expect(one?.send).toEqual(other?.send);
  expect(one?.receive).not.toEqual(other?.receive);
});
