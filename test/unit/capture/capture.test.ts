import { describe, expect, it } from 'vitest';
import { createCapture } from '../../../src-shared/capture/capture.ts';
import { alice, back, bob, bytesOf, packet, pcap, read, rtp, sdp, sip, startedAtMs } from './support.ts';

const invite = sip({ start: 'INVITE sip:bob@192.0.2.7 SIP/2.0', body: sdp('192.0.2.1', 40_000) });
const ringing = sip({ start: 'SIP/2.0 180 Ringing', toTag: 'b' });
const answer = sip({ start: 'SIP/2.0 200 OK', toTag: 'b', body: sdp('192.0.2.7', 50_000) });
const ack = sip({ start: 'ACK sip:bob@192.0.2.7 SIP/2.0', cseq: '1 ACK', toTag: 'b', branch: 'z9hG4bK2' });
const bye = sip({ start: 'BYE sip:bob@192.0.2.7 SIP/2.0', cseq: '2 BYE', toTag: 'b', branch: 'z9hG4bK3' });
const options = sip({ start: 'OPTIONS sip:bob@192.0.2.7 SIP/2.0', cseq: '7 OPTIONS', callId: 'ping', branch: 'z9hG4bK4' });
const media = { source: { ...alice, port: 40_000 }, destination: { ...bob, port: 50_000 } };

const call = pcap(
  packet({ bytes: invite }), packet({ bytes: invite }, 500), packet({ bytes: options }, 600), back(ringing, 700), back(answer, 900), packet({ bytes: ack }, 901),
  ...Array.from({ length: 50 }, (_, n) => packet({ ...media, bytes: rtp(n) }, 1000 + n * 20)),
  packet({ bytes: bye }, 3000),
);

describe('a capture', () => {
  it('has a row a call', () => {
    expect(read(call).calls).toEqual([
      {
        callId: 'call-1', from: 'sip:alice@example.org', to: 'sip:bob@example.net', method: 'INVITE', uri: 'sip:bob@192.0.2.7', status: 200, state: 'ended',
        startedAtMs, endedAtMs: startedAtMs + 3000, messages: 6, firstSeq: 1, source: '192.0.2.1:5060', destination: '192.0.2.7:5080', hasSdp: true,
      },
      expect.objectContaining({ callId: 'ping', method: 'OPTIONS', state: 'open', messages: 1, firstSeq: 3, hasSdp: false }),
    ]);
  });

  it('has the messages of the calls that are asked for, in order, with what they repeat', () => {
    const capture = read(call);
    expect(capture.messages().map(({ seq, start, retransmissionOf }) => [seq, start, retransmissionOf])).toEqual([
      [1, 'INVITE sip:bob@192.0.2.7 SIP/2.0', undefined], [2, 'INVITE sip:bob@192.0.2.7 SIP/2.0', 1], [3, 'OPTIONS sip:bob@192.0.2.7 SIP/2.0', undefined],
      [4, 'SIP/2.0 180 Ringing', undefined], [5, 'SIP/2.0 200 OK', undefined], [6, 'ACK sip:bob@192.0.2.7 SIP/2.0', undefined],
      [7, 'BYE sip:bob@192.0.2.7 SIP/2.0', undefined],
    ]);
    expect(capture.messages(new Set(['ping'])).map(({ seq }) => seq)).toEqual([3]);
    expect(capture.messages(new Set(['nobody']))).toEqual([]);
  });

  it('has streams with their call, and their sound', () => {
    const capture = read(call);
    expect(capture.streams).toMatchObject([{ id: 0, callId: 'call-1', codec: 'PCMA', packets: 50, lost: 0, source: '192.0.2.1:40000', destination: '192.0.2.7:50000' }]);
    const sound = capture.sound(0);
    expect(sound.ok && [sound.value.sampleRateHz, sound.value.pcm.length]).toEqual([8000, 50 * 160]);
    expect(capture.sound(1)).toMatchObject({ ok: false, error: { code: 'no-such-stream' } });
    expect(capture.media(new Set(['call-1']))).toHaveLength(1);
    expect(capture.media(new Set(['ping']))).toEqual([]);
  });

  it('is the same in whatever pieces it comes', () => {
    for (const pieceBytes of [1, 7, 1000, 65_536]) expect(read(call, pieceBytes).messages()).toEqual(read(call).messages());
  });

  it('refuses what is none, and stays refused', () => {
    for (const bytes of [bytesOf('INVITE sip:bob@example.org SIP/2.0\r\n'), new Uint8Array(100)]) {
      const capture = createCapture();
      expect(capture.push(bytes)).toMatchObject({ ok: false, error: { code: 'not-a-capture' } });
      capture.push(call);
      expect(capture.finish()).toMatchObject({ ok: false, error: { code: 'not-a-capture' } });
      expect(capture.calls).toEqual([]);
    }
    expect(createCapture().finish()).toMatchObject({ ok: false, error: { code: 'not-a-capture' } });
  });
});
