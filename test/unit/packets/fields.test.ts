import { describe, expect, it } from 'vitest';
import { writeRtcp } from '../../../src-main/rtp/rtcp-write.ts';
import { stunSummary } from '../../../src-main/stun/summary.ts';
import { packetFields } from '../../../src-shared/packets/fields.ts';
import { joinPayload, serializeSap } from '../../../src-shared/sap/packet.ts';
import { rtcpSummary } from '../../../src-shared/packets/rtcp.ts';
import type { PacketProtocol } from '../../../src-shared/traced-packet.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { IPV4_RESPONSE, IPV6_RESPONSE, REQUEST } from '../stun/rfc5769.ts';

const told = (protocol: PacketProtocol, bytes: Uint8Array): string[] => packetFields(protocol, bytes).map(({ depth, name, value }) => `${' '.repeat(depth)}${name} ${value}`.trimEnd());

function report(): Uint8Array {
  const out = new Uint8Array(1500);
  return out.slice(0, writeRtcp(out, {
    report: {
      ssrc: 0xcafe0001,
      sender: { ntpSeconds: 0xe0000000, ntpFraction: 0x80000000, rtpTimestamp: 160, packetCount: 50, octetCount: 8000 },
      reports: [{ ssrc: 7, fractionLost: 128, cumulativeLost: -3, highestSequence: 0x0001ffff, jitter: 12, lastSenderReport: 0xabcd1234, delaySinceLastSenderReport: 65_536 }],
    },
    cname: 'a@b',
    bye: { reason: 'Ende' },
  }));
}

describe('the parts of a packet', () => {
  it('of STUN: every attribute, addresses in the clear (RFC 5769)', () => {
    expect(told('stun', REQUEST)).toEqual([
      'Binding request', ' Transaction ID b7e7a701bc34d686fa87dfae', ' SOFTWARE STUN test client', ' PRIORITY 1845494271', ' ICE-CONTROLLED 932ff9b151263b36',
      ' USERNAME evtj:h6vY', ' MESSAGE-INTEGRITY 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2', ' FINGERPRINT e57a3bcf',
    ]);
    expect(told('stun', IPV4_RESPONSE)).toContain(' XOR-MAPPED-ADDRESS 192.0.2.1:32853');
    expect(told('stun', IPV6_RESPONSE)).toContain(' XOR-MAPPED-ADDRESS [2001:db8:1234:5678:11:2233:4455:6677]:32853');
    expect([stunSummary(REQUEST), stunSummary(IPV4_RESPONSE)]).toEqual(['STUN Binding request', 'STUN Binding success 192.0.2.1:32853']);
  });

  it('of SAP: the header bit by bit, the description line by line (RFC 2974 6)', () => {
    const packet = { deletion: false, encrypted: false, compressed: false, hash: 0x1234, source: '192.0.2.1', authentication: new Uint8Array(4), body: joinPayload(new TextEncoder().encode('v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n?\r\n')) };
    expect(told('sap', serializeSap(packet))).toEqual([
      'Announcement', ' V 1', ' A 0 (IPv4)', ' T 0', ' E 0', ' C 0', ' Auth length 1', ' Message identifier hash 0x1234', ' Originating source 192.0.2.1', ' Authentication data 00000000',
      'Payload type application/sdp', 'Payload', ' v= 0', ' o= - 1 1 IN IP4 192.0.2.1', ' ? ?',
    ]);
    expect(told('sap', serializeSap({ ...packet, encrypted: true, source: '2001:db8::1', deletion: true }))).toEqual(expect.arrayContaining(['Deletion', ' A 1 (IPv6)', ' E 1', expect.stringMatching(/^Payload 6170706c/)]));
    expect(told('sap', new Uint8Array(3))).toEqual([expect.stringContaining('SAP A SAP packet has 8 bytes')]);
    expect(packetFields('sap', serializeSap(packet)).find(({ name }) => name === 'o=')).toMatchObject({ section: 'RFC 8866 5.2', from: 33 });
  });

  it('of RTCP: every packet of the compound, every block', () => {
    expect(told('rtcp', report())).toEqual([
      'Sender report (SR)', ' SSRC 0xcafe0001', ' NTP 2019-02-02T11:39:44.500Z', ' RTP 160', ' Packets 50', ' Octets 8000',
      ' Report block 0x00000007', '  Fraction lost 50.0 %', '  Lost -3', '  Highest sequence 131071', '  Jitter 12', '  LSR 0xabcd1234', '  DLSR 1000.0 ms',
      'Source description (SDES)', ' SSRC 0xcafe0001', '  CNAME a@b', 'BYE', ' SSRC 0xcafe0001', ' Reason Ende',
    ]);
    expect(rtcpSummary(report())).toBe('RTCP SR SDES BYE, 50 packets, 50.0 % lost, jitter 12');
  });

  it('each has its octets, its section, and a sentence in both languages', () => {
    for (const [protocol, bytes] of [['stun', REQUEST], ['rtcp', report()], ['keep-alive', Uint8Array.of(13, 10, 13, 10)]] as const) {
      const fields = packetFields(protocol, bytes);
      for (const { from, to, section, en, de } of fields) expect([from < to && to <= bytes.length, /^RFC \d+ /.test(section), en !== '' && de !== '' && en !== de]).toEqual([true, true, true]);
      expect(fields[0]?.from).toBe(0);
    }
  });

  it('takes whatever comes', () => {
    const random = createSeededRandom(5);
    for (let round = 0; round < 3_000; round++) {
      const [stun, rtcp] = [REQUEST.slice(), report()];
      for (const bytes of [stun, rtcp]) {
        const [at = 0, value = 0, cut = 0] = random.bytes(3);
        bytes[at % bytes.length] = value;
        const short = bytes.subarray(0, bytes.length - (cut % bytes.length));
        for (const protocol of ['stun', 'rtcp', 'keep-alive', 'sap'] as const) for (const { from, to } of packetFields(protocol, short)) expect(from <= to && to <= short.length).toBe(true);
        expect(stunSummary(short).length + rtcpSummary(short).length).toBeGreaterThan(0);
      }
    }
  });
});
