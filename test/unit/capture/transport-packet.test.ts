import { describe, expect, it } from 'vitest';
import { createFragmentStore } from '../../../src-shared/capture/ip-fragments.ts';
import { endsOf, transportPacketIn } from '../../../src-shared/capture/transport-packet.ts';
import { be16, be32, ethernet, ipv4, ipv6, octets, pcapOf, udp, zeros } from './frames.ts';
import { bytesOf, read, sip } from './support.ts';

const hello = bytesOf('hello');
const RAW = 101;

function found(packet: Uint8Array): [string, string, string] | undefined {
  const inner = transportPacketIn(packet, createFragmentStore());
  if (!inner) return undefined;
  const { source, destination } = endsOf(inner);
  return [source, destination, new TextDecoder().decode(inner.payload)];
}

const inner = ipv4(udp(hello), { source: '10.0.0.1', destination: '10.0.0.2' });
const innerSix = ipv6(udp(hello), { source: 'fd00::1', destination: 'fd00::2' });
const told = ['10.0.0.1:5060', '10.0.0.2:5080', 'hello'];
const toldSix = ['[fd00::1]:5060', '[fd00::2]:5080', 'hello'];
const gre = (flags: number, type: number, ...rest: Uint8Array[]): Uint8Array => ipv4(octets(be16(flags), be16(type), ...rest), { protocol: 47 });
const vxlan = (flags: number, frame: Uint8Array): Uint8Array => ipv4(udp(octets(flags, zeros(3), 0, 0, 42, 0, frame), { from: 50_000, to: 4789 }));

const tunnels: [string, Uint8Array, string[]][] = [
  ['IPv4 in IPv4 (RFC 2003)', ipv4(inner, { protocol: 4 }), told],
  ['IPv6 in IPv4 (RFC 4213)', ipv4(innerSix, { protocol: 41 }), toldSix],
  ['IPv4 in IPv6 (RFC 2473)', ipv6(inner, { next: 4 }), told],
  ['GRE', gre(0, 0x0800, inner), told],
  ['GRE with checksum, key and sequence number', gre(0xb000, 0x86dd, zeros(12), innerSix), toldSix],
  ['GRE with a key', gre(0x2000, 0x0800, zeros(4), inner), told],
  ['Ethernet in GRE', gre(0, 0x6558, ethernet(0x0800, inner)), told],
  ['ERSPAN I', gre(0, 0x88be, ethernet(0x0800, inner)), told],
  ['ERSPAN II', gre(0x1000, 0x88be, zeros(4), zeros(8), ethernet(0x0800, inner)), told],
  ['ERSPAN III', gre(0x1000, 0x22eb, zeros(4), zeros(12), ethernet(0x0800, inner)), told],
  ['VXLAN', vxlan(0x08, ethernet(0x0800, inner)), told],
  ['VXLAN with a VLAN', vxlan(0x08, ethernet(0x8100, octets(be16(5), be16(0x86dd), innerSix))), toldSix],
];

describe('a tunnel', () => {
  it.each(tunnels)('of %s', (_name, packet, expected) => {
    expect(found(packet)).toEqual(expected);
  });

  it('of what is no IP, or of tunnels without end, is nothing', () => {
    expect(found(gre(0, 0x880b, inner))).toBeUndefined();
    let packet = inner;
    for (let depth = 0; depth < 4; depth++) packet = ipv4(packet, { protocol: 4 });
    expect(found(packet)).toEqual(told);
    expect(found(ipv4(packet, { protocol: 4 }))).toBeUndefined();
  });

  it('may only look like one: a datagram to the port of VXLAN', () => {
    expect(found(ipv4(udp(hello, { to: 4789 })))).toEqual(['192.0.2.1:5060', '192.0.2.7:4789', 'hello']);
  });
});

describe('an IPv6 packet', () => {
  const datagram = udp(hello);
  const ends = ['[2001:db8::1]:5060', '[2001:db8::7]:5080', 'hello'];

  it('has its transport behind all its extension headers', () => {
    const options = octets(43, 0, zeros(6));
    const routing = octets(60, 2, zeros(22));
    const destination = octets(51, 1, zeros(14));
    // Authentication: four words of 32 bits (RFC 4302 2.2).
    const authentication = octets(17, 2, zeros(14));
    expect(found(ipv6(octets(options, routing, destination, authentication, datagram), { next: 0 }))).toEqual(ends);
  });

  it('is nothing with an encrypted payload, or with headers that run over its end', () => {
    expect(found(ipv6(octets(zeros(8), datagram), { next: 50 }))).toBeUndefined();
    expect(found(ipv6(octets(17, 255, zeros(6), datagram), { next: 0 }))).toBeUndefined();
  });

  it('is whole that is sent as an only fragment (RFC 6946)', () => {
    expect(found(ipv6(octets(17, 0, 0, 0, be32(7), datagram), { next: 44 }))).toEqual(ends);
  });
});

describe('a datagram in fragments', () => {
  const invite = sip({ start: 'INVITE sip:bob@192.0.2.7 SIP/2.0', body: `v=0\r\n${'a=x\r\n'.repeat(300)}` });
  const whole = udp(invite);
  const cuts = [0, 800, 1600, whole.length];
  const pieces = cuts.slice(0, -1).map((from, i) => ({ from, bytes: whole.subarray(from, cuts[i + 1]), more: i < cuts.length - 2 }));
  const inFour = pieces.map(({ from, bytes, more }) => ipv4(bytes, { id: 99, fragment: (more ? 0x2000 : 0) | (from / 8) }));
  const inSix = pieces.map(({ from, bytes, more }) => ipv6(octets(17, 0, be16(from | (more ? 1 : 0)), be32(99), bytes), { next: 44 }));
  const starts = (frames: readonly Uint8Array[]): string[] => read(pcapOf(RAW, frames)).messages().map(({ raw }) => raw);
  const text = new TextDecoder().decode(invite);

  it.each([['IPv4', inFour], ['IPv6', inSix]])('of %s is put together, in whatever order and however often they come', (_name, frames) => {
    const [a, b, c] = frames as [Uint8Array, Uint8Array, Uint8Array];
    for (const order of [[a, b, c], [c, a, b], [c, b, a], [a, a, b, b, c]]) expect(starts(order)).toEqual([text]);
  });

  it('is not put together of pieces of others, or of pieces that overlap (RFC 5722)', () => {
    const ofAnother = ipv4(pieces[1]!.bytes, { id: 100, fragment: 0x2000 | 100 });
    expect(starts([inFour[0]!, ofAnother, inFour[2]!])).toEqual([]);
    const overlapping = ipv4(pieces[1]!.bytes, { id: 99, fragment: 0x2000 | 99 });
    expect(starts([inFour[0]!, overlapping, inFour[2]!])).toEqual([]);
  });

  it('is noted that was never whole', () => {
    expect(read(pcapOf(RAW, [inFour[0]!, inFour[2]!])).notes).toMatchObject([{ code: 'capture-fragment', params: { count: 2 } }]);
  });
});
