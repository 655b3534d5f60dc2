import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../../src-main/media/codecs/codec.ts';
import type { Outgoing } from '../../../src-main/media/outgoing.ts';
import { createOutgoing } from '../../../src-main/media/outgoing.ts';
import { createRtpView, readRtp } from '../../../src-shared/rtp/packet.ts';
import { EVENT_8000, OPUS, PCMA } from '../../fakes/payload-formats.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { captured, inTurn, noise, silence, together, word } from './talk.ts';

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
    outgoing.push(new Int16Array(160).fill(value), false);
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
      outgoing.push(new Int16Array(960), false);
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

describe('pauses that are not sent', () => {
  const FRAME = 160;

  /** Says `sound`, in ticks of 20 ms from 20 ms on. */
  function say(sound: Int16Array, { ptimeMs = 20, isWanted = false, onTick = (_atMs: number, _outgoing: Outgoing): void => {} } = {}): Sent[] {
    const { outgoing, sent } = setUp(ptimeMs);
    outgoing.setFormat({ coding: PCMA, ptimeMs, event: EVENT_8000, noise: 13 });
    for (let from = 0; from + FRAME <= sound.length; from += FRAME) {
      const dueMs = 20 + from / 8;
      onTick(dueMs, outgoing);
      outgoing.push(sound.slice(from, from + FRAME), isWanted);
      outgoing.sendDue(dueMs);
      outgoing.sendDue(dueMs + 10);
    }
    return sent;
  }

  const startOf = (sent: readonly Sent[]) => ({ timestamp }: Sent): number => ((timestamp - sent[0]!.timestamp) >>> 0) / 8;
  const room = (ms: number, levelDb: number): Float32Array => noise(ms, levelDb, { seed: 4 });

  it.each([20, 30, 60])('are described at their start and twice a second, without marker; what follows begins a talkspurt (%d ms packets)', (ptimeMs) => {
    const sent = say(captured(inTurn(silence(2400), word(600, -20))), { ptimeMs });
    const at = startOf(sent);
    const described = sent.filter(({ payloadType }) => payloadType === 13);
    expect(at(described[0]!)).toBeLessThanOrEqual(200 + ptimeMs);
    expect(described.length).toBeGreaterThanOrEqual(4);
    expect(described.length).toBeLessThanOrEqual(6);
    expect(described.every(({ marker, payload }) => !marker && payload[0] === 127)).toBe(true);
    const spurts = sent.filter(({ marker }) => marker);
    expect(spurts.map(({ payloadType }) => payloadType)).toEqual([8, 8]);
    expect(at(spurts[1]!)).toBeGreaterThan(2400 - ptimeMs);
    expect(at(spurts[1]!)).toBeLessThanOrEqual(2400 + ptimeMs);
    // No number is left out: nothing is lost.
    expect(sent.map(({ sequence }) => (sequence - sent[0]!.sequence) & 0xffff)).toEqual([...sent.keys()]);
  });

  it('are described anew when their level has changed by 3 dB', () => {
    const sent = say(captured(inTurn(room(5200, -55), room(1000, -63))));
    const at = startOf(sent);
    const change = sent.find((packet) => packet.payloadType === 13 && at(packet) >= 5200 && packet.payload[0]! >= 58);
    expect(at(change!)).toBeLessThan(5400);
  });

  it('are none where music or a file plays, however soft', () => {
    const sent = say(new Int16Array(16_000), { isWanted: true });
    expect(sent.map(({ payloadType }) => payloadType)).toEqual(Array(100).fill(8));
  });

  it('let keys pass, and are described again after them', () => {
    const sent = say(captured(together(silence(2000))), { onTick: (atMs, outgoing) => void (atMs === 1000 && outgoing.dial('5')) });
    const kinds = sent.map(({ payloadType }) => payloadType);
    expect(kinds.filter((kind) => kind === 101).length).toBeGreaterThan(5);
    const after = kinds.slice(kinds.lastIndexOf(101) + 1);
    expect(after.indexOf(13)).toBeGreaterThan(0);
    expect(after.indexOf(13)).toBeLessThanOrEqual(11);
  });

  it('are sent again once the peer no longer agrees to their description', () => {
    const withdraw = (atMs: number, outgoing: Outgoing): void => void (atMs === 1000 && outgoing.setFormat({ coding: PCMA, ptimeMs: 20 }));
    const sent = say(new Int16Array(16_000), { onTick: withdraw });
    const at = startOf(sent);
    expect(sent.filter((packet) => at(packet) >= 980)).toHaveLength(51);
  });
});
