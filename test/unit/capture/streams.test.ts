/** What a capture tells of the sound of its calls. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createG722Decoder, createG722Encoder } from '../../../src-shared/audio/g722.ts';
import type { Capture } from '../../../src-shared/capture/capture.ts';
import type { CapturedPacket } from '../../../src-shared/capture/captured-packet.ts';
import { diagnose } from '../../../src-shared/diagnose/diagnose.ts';
import { alice, back, bob, event, packet, pcap, read, rtp, sdp, sip, startedAtMs } from './support.ts';

const ways = { out: { source: { ...alice, port: 40_000 }, destination: { ...bob, port: 50_000 } }, in: { source: { ...bob, port: 50_000 }, destination: { ...alice, port: 40_000 } } };
const events = ['a=rtpmap:101 telephone-event/8000'];

/** Alice calls Bob at 0, is answered at 1000 and hangs up at 20 000. */
function call(media: readonly CapturedPacket[], { format = '8', lines = [] as string[], protocol = 'RTP/AVP' } = {}): Capture {
  const described = (address: string, port: number): string => sdp(address, port, format, ...lines).replace('RTP/AVP', protocol);
  return read(pcap(
    packet({ bytes: sip({ start: 'INVITE sip:bob@192.0.2.7 SIP/2.0', body: described('192.0.2.1', 40_000) }) }),
    back(sip({ start: 'SIP/2.0 183 Session Progress', toTag: 'b', body: described('192.0.2.7', 50_000) }), 100),
    back(sip({ start: 'SIP/2.0 200 OK', toTag: 'b', body: described('192.0.2.7', 50_000) }), 1000),
    packet({ bytes: sip({ start: 'ACK sip:bob@192.0.2.7 SIP/2.0', cseq: '1 ACK', toTag: 'b', branch: 'z9hG4bK2' }) }, 1010),
    ...media.toSorted((a, b) => a.atMs - b.atMs),
    packet({ bytes: sip({ start: 'BYE sip:bob@192.0.2.7 SIP/2.0', cseq: '2 BYE', toTag: 'b', branch: 'z9hG4bK3' }) }, 20_000),
    back(sip({ start: 'SIP/2.0 200 OK', cseq: '2 BYE', toTag: 'b', branch: 'z9hG4bK3' }), 20_010),
  ));
}

/** `count` packets, 20 ms each. */
function speech(way: keyof typeof ways, fromMs: number, count: number, options: Parameters<typeof rtp>[1] = {}): CapturedPacket[] {
  return Array.from({ length: count }, (_, n) => packet({ ...ways[way], bytes: rtp(n, options) }, fromMs + n * 20));
}

function soundOf(capture: Capture, id = 0): { sampleRateHz: number; pcm: Int16Array } {
  const sound = capture.sound(id);
  if (!sound.ok) throw new Error(sound.error.message);
  return sound.value;
}

/** From where to where there is sound, in samples. */
function heard(pcm: Int16Array): [number, number][] {
  const found: [number, number][] = [];
  pcm.forEach((sample, at) => {
    if (sample === 0) return;
    const last = found.at(-1);
    if (last && last[1] === at) last[1] = at + 1;
    else found.push([at, at + 1]);
  });
  return found;
}

