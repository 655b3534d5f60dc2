import { describe, expect, it } from 'vitest';
import type { CapturedPacket } from '../../../src-shared/capture/captured-packet.ts';
import { createPcapWriter } from '../../../src-shared/export/pcap.ts';
import { packetsIn as read } from '../capture/support.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function packet(changes: Partial<CapturedPacket> = {}): CapturedPacket {
  return {
    atMs: 1_795_000_000_123.456, source: { address: '192.0.2.1', port: 5060 }, destination: { address: '192.0.2.7', port: 5080 },
    transport: 'udp', bytes: bytesOf('OPTIONS'), ...changes,
  };
}

function file(...packets: CapturedPacket[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const writer = createPcapWriter((bytes) => pieces.push(bytes));
  for (const each of packets) writer.write(each);
  return Uint8Array.from(Buffer.concat(pieces));
}

/** RFC 1071: a packet's words, its checksum among them, add up to all ones. */
function addsUp(bytes: Uint8Array, start = 0): boolean {
  let sum = start;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum === 0xffff;
}

describe('a capture', () => {
  it('is a classic little-endian pcap of Ethernet frames', () => {
    const view = new DataView(file().buffer);
    expect([view.getUint32(0, true), view.getUint16(4, true), view.getUint16(6, true), view.getUint32(20, true)]).toEqual([0xa1b2c3d4, 2, 4, 1]);
  });

  it.each([
    packet(),
    packet({ bytes: bytesOf('odd length!') }),
    packet({ source: { address: '2001:db8::1', port: 5060 }, destination: { address: 'fe80::7', port: 65_535 } }),
    packet({ source: { address: '::1', port: 5060 }, destination: { address: '::', port: 5060 } }),
    packet({ transport: 'tcp' }),
    packet({ bytes: new Uint8Array(65_507).fill(7) }),
  ])('gives back what was written %#', (original) => {
    expect(read(file(original))).toEqual([original]);
  });

  it('has right IPv4 and UDP checksums', () => {
    const ip = file(packet()).subarray(24 + 16 + 14);
    expect(addsUp(ip.subarray(0, 20))).toBe(true);
    const udp = ip.subarray(20);
    expect(addsUp(Uint8Array.from([...ip.subarray(12, 20), ...udp, 0]), 17 + udp.length)).toBe(true);
  });

  it('splits what no packet holds, and TCP puts it together again', () => {
    const large = new Uint8Array(150_000).map((_, i) => i % 251);
    const pieces = read(file(packet({ transport: 'tcp', bytes: large })));
    expect(pieces.length).toBe(3);
    expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).equals(large)).toBe(true);
  });

  it('counts TCP bytes for each direction and acknowledges the other', () => {
    const there = packet({ transport: 'tcp', bytes: bytesOf('12345') });
    const back = packet({ transport: 'tcp', source: there.destination, destination: there.source, bytes: bytesOf('123') });
    const bytes = file(there, back, there);
    const view = new DataView(bytes.buffer);
    const tcpAt = (record: number): number => record + 16 + 14 + 20;
    const records = [24, 24 + 16 + 54 + 5, 24 + 2 * (16 + 54) + 8];
    expect(records.map((record) => [view.getUint32(tcpAt(record) + 4), view.getUint32(tcpAt(record) + 8)])).toEqual([[1, 1], [1, 6], [6, 4]]);
  });
});

