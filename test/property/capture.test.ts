import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCapture } from '../../src-shared/capture/capture.ts';
import { createFragmentStore } from '../../src-shared/capture/ip-fragments.ts';
import { ipIn } from '../../src-shared/capture/link-layers.ts';
import { createTcpOrder } from '../../src-shared/capture/tcp-order.ts';
import { transportPacketIn } from '../../src-shared/capture/transport-packet.ts';
import { createWebSocketReader } from '../../src-shared/capture/websocket.ts';
import { pcapng } from '../../src-shared/export/pcapng.ts';
import { alice, back, bob, packet, pcap, rtp, sdp, sip } from '../unit/capture/support.ts';

const invite = sip({ start: 'INVITE sip:bob@192.0.2.7 SIP/2.0', body: sdp('192.0.2.1', 40_000) });
const packets = [
  packet({ bytes: invite }), back(sip({ start: 'SIP/2.0 200 OK', toTag: 'b', body: sdp('192.0.2.7', 50_000) })),
  packet({ bytes: invite, transport: 'tcp' }), packet({ bytes: invite, source: { address: '2001:db8::1', port: 5060 } }),
  ...Array.from({ length: 12 }, (_, n) => packet({ source: { ...alice, port: 40_000 }, destination: { ...bob, port: 50_000 }, bytes: rtp(n) }, n * 20)),
];
const files = [pcap(...packets), pcapng(packets.map((each) => ({ ...each, comment: 'seen' })), 'test')];

/** A file of which some octets, mostly lengths and types, say something else. */
const damaged = fc.tuple(fc.constantFrom(...files), fc.array(fc.tuple(fc.nat(0xffff), fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(0xff))), { maxLength: 12 }), fc.nat(4000))
  .map(([file, changes, cut]) => {
    const bytes = Uint8Array.from(file);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes.subarray(0, Math.max(0, bytes.length - (cut > 2000 ? 0 : cut)));
  });

/** Reads all that there is to read. */
function readAll(file: Uint8Array, pieceBytes: number): unknown {
  const capture = createCapture();
  for (let at = 0; at < file.length; at += pieceBytes) capture.push(Uint8Array.from(file.subarray(at, at + pieceBytes)));
  capture.finish();
  return {
    calls: capture.calls, messages: capture.messages(), media: capture.media(), streams: capture.streams, notes: capture.notes,
    sounds: capture.streams.map(({ id }) => { const sound = capture.sound(id); return sound.ok ? sound.value.pcm.length : sound.error.code; }),
  };
}

describe('a hostile capture', () => {
  it('never throws, and says the same in whatever pieces it comes', () => {
    fc.assert(fc.property(damaged, fc.integer({ min: 1, max: 3000 }), (file, pieceBytes) => {
      expect(readAll(file, pieceBytes)).toEqual(readAll(file, Math.max(1, file.length)));
    }), { numRuns: 300 });
  });

  it('never throws on frames of any link type', () => {
    const linkType = fc.oneof(fc.constantFrom(0, 1, 12, 14, 101, 108, 113, 228, 229, 276), fc.nat(0xffff));
    const start = fc.constantFrom([], [0x45, 0, 0, 60, 0, 0, 0, 0, 64], [0x60, 0, 0, 0], [...new Array<number>(12).fill(0), 0x81, 0], [...new Array<number>(12).fill(0), 0x88, 0x47]);
    fc.assert(fc.property(linkType, start, fc.uint8Array({ maxLength: 200 }), (type, head, rest) => {
      const ip = ipIn(type, Uint8Array.from([...head, ...rest]));
      const found = ip && transportPacketIn(ip, createFragmentStore());
      expect(found === undefined || found.payload.length <= head.length + rest.length).toBe(true);
    }), { numRuns: 2000 });
  });

  it('has TCP give every octet once and in order, whatever comes twice or late', () => {
    const cut = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 30 });
    fc.assert(fc.property(cut, fc.nat(0xffff_ffff), fc.array(fc.nat(29), { maxLength: 60 }), (lengths, first, extra) => {
      let at = 0;
      const segments = lengths.map((length) => {
        const payload = Uint8Array.from({ length }, (_, i) => (at + i) & 0xff);
        const sequence = (first + 1 + at) >>> 0;
        at += length;
        return { sequence, payload, position: Number.NaN };
      });
      const order = createTcpOrder();
      order.begin(first);
      const given: number[] = [];
      const sent = [...extra.map((i) => segments[i % segments.length]!), ...segments];
      for (const segment of sent) for (const piece of order.push(segment)) given.push(...piece.payload);
      expect(given).toEqual(Array.from({ length: at }, (_, i) => i & 0xff));
    }));
  });

  it('never throws on WebSocket frames, and gives no more than came', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 10 }), (pieces) => {
      const reader = createWebSocketReader();
      const given = pieces.flatMap((piece) => reader.push(piece)).reduce((sum, { bytes }) => sum + bytes.length, 0);
      expect(given).toBeLessThanOrEqual(pieces.reduce((sum, piece) => sum + piece.length, 0));
    }));
  });
});