describe('the sound of a stream', () => {
  /** A-law 0xaa is no silence. */
  const loud = { fill: 0xaa };

  it('has silence where packets are missing, however they came', () => {
    const sent = speech('out', 1000, 20, loud).filter((_, n) => n < 5 || n >= 10);
    const [first, second, ...rest] = sent as [CapturedPacket, CapturedPacket, ...CapturedPacket[]];
    const jittering = [first, ...rest.map((each) => ({ ...each, atMs: each.atMs + 35 })), { ...second, atMs: second.atMs + 60 }];
    const { sampleRateHz, pcm } = soundOf(call(jittering));
    expect([sampleRateHz, pcm.length]).toEqual([8000, 20 * 160]);
    expect(heard(pcm)).toEqual([[0, 5 * 160], [10 * 160, 20 * 160]]);
  });

  it('has the pause of a sender that is silent meanwhile', () => {
    const later = Array.from({ length: 5 }, (_, n) => packet({ ...ways.out, bytes: rtp(10 + n, { ...loud, timestamp: 24_000 + n * 160 }) }, 4000 + n * 20));
    expect(heard(soundOf(call([...speech('out', 1000, 10, loud), ...later])).pcm)).toEqual([[0, 1600], [24_000, 24_800]]);
  });

  it('goes by the time of arrival where timestamps begin anew', () => {
    const later = Array.from({ length: 5 }, (_, n) => packet({ ...ways.out, bytes: rtp(10 + n, { ...loud, timestamp: 0x9000_0000 + n * 160 }) }, 2000 + n * 20));
    expect(heard(soundOf(call([...speech('out', 1000, 10, loud), ...later])).pcm)).toEqual([[0, 1600], [8000, 8800]]);
  });

  it('has G.722 at 16 kHz, though its clock is 8 kHz (RFC 3551 4.5.2)', () => {
    const encoder = createG722Encoder();
    const tone = Int16Array.from({ length: 10 * 320 }, (_, i) => 8000 * Math.sin(i / 5));
    const coded = new Uint8Array(1600);
    encoder.encode(tone, coded, 0);
    const whole = new Int16Array(3200);
    createG722Decoder().decode(coded, whole, 0, coded.length);
    const sent = Array.from({ length: 10 }, (_, n) => {
      const bytes = rtp(n, { payloadType: 9 });
      bytes.set(coded.subarray(n * 160, n * 160 + 160), 12);
      return packet({ ...ways.out, bytes }, 1000 + n * 20);
    });
    const { sampleRateHz, pcm } = soundOf(call(sent, { format: '9' }));
    expect(sampleRateHz).toBe(16_000);
    expect(pcm).toEqual(whole);
  });

  it('is not made of other codecs, and not of what is encrypted', () => {
    const gsm = call(speech('out', 1000, 20, { payloadType: 3 }), { format: '3' });
    expect(gsm.streams).toMatchObject([{ codec: 'GSM', isEncrypted: false, isPlayable: false }]);
    expect(gsm.sound(0)).toMatchObject({ ok: false, error: { code: 'sound-codec' } });
  });
});

describe('an encrypted stream', () => {
  const key = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
  const garbled = Array.from({ length: 20 }, (_, n) => packet({ ...ways.out, bytes: event(20 + n, 16_000 + n * 999, n % 12, 800, true) }, 2000 + n * 20));

  it.each([
    ['SDES', 'RTP/SAVP', [key], 'AES_CM_128_HMAC_SHA1_80'],
    ['DTLS-SRTP', 'UDP/TLS/RTP/SAVPF', ['a=fingerprint:sha-256 00:11'], 'DTLS-SRTP'],
    ['an offer that leaves it open (RFC 8643)', 'RTP/AVP', [key], 'AES_CM_128_HMAC_SHA1_80'],
  ])('is marked: %s', (_name, protocol, lines, suite) => {
    const capture = call(speech('out', 1000, 20), { protocol, lines });
    expect(capture.streams).toMatchObject([{ isEncrypted: true, isPlayable: false }]);
    expect(capture.media()).toMatchObject([{ encryption: { suite, keysByTls: false } }]);
    expect(capture.sound(0)).toMatchObject({ ok: false, error: { code: 'sound-encrypted' } });
  });

  it('has no keys pressed: what looks like them cannot be read', () => {
    const told = { format: '8 101', lines: events };
    expect(call([...speech('out', 1000, 20), ...garbled], told).streams[0]?.digits).toHaveLength(20);
    expect(call([...speech('out', 1000, 20), ...garbled], { ...told, lines: [...events, key] }).streams[0]?.digits).toEqual([]);
  });
});