describe('reading a capture', () => {
  it('reads big-endian and nanosecond files', () => {
    const little = file(packet());
    const big = swapHeaders(little, 0xa1b23c4d);
    expect(read(big)[0]?.atMs).toBeCloseTo(Math.floor(packet().atMs / 1000) * 1000 + 0.123456, 4);
    expect(read(big)[0]?.bytes).toEqual(packet().bytes);
  });

  describe('of IP fragments', () => {
    const large = packet({ bytes: new Uint8Array(4_000).map((_, i) => i % 251) });
    const pieces = fragmentsOf(file(large).subarray(40), [0, 1_480, 2_960]);

    it('puts them together, in whatever order they came', () => {
      const [first, second, third] = pieces as [Uint8Array, Uint8Array, Uint8Array];
      for (const order of [[first, second, third], [third, first, second], [first, first, third, first, second]]) {
        expect(read(withRecords(file(), order))).toEqual([expect.objectContaining({ bytes: large.bytes, source: large.source })]);
      }
    });

    it('gives nothing while one is missing or overlaps another', () => {
      const [first, , third] = pieces as [Uint8Array, Uint8Array, Uint8Array];
      const [, overlapping] = fragmentsOf(file(large).subarray(40), [0, 1_472, 2_960]) as [Uint8Array, Uint8Array];
      for (const order of [[first, third], [first, overlapping, third]]) {
        expect(read(withRecords(file(), order))).toEqual([]);
      }
    });

    it('gives up the oldest of very many', () => {
      const halves = Array.from({ length: 65 }, (_, id) => (pieces[0] as Uint8Array).with(14 + 5, id));
      expect(read(withRecords(file(), [...halves, ...pieces.slice(1)]))).toEqual([]);
    });
  });

  it('reads pcapng', () => {
    expect(read(asPcapng(file(packet()).subarray(40)))).toEqual([packet()]);
  });

  it('ends at the last whole packet of a file that was cut off', () => {
    const whole = file(packet(), packet());
    for (let length = 24; length < whole.length; length++) expect(read(whole.subarray(0, length)).length).toBe(length < (whole.length + 24) / 2 ? 0 : 1);
  });

  it('never throws on a damaged file', () => {
    const kinds = [file(packet(), packet({ transport: 'tcp' }), packet({ source: { address: '::1', port: 1 } })), asPcapng(file(packet()).subarray(40))];
    for (const whole of kinds) {
      for (let i = 24; i < whole.length; i++) {
        for (const value of [0x00, 0x7f, 0xff]) read(whole.with(i, value));
      }
    }
  });
});

/** An Ethernet frame's IPv4 packet cut where told (multiples of 8), each piece a frame of its own. */
function fragmentsOf(frame: Uint8Array, cuts: number[]): Uint8Array[] {
  const headers = frame.subarray(0, 34);
  const payload = frame.subarray(34);
  return cuts.map((start, i) => {
    const end = cuts[i + 1] ?? payload.length;
    const piece = Uint8Array.from([...headers, ...payload.subarray(start, end)]);
    const view = new DataView(piece.buffer);
    view.setUint16(14 + 2, piece.length - 14);
    view.setUint16(14 + 6, (end < payload.length ? 0x2000 : 0) | (start / 8));
    return piece;
  });
}

function withRecords(header: Uint8Array, frames: Uint8Array[]): Uint8Array {
  const records = frames.flatMap((frame) => [new Uint8Array(Uint32Array.from([1, 0, frame.length, frame.length]).buffer), frame]);
  return Uint8Array.from(Buffer.concat([header, ...records]));
}

/** The same file in big-endian, its fraction field taken as it stands. */
function swapHeaders(little: Uint8Array, magic: number): Uint8Array {
  const from = new DataView(little.buffer.slice(0));
  const bytes = little.slice();
  const to = new DataView(bytes.buffer);
  to.setUint32(0, magic);
  for (const offset of [16, 20, 24, 28, 32, 36]) to.setUint32(offset, from.getUint32(offset, true));
  return bytes;
}

/** Section header, one Ethernet interface with nanoseconds, one enhanced packet. */
function asPcapng(frame: Uint8Array): Uint8Array {
  const padded = Math.ceil(frame.length / 4) * 4;
  const words = (values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
  const ticks = BigInt(Math.round(packet().atMs * 1000)) * 1000n;
  return Uint8Array.from(
    Buffer.concat([
      words([0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28]),
      words([1, 32, 1, 0, 9 | (1 << 16), 9, 0, 32]),
      words([6, 32 + padded, 0, Number(ticks >> 32n), Number(ticks & 0xffffffffn), frame.length, frame.length]),
      frame,
      new Uint8Array(padded - frame.length),
      words([32 + padded]),
    ]),
  );
}
