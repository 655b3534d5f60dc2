import { describe, expect, it } from 'vitest';
import { createTcpOrder } from '../../../src-shared/capture/tcp-order.ts';
import { alice, bob, bytesOf, pcap, read, sip, startedAtMs } from './support.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const segment = (sequence: number, payload: string): { sequence: number; payload: Uint8Array; position: number } => ({ sequence, payload: bytesOf(payload), position: Number.NaN });
const told = (pieces: readonly { payload: Uint8Array; afterGap: boolean }[]): string[] => pieces.map(({ payload, afterGap }) => `${afterGap ? '…' : ''}${text(payload)}`);

describe('the order of a TCP connection', () => {
  it('is that of its numbers, also over their end', () => {
    const order = createTcpOrder();
    order.begin(0xffff_fffb);
    expect(told(order.push(segment(0xffff_fffe, 'CD')))).toEqual([]);
    expect(told(order.push(segment(0, 'EF')))).toEqual([]);
    expect(told(order.push(segment(0xffff_fffc, 'AB')))).toEqual(['AB', 'CD', 'EF']);
  });

  it('gives each octet once', () => {
    const order = createTcpOrder();
    expect(told(order.push(segment(100, 'abcd')))).toEqual(['abcd']);
    expect(told(order.push(segment(100, 'abcd')))).toEqual([]);
    expect(told(order.push(segment(102, 'cdef')))).toEqual(['ef']);
    expect(told(order.push(segment(110, 'late')))).toEqual([]);
    expect(told(order.push(segment(110, 'late')))).toEqual([]);
    expect(told(order.push(segment(106, 'ghij')))).toEqual(['ghij', 'late']);
  });

  it('gives up a gap that the other side says it has not, and one that is never filled', () => {
    const order = createTcpOrder();
    order.push(segment(100, 'ab'));
    order.push(segment(110, 'cd'));
    expect(told(order.acknowledged(110))).toEqual([]);
    expect(told(order.acknowledged(112))).toEqual(['…cd']);
    order.push(segment(120, 'ef'));
    expect(told(order.flush())).toEqual(['…ef']);
  });

  it('lets little wait', () => {
    const order = createTcpOrder();
    order.push(segment(0, 'a'));
    const given = Array.from({ length: 1000 }, (_, n) => told(order.push(segment(10 + 2 * n, 'x')))).flat();
    expect(given.length).toBeGreaterThan(900);
  });

  it('begins anew with a number that is far away', () => {
    const order = createTcpOrder();
    order.push(segment(0, 'a'));
    expect(told(order.push(segment(0x7000_0000, 'b')))).toEqual(['…b']);
    expect(told(order.push(segment(0x7000_0001, 'c')))).toEqual(['c']);
  });
});

const invite = sip({ start: 'INVITE sip:bob@192.0.2.7 SIP/2.0' });
const ack = sip({ start: 'ACK sip:bob@192.0.2.7 SIP/2.0', cseq: '1 ACK' });
const both = Uint8Array.from([...invite, 13, 10, 13, 10, ...ack]);

/** A pcap of one connection whose segments are those of `bytes` between the cuts, in the order told. */
function connection(bytes: Uint8Array, cuts: number[], order = cuts.map((_, i) => i)): Uint8Array {
  const pieces = cuts.map((from, i) => bytes.subarray(from, cuts[i + 1] ?? bytes.length));
  const file = pcap(...pieces.map((piece) => ({ atMs: startedAtMs, source: alice, destination: bob, transport: 'tcp' as const, bytes: piece })));
  const records = recordsOf(file);
  return Uint8Array.from([...file.subarray(0, 24), ...order.flatMap((i) => [...(records[i] as Uint8Array)])]);
}

function recordsOf(file: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = [];
  for (let at = 24; at < file.length;) {
    const length = 16 + new DataView(file.buffer, file.byteOffset + at).getUint32(8, true);
    records.push(file.subarray(at, at + length));
    at += length;
  }
  return records;
}

const methods = (file: Uint8Array): string[] => read(file).messages().map(({ method }) => method);

describe('SIP over TCP', () => {
  it('has several messages in a segment, and messages over several', () => {
    expect(methods(connection(both, [0]))).toEqual(['INVITE', 'ACK']);
    expect(methods(connection(both, [0, 5, 100, invite.length + 2, invite.length + 10]))).toEqual(['INVITE', 'ACK']);
    expect(methods(connection(both, [...both.keys()]))).toEqual(['INVITE', 'ACK']);
  });

  it('is the same when segments overtake each other or come twice', () => {
    expect(methods(connection(both, [0, 40, 80, 120], [0, 2, 3, 1]))).toEqual(['INVITE', 'ACK']);
    expect(methods(connection(both, [0, 40, 80, 120], [0, 1, 1, 3, 2, 3]))).toEqual(['INVITE', 'ACK']);
  });

  it('is found again behind a gap, which is noted', () => {
    const file = connection(both, [0, 40, 80, invite.length + 4], [0, 2, 3]);
    expect(methods(file)).toEqual(['ACK']);
    expect(read(file).notes).toMatchObject([{ code: 'capture-tcp-gap', params: { count: 1 } }]);
  });

  it('is found where the capture begins in the middle of a message', () => {
    expect(methods(connection(both, [0, 40, invite.length + 4], [1, 2]))).toEqual(['ACK']);
  });

  it('is read out of WebSocket frames', () => {
    const upgrade = bytesOf('GET /ws HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n');
    const frames = [masked(0x01, invite.subarray(0, 100)), masked(0x89, bytesOf('ping')), masked(0x80, invite.subarray(100)), masked(0x82, ack)];
    const bytes = Uint8Array.from([...upgrade, ...frames.flatMap((frame) => [...frame])]);
    expect(methods(connection(bytes, [0, upgrade.length]))).toEqual(['INVITE', 'ACK']);
    expect(methods(connection(bytes, [0, upgrade.length, upgrade.length + 1, upgrade.length + 30, upgrade.length + 200]))).toEqual(['INVITE', 'ACK']);
  });
});

/** RFC 6455 5.2, as a client sends it. */
function masked(first: number, payload: Uint8Array): Uint8Array {
  const mask = [0x12, 0x34, 0x56, 0x78];
  const length = payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  return Uint8Array.from([first, ...length, ...mask, ...payload.map((octet, i) => octet ^ (mask[i & 3] as number))]);
}