describe('the span of a call', () => {
  it('is early that ends before the answer', () => {
    const ringback = speech('in', 200, 30);
    expect(call(ringback).media()).toMatchObject([{ early: true, local: '192.0.2.1:40000', remote: '192.0.2.7:50000', stats: { received: 30 } }]);
    expect(call([...ringback, ...speech('in', 1100, 30, { ssrc: 9 })]).media()).toMatchObject([{ early: false, startedAtMs: startedAtMs + 200 }]);
  });

  it('has both directions, and what came under another SSRC', () => {
    const capture = call([...speech('out', 1100, 100), ...speech('in', 1100, 60, { ssrc: 2 }), ...speech('in', 4000, 80, { ssrc: 3 }).filter((_, n) => n !== 40)]);
    expect(capture.streams).toHaveLength(3);
    expect(capture.media()).toMatchObject([{ callId: 'call-1', codec: 'PCMA', stats: { sent: 100, received: 139, lost: 1, sentSeen: { lost: 0 } } }]);
  });

  it('has the keys that both sides pressed, each once and in order', () => {
    const told = { format: '8 101', lines: events };
    const press = (way: keyof typeof ways, n: number, atMs: number, code: number, ssrc: number): CapturedPacket[] =>
      [0, 1, 2, 3, 4].map((i) => packet({ ...ways[way], bytes: event(n + i, n * 160, code, 160 * (i + 1), i >= 2, { ssrc }) }, atMs + i * 20));
    const capture = call([
      ...speech('out', 1100, 50), ...speech('in', 1100, 50, { ssrc: 2 }),
      ...press('out', 50, 2100, 1, 0x1234_5678), ...press('in', 50, 3000, 11, 2), ...press('out', 55, 4000, 13, 0x1234_5678),
    ], told);
    const [span] = capture.media();
    expect(span?.stats?.digits?.map(({ digit, direction, atMs }) => [digit, direction, atMs - startedAtMs])).toEqual([['1', 'out', 2140], ['#', 'in', 3040], ['B', 'out', 4040]]);
  });

  it('has a key whose last packets were lost, once sound goes on', () => {
    const told = { format: '8 101', lines: events };
    const held = [0, 1, 2].map((i) => packet({ ...ways.out, bytes: event(50 + i, 8000, 5, 160 * (i + 1), false) }, 2100 + i * 20));
    const later = Array.from({ length: 20 }, (_, n) => packet({ ...ways.out, bytes: rtp(60 + n) }, 2300 + n * 20));
    expect(call([...speech('out', 1100, 50), ...held, ...later], told).streams[0]?.digits).toMatchObject([{ digit: '5', durationMs: 60 }]);
  });
});

const rulesOf = (capture: Capture): string[] => diagnose(capture.messages(), capture.media()).map(({ rule }) => rule);

describe('sound that goes one way only', () => {
  it.each(['out', 'in'] as const)('is found in a capture (%s)', (way) => {
    expect(rulesOf(call(speech(way, 1100, 200)))).toContain('one-way-audio');
  });

  it('is not found where both are heard, also under several SSRCs, and not in a few packets', () => {
    expect(rulesOf(call([...speech('out', 1100, 200), ...speech('in', 1100, 200, { ssrc: 2 })]))).toEqual([]);
    expect(rulesOf(call([...speech('out', 1100, 100), ...speech('out', 4000, 100, { ssrc: 3 }), ...speech('in', 1100, 100, { ssrc: 2 })]))).toEqual([]);
    expect(rulesOf(call(speech('out', 1100, 20)))).not.toContain('one-way-audio');
  });

  const rulesIn = (name: string): string[] => rulesOf(read(Uint8Array.from(readFileSync(join(import.meta.dirname, `../../captures/${name}.pcap`)))));

  it.each(['fail-one-way', 'late-offer', 'session-timer-peer'])('is found in %s, where a real peer only listens', (name) => {
    expect(rulesIn(name)).toContain('one-way-audio');
  });

  it.each(['call', 'call-proxy', 'called', 'called-proxy', 'fork', 'hold', 'early-media', 'transfer', 'transferred', 'attended-transfer'])('is not found in %s, where both are heard', (name) => {
    expect(rulesIn(name)).not.toContain('one-way-audio');
  });
});
