import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../../src-main/media/codecs/codec.ts';
import type { Outgoing } from '../../../src-main/media/outgoing.ts';
import { createOutgoing } from '../../../src-main/media/outgoing.ts';
import { createRtpView, readRtp } from '../../../src-main/rtp/packet.ts';
import { EVENT_8000, OPUS, PCMA } from '../../fakes/payload-formats.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';

interface Sent {
  sequence: number;
  timestamp: number;
  marker: boolean;
  ssrc: number;
  payloadType: number;
  payload: Buffer;
  samples: Int16Array;
}

function setUp(ptimeMs: number): { outgoing: Outgoing; sent: Sent[]; tick: (dueMs: number, value: number) => void } {
  const sent: Sent[] = [];
  const view = createRtpView();
  const outgoing = createOutgoing(createSeededRandom(1), 20, (packet) => {
    if (readRtp(view, packet)) throw new Error('not RTP');
    const samples = new Int16Array(view.payloadLength);
    createDecoder(PCMA).decode(packet, samples, view.payloadOffset, view.payloadLength);
    const { sequence, timestamp, marker, ssrc, payloadType } = view;
    const payload = Buffer.from(packet.slice(view.payloadOffset, view.payloadOffset + view.payloadLength));
    sent.push({ sequence, timestamp, marker, ssrc, payloadType, payload, samples });
  });
  outgoing.setFormat({ coding: PCMA, ptimeMs, event: EVENT_8000 });
  const tick = (dueMs: number, value: number): void => {
    outgoing.push(new Int16Array(160).fill(value));
    outgoing.sendDue(dueMs);
    outgoing.sendDue(dueMs + 10);
  };
  return { outgoing, sent, tick };
}

const LOUD = 8064;

describe('outgoing packets', () => {
  it('what was said before a pause is not sent after it', () => {
    const { outgoing, sent, tick } = setUp(50);
    for (let dueMs = 20; dueMs < 200; dueMs += 20) tick(dueMs, LOUD);
    for (let dueMs = 200; dueMs < 400; dueMs += 20) outgoing.pause(dueMs);
    const before = sent.length;
    for (let dueMs = 400; dueMs < 600; dueMs += 20) tick(dueMs, 0);
    const after = sent.slice(before);
    expect(after.flatMap(({ samples }) => [...samples]).filter((sample) => sample > 100)).toEqual([]);
    expect(after.map(({ marker }) => marker)).toEqual([true, false, false, false]);
    const gap = after[0]!.timestamp - sent[before - 1]!.timestamp;
    expect(gap % 400).toBe(0);
    expect(gap).toBeGreaterThan(400);
    expect(after[0]!.sequence - sent[before - 1]!.sequence).toBe(1);
  });

  it('a machine that slept sends no burst and nothing stale', () => {
    const { sent, tick } = setUp(30);
    for (let dueMs = 20; dueMs <= 200; dueMs += 20) tick(dueMs, LOUD);
    const before = sent.length;
    for (let dueMs = 10_000; dueMs < 10_200; dueMs += 20) tick(dueMs, 0);
    expect(sent.length - before).toBeLessThanOrEqual(8);
    expect(sent.slice(before).flatMap(({ samples }) => [...samples]).filter((sample) => sample > 100)).toEqual([]);
    expect(sent[before]!.timestamp - sent[0]!.timestamp).toBeGreaterThan(9700 * 8);
  });

  it('digits end when the peer withdraws telephone-events', () => {
    const { outgoing, tick } = setUp(20);
    expect(outgoing.dial('123')).toBe(true);
    tick(20, 0);
    expect(outgoing.isDialling()).toBe(true);
    outgoing.setFormat({ coding: PCMA, ptimeMs: 20 });
    expect(outgoing.isDialling()).toBe(false);
    expect(outgoing.dial('4')).toBe(false);
  });

  it('keys at 8000 Hz beside Opus last in that clock and begin in the clock of the stream', () => {
    const { outgoing, sent } = setUp(20);
    outgoing.setFormat({ coding: OPUS, ptimeMs: 20, event: EVENT_8000 });
    outgoing.dial('12');
    for (let dueMs = 20; outgoing.isDialling(); dueMs += 20) {
      outgoing.push(new Int16Array(960));
      outgoing.sendDue(dueMs);
    }
    const events = sent.filter(({ payloadType }) => payloadType === 101);
    expect(events.slice(0, 10).map(({ payload }) => payload.readUInt16BE(2))).toEqual([160, 320, 480, 640, 800, 960, 1120, 1280, 1280, 1280]);
    const starts = events.filter(({ marker }) => marker);
    expect(starts.map(({ payload }) => payload[0])).toEqual([1, 2]);
    expect((starts[1]!.timestamp - starts[0]!.timestamp) >>> 0).toBe(12 * 960);
  });

  it('a new SSRC after a collision, with a stream of its own', () => {
    const { outgoing, sent, tick } = setUp(20);
    tick(20, LOUD);
    outgoing.changeSsrc();
    tick(40, LOUD);
    expect(sent).toHaveLength(2);
    expect(sent[1]!.ssrc).not.toBe(sent[0]!.ssrc);
    expect(sent[1]!.marker).toBe(true);
  });
});
