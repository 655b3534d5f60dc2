/** What captures hold besides plain SIP and RTP: ICMP errors, capture agents' packets, Wireshark's exported PDUs, comments, several bodies in one. */
import { describe, expect, it } from 'vitest';
import { encodeHep } from '../../../src-main/trace/hep.ts';
import { diagnose } from '../../../src-shared/diagnose/diagnose.ts';
import { pcapng } from '../../../src-shared/export/pcapng.ts';
import { ipv4Bytes, ipv6Bytes } from '../../../src-shared/ip-bytes.ts';
import { descriptionIn } from '../../../src-shared/sip/description-in.ts';
import { parseDatagram } from '../../../src-shared/sip/parse.ts';
import { be16, be32, ipv4, ipv6, octets, pcapOf, udp, zeros } from './frames.ts';
import { alice, back, bob, bytesOf, packet, pcap, read, rtp, sdp, sip, startedAtMs } from './support.ts';

const RAW = 101;
const invite = sip({ start: 'INVITE sip:bob@192.0.2.7 SIP/2.0' });

describe('an ICMP error', () => {
  const icmp = (type: number, code: number, quoted: Uint8Array): Uint8Array => octets(type, code, zeros(6), quoted);
  const sent = ipv4(udp(invite));
  const notesOf = (...frames: Uint8Array[]): (string | undefined)[] => read(pcapOf(RAW, frames)).messages().map(({ note }) => note);
  const from = { source: '192.0.2.7', destination: '192.0.2.1' };

  it('is told at the message that it quotes, however little of it', () => {
    expect(notesOf(sent, ipv4(icmp(3, 3, sent), { protocol: 1, ...from }))).toEqual(['ICMP: port unreachable, by 192.0.2.7']);
    expect(notesOf(sent, ipv4(icmp(11, 0, sent.subarray(0, 60)), { protocol: 1, source: '198.51.100.1' }))).toEqual(['ICMP: time exceeded on the way, by 198.51.100.1']);
    const six = ipv6(udp(invite));
    expect(notesOf(six, ipv6(icmp(1, 4, six), { next: 58, source: '2001:db8::7', destination: '2001:db8::1' }))).toEqual(['ICMP: port unreachable, by [2001:db8::7]']);
  });

  it('is of no message where it quotes another one, or is none', () => {
    const other = ipv4(udp(bytesOf('OPTIONS sip:b SIP/2.0\r\n\r\n')));
    for (const payload of [icmp(3, 3, other), icmp(3, 3, sent.subarray(0, 28)), icmp(8, 0, sent), icmp(3, 3, sent.subarray(0, 10)), zeros(3)]) {
      expect(notesOf(sent, ipv4(payload, { protocol: 1, ...from }))).toEqual([undefined]);
    }
  });

  it('is why the call failed', () => {
    const capture = read(pcapOf(RAW, [sent, ipv4(icmp(3, 3, sent), { protocol: 1, ...from })]));
    expect(diagnose(capture.messages(), []).map(({ rule, seq }) => [rule, seq])).toEqual([['refused', 1]]);
  });
});

it('a packet of a capture agent is the message in it, with its own addresses and time', () => {
  const report = encodeHep({ atMs: startedAtMs - 5000, source: alice, destination: bob, transport: 'tcp', bytes: invite, callId: '' });
  const capture = read(pcap(packet({ bytes: report, destination: { address: '203.0.113.9', port: 9060 } }), packet({ bytes: bytesOf('HEP3\u0000\u0006') })));
  expect(capture.messages()).toMatchObject([{ atMs: startedAtMs - 5000, local: '192.0.2.1:5060', remote: '192.0.2.7:5080', transport: 'tcp', start: 'INVITE sip:bob@192.0.2.7 SIP/2.0' }]);
  expect(capture.heldBytes).toBeLessThan(2000);
});

it('exported PDUs are read with the addresses in their tags', () => {
  const tag = (type: number, value: Uint8Array): Uint8Array => octets(be16(type), be16(value.length), value);
  const pdu = (payload: Uint8Array, portType: number, ...addresses: Uint8Array[]): Uint8Array => octets(
    tag(12, bytesOf('sip\u0000')), ...addresses, tag(24, octets(be32(portType))), tag(25, octets(be32(5061))), tag(26, octets(be32(40_000))), zeros(4), payload,
  );
  const v4 = [tag(20, ipv4Bytes('192.0.2.1')), tag(21, ipv4Bytes('192.0.2.7'))];
  const v6 = [tag(22, ipv6Bytes('2001:db8::1')), tag(23, ipv6Bytes('2001:db8::7'))];
  const voice = Array.from({ length: 12 }, (_, n) => pdu(rtp(n), 3, ...v4));
  const capture = read(pcapOf(252, [pdu(invite, 2, ...v4), pdu(invite, 3, ...v6), pdu(invite, 2), octets(0, 20, 0xff, 0xff), ...voice]));
  expect(capture.messages().map(({ local, remote, transport }) => [local, remote, transport])).toEqual([
    ['192.0.2.1:5061', '192.0.2.7:40000', 'tcp'], ['[2001:db8::1]:5061', '[2001:db8::7]:40000', 'udp'],
  ]);
  expect(capture.streams).toMatchObject([{ source: '192.0.2.1:5061', packets: 12 }]);
});

it('comments of a pcapng file stand at their message, and are nobody\'s finding', () => {
  const file = pcapng([{ ...packet({ bytes: invite }), comment: 'Refused?\nICMP \u0007' }, { ...back(sip({ start: 'SIP/2.0 200 OK', toTag: 'b' })), comment: '' }], 'test');
  const messages = read(Uint8Array.from(file)).messages();
  expect(messages.map(({ note }) => note)).toEqual(['Comment: Refused? ICMP \ufffd', undefined]);
  expect(diagnose(messages, []).map(({ rule }) => rule)).not.toContain('refused');
});

describe('a session description among several bodies', () => {
  const multipart = (boundary: string, ...parts: string[]): Uint8Array => {
    const body = ['preamble', ...parts.map((part) => `--${boundary}\r\n${part}`), `--${boundary}--`, ''].join('\r\n');
    return bytesOf(new TextDecoder().decode(sip({ start: 'INVITE sip:bob@192.0.2.7 SIP/2.0', body })).replace('application/sdp', `multipart/mixed; boundary="${boundary}"`));
  };
  const isup = 'Content-Type: application/isup\r\n\r\n\u0001\u0002';
  const described = `Content-Type: application/sdp\r\nContent-Disposition: session\r\n\r\n${sdp('192.0.2.1', 40_000)}`;
  const found = (bytes: Uint8Array): string | undefined => {
    const parsed = parseDatagram(bytes);
    const body = parsed.ok ? descriptionIn(parsed.value) : undefined;
    return body && new TextDecoder().decode(body);
  };

  it('is that part alone', () => {
    expect(found(multipart('b-1', isup, described))).toBe(sdp('192.0.2.1', 40_000));
    expect(found(multipart('b-1', described, isup))).toBe(sdp('192.0.2.1', 40_000));
    expect(found(multipart('b-1', isup))).toBeUndefined();
  });

  it('tells whose the streams are', () => {
    const voice = Array.from({ length: 12 }, (_, n) => back(rtp(n), 100 + 20 * n)).map((each) => ({ ...each, destination: { ...alice, port: 40_000 } }));
    expect(read(pcap(packet({ bytes: multipart('x', isup, described) }), ...voice)).streams).toMatchObject([{ callId: 'call-1', media: 'audio' }]);
  });
});
