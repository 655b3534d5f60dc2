import { describe, expect, it } from 'vitest';
import type { ReceivedDigit } from '../../../src-shared/rtp/dtmf-receiver.ts';
import { createDtmfReceiver } from '../../../src-shared/rtp/dtmf-receiver.ts';
import { createDtmfSender } from '../../../src-main/rtp/dtmf-sender.ts';

interface EventPacket {
  atMs: number;
  timestamp: number;
  marker: boolean;
  payload: Uint8Array;
}

function packetsOf(digits: string, options: Parameters<typeof createDtmfSender>[0]): EventPacket[] {
  const sender = createDtmfSender(options);
  const packets: EventPacket[] = [];
  sender.queue(digits);
  for (let tick = 0; sender.busy; tick++) {
    const payload = new Uint8Array(4);
    const now = (tick * options.tickMs * options.clockRateHz / 1000 + 0xfffff000) >>> 0;
    if (sender.tick(now, payload, 0) === 'audio') continue;
    packets.push({ atMs: tick * options.tickMs, timestamp: sender.timestamp, marker: sender.marker, payload });
  }
  return packets;
}

function received(packets: EventPacket[], clockRateHz = 8000): ReceivedDigit[] {
  const receiver = createDtmfReceiver({ clockRateHz });
  const digits: ReceivedDigit[] = [];
  let next = 0;
  const lastMs = Math.max(0, ...packets.map(({ atMs }) => atMs)) + 1000;
  for (let nowMs = 0; nowMs <= lastMs; nowMs += 20) {
    for (; next < packets.length && packets[next]!.atMs <= nowMs; next++) {
      const { timestamp, marker, payload } = packets[next]!;
      digits.push(...receiver.receive(timestamp, marker, payload, 0, payload.length, nowMs));
    }
    digits.push(...receiver.poll(nowMs));
  }
  return digits;
}

const DEFAULTS = { clockRateHz: 8000, tickMs: 20 };
const isEnd = ({ payload }: EventPacket): boolean => (payload[1]! & 0x80) !== 0;

describe('DTMF receiver', () => {
  it('gives each press once with its duration', () => {
    expect(received(packetsOf('1#1D', DEFAULTS))).toEqual([
      { digit: '1', durationMs: 160 }, { digit: '#', durationMs: 160 }, { digit: '1', durationMs: 160 }, { digit: 'D', durationMs: 160 },
    ]);
  });

  it('gives it with the first end packet, not later', () => {
    const receiver = createDtmfReceiver({ clockRateHz: 8000 });
    const results = packetsOf('7', DEFAULTS).map(({ timestamp, marker, payload, atMs }) => receiver.receive(timestamp, marker, payload, 0, 4, atMs).length);
    expect(results).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
  });

  it('does with any one of the packets, if it is an end', () => {
    const ends = packetsOf('42', DEFAULTS).filter(isEnd);
    const lastOfEach = [ends[2]!, ends[5]!];
    expect(received(lastOfEach)).toEqual([{ digit: '4', durationMs: 160 }, { digit: '2', durationMs: 160 }]);
  });

  it('ends a press whose end packets were lost', () => {
    const digits = received(packetsOf('9', DEFAULTS).filter((packet) => !isEnd(packet)));
    expect(digits).toEqual([{ digit: '9', durationMs: 140 }]);
  });

  it('ends a press whose end packets were lost when the next begins, without waiting', () => {
    const packets = packetsOf('98', DEFAULTS).filter((packet) => packet.payload[0] === 8 || !isEnd(packet));
    expect(received(packets).map(({ digit }) => digit)).toEqual(['9', '8']);
  });

  it('tells the same digit twice from one by its timestamp, though every marker is lost', () => {
    const packets = packetsOf('55', DEFAULTS).filter(({ marker }) => !marker);
    expect(received(packets)).toHaveLength(2);
  });

  it('ignores packets of a press that is over, however late', () => {
    const packets = packetsOf('12', DEFAULTS);
    const stale = { ...packets[2]!, atMs: packets.at(-1)!.atMs + 100 };
    expect(received([...packets, stale]).map(({ digit }) => digit)).toEqual(['1', '2']);
  });

  it('follows a long press over its segments', () => {
    const packets = packetsOf('3', { clockRateHz: 48_000, tickMs: 20, toneMs: 3000 });
    expect(received(packets, 48_000)).toEqual([{ digit: '3', durationMs: 3000 }]);
  });

  it.each([8000, 16_000, 48_000])('measures in a clock of %i Hz', (clockRateHz) => {
    expect(received(packetsOf('0', { clockRateHz, tickMs: 20, toneMs: 240 }), clockRateHz)).toEqual([{ digit: '0', durationMs: 240 }]);
  });

  it('ignores events that are no digits, and payloads cut short', () => {
    const receiver = createDtmfReceiver({ clockRateHz: 8000 });
    expect(receiver.receive(0, true, Uint8Array.from([16, 0x8a, 5, 0]), 0, 4, 0)).toEqual([]);
    expect(receiver.receive(0, true, Uint8Array.from([1, 0x8a, 5]), 0, 3, 0)).toEqual([]);
    expect(receiver.receive(0, true, Uint8Array.from([1, 0x8a, 5]), 0, 4, 0)).toEqual([]);
    expect(receiver.poll(10_000)).toEqual([]);
  });

  it('accepts any timestamp after a reset', () => {
    const receiver = createDtmfReceiver({ clockRateHz: 8000 });
    const end = Uint8Array.from([1, 0x8a, 5, 0]);
    expect(receiver.receive(5000, true, end, 0, 4, 0)).toHaveLength(1);
    expect(receiver.receive(4000, true, end, 0, 4, 0)).toHaveLength(0);
    receiver.reset();
    expect(receiver.receive(4000, true, end, 0, 4, 0)).toHaveLength(1);
  });

  it('accepts a new timestamp base without a reset', () => {
    const receiver = createDtmfReceiver({ clockRateHz: 8000 });
    const end = Uint8Array.from([1, 0x8a, 5, 0]);
    receiver.receive(1_000_000_000, true, end, 0, 4, 0);
    expect(receiver.receive(5, true, end, 0, 4, 1000)).toHaveLength(1);
  });
});
