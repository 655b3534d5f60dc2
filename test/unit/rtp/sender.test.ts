import { describe, expect, it } from 'vitest';
import { createRtpView, readRtp } from '../../../src-shared/rtp/packet.ts';
import type { RtpSender } from '../../../src-main/rtp/sender.ts';
import { createRtpSender } from '../../../src-main/rtp/sender.ts';

const PCMA = 8;
const out = new Uint8Array(1500);

function sender(overrides = {}): RtpSender {
  return createRtpSender({
    ssrc: 0x12345678, firstSequence: 65_534, firstTimestamp: 0xffffff00, clockRateHz: 8000, ptimeMs: 20, startMs: 1000, ...overrides,
  });
}

/** Sends the frame that is due and gives its header. */
function send(from: RtpSender) {
  const view = createRtpView();
  const length = from.writeFrame(out, PCMA, 160);
  expect(readRtp(view, out.slice(0, length))).toBeNull();
  from.advance();
  return view;
}

describe('RTP sender', () => {
  it('counts sequence and timestamp up through their wraps', () => {
    const from = sender();
    const packets = [send(from), send(from), send(from)];
    expect(packets.map(({ sequence }) => sequence)).toEqual([65_534, 65_535, 0]);
    expect(packets.map(({ timestamp }) => timestamp)).toEqual([0xffffff00, 0xffffffa0, 0x40]);
    expect(packets[0]).toMatchObject({ ssrc: 0x12345678, payloadType: PCMA, payloadLength: 160 });
    expect(from).toMatchObject({ packetsSent: 3, octetsSent: 480 });
  });

  it('is due at t0 + n * ptime without drift', () => {
    const from = sender({ startMs: 0.1, ptimeMs: 20 });
    for (let i = 0; i < 1_000_000; i++) from.advance();
    expect(from.dueAtMs).toBe(0.1 + 20_000_000);
  });

  it('keeps the timestamp true where a frame is no whole number of ticks', () => {
    const from = sender({ clockRateHz: 11_025, firstTimestamp: 0 });
    for (let i = 0; i < 1000; i++) from.advance();
    expect(from.timestamp).toBe(220_500);
  });

  it('marks the first packet and the first after a pause, whose time the timestamp has counted', () => {
    const from = sender({ firstTimestamp: 0 });
    expect(send(from).marker).toBe(true);
    expect(send(from).marker).toBe(false);
    for (let i = 0; i < 50; i++) from.advance();
    expect(send(from)).toMatchObject({ marker: true, timestamp: 52 * 160, sequence: 0 });
    expect(send(from).marker).toBe(false);
  });

  it('skips what is overdue instead of sending a burst', () => {
    const from = sender({ firstTimestamp: 0 });
    send(from);
    expect(from.catchUp(1030, 100)).toBe(0);
    expect(from.catchUp(1520 + 15, 100)).toBe(25);
    expect(from.dueAtMs).toBe(1520);
    expect(send(from)).toMatchObject({ marker: true, timestamp: 26 * 160 });
  });

  it('sends events with their own timestamp and marker in the same sequence, and no marker after them', () => {
    const from = sender({ firstTimestamp: 0, firstSequence: 0 });
    send(from);
    const view = createRtpView();
    const length = from.writeEvent(out, 101, 4, 160, true);
    readRtp(view, out.slice(0, length));
    from.advance();
    expect(view).toMatchObject({ marker: true, payloadType: 101, sequence: 1, timestamp: 160, payloadLength: 4 });
    expect(send(from)).toMatchObject({ marker: false, sequence: 2, timestamp: 320 });
  });

  it('goes on from where it is after a re-negotiation', () => {
    const from = sender({ firstTimestamp: 0 });
    send(from);
    from.setFormat({ clockRateHz: 16_000, ptimeMs: 30 });
    expect(from).toMatchObject({ timestamp: 160, dueAtMs: 1020 });
    from.advance();
    expect(from).toMatchObject({ timestamp: 160 + 480, dueAtMs: 1050 });
  });

  it('starts anew under another SSRC after a collision, keeping its pace', () => {
    const from = sender();
    send(from);
    from.setSsrc(99, 500, 7000);
    expect(from).toMatchObject({ packetsSent: 0, octetsSent: 0, dueAtMs: 1020 });
    expect(send(from)).toMatchObject({ ssrc: 99, sequence: 500, timestamp: 7000, marker: true });
  });

  it('knows the timestamp of any moment', () => {
    const from = sender({ firstTimestamp: 0 });
    from.advance();
    expect(from.timestampAt(1020)).toBe(160);
    expect(from.timestampAt(1025)).toBe(200);
    expect(from.timestampAt(999)).toBe(0xffffffff - 7);
  });

  it('neither counts nor moves when the buffer is too short', () => {
    const from = sender();
    expect(from.writeFrame(new Uint8Array(100), PCMA, 160)).toBe(0);
    expect(from.packetsSent).toBe(0);
    expect(send(from)).toMatchObject({ sequence: 65_534, marker: true });
  });
});
