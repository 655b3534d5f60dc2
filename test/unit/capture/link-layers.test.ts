import { describe, expect, it } from 'vitest';
import { ipIn } from '../../../src-shared/capture/link-layers.ts';
import { be16, be32, ethernet, ipv4, ipv6, octets, pcapOf, udp, zeros } from './frames.ts';
import { read, sip } from './support.ts';

const options = sip({ start: 'OPTIONS sip:bob@192.0.2.7 SIP/2.0', cseq: '1 OPTIONS' });
const four = ipv4(udp(options));
const six = ipv6(udp(options));

/** tcpdump.org/linktypes.html */
const links: [string, number, Uint8Array, string][] = [
  ['Ethernet', 1, ethernet(0x0800, four), '192.0.2.1:5060'],
  ['Ethernet with IPv6', 1, ethernet(0x86dd, six), '[2001:db8::1]:5060'],
  ['Ethernet, filled to its least size', 1, octets(ethernet(0x0800, four), zeros(18)), '192.0.2.1:5060'],
  ['a VLAN', 1, ethernet(0x8100, octets(be16(42), be16(0x0800), four)), '192.0.2.1:5060'],
  ['QinQ', 1, ethernet(0x88a8, octets(be16(7), be16(0x8100), be16(42), be16(0x86dd), six)), '[2001:db8::1]:5060'],
  ['QinQ as it was before the standard', 1, ethernet(0x9100, octets(be16(7), be16(0x8100), be16(42), be16(0x0800), four)), '192.0.2.1:5060'],
  ['PPPoE', 1, ethernet(0x8864, octets(0x11, 0, be16(1), be16(2 + four.length), be16(0x0021), four)), '192.0.2.1:5060'],
  ['PPPoE in a VLAN, with IPv6', 1, ethernet(0x8100, octets(be16(7), be16(0x8864), 0x11, 0, be16(1), be16(2 + six.length), be16(0x0057), six)), '[2001:db8::1]:5060'],
  ['MPLS, two labels', 1, ethernet(0x8847, octets(0, 1, 0x00, 64, 0, 2, 0x01, 64, four)), '192.0.2.1:5060'],
  ['Linux "any" (SLL)', 113, octets(be16(4), be16(1), be16(6), zeros(8), be16(0x0800), four), '192.0.2.1:5060'],
  ['Linux "any" with a VLAN', 113, octets(be16(4), be16(1), be16(6), zeros(8), be16(0x8100), be16(42), be16(0x0800), four), '192.0.2.1:5060'],
  ['Linux "any" (SLL2)', 276, octets(be16(0x86dd), zeros(2), be32(3), be16(1), 4, 6, zeros(8), six), '[2001:db8::1]:5060'],
  ['BSD loopback, of a little-endian machine', 0, octets(2, 0, 0, 0, four), '192.0.2.1:5060'],
  ['BSD loopback, of a big-endian machine, IPv6', 0, octets(0, 0, 0, 30, six), '[2001:db8::1]:5060'],
  ['OpenBSD loopback', 108, octets(be32(2), four), '192.0.2.1:5060'],
  ['raw IP', 101, six, '[2001:db8::1]:5060'],
  ['raw IP as BSD writes it', 12, four, '192.0.2.1:5060'],
  ['raw IP as OpenBSD writes it', 14, four, '192.0.2.1:5060'],
  ['raw IPv4', 228, four, '192.0.2.1:5060'],
  ['raw IPv6', 229, six, '[2001:db8::1]:5060'],
];

describe('a frame', () => {
  it.each(links)('of %s', (_name, linkType, frame, from) => {
    const [message] = read(pcapOf(linkType, [frame])).messages();
    expect(message).toMatchObject({ local: from, start: 'OPTIONS sip:bob@192.0.2.7 SIP/2.0', raw: new TextDecoder().decode(options) });
  });

  it('that is no IP or ends in the middle of a tag is nothing', () => {
    const arp = ethernet(0x0806, zeros(28));
    const tagged = ethernet(0x8100, octets(be16(42), be16(0x8100), 0));
    const session = ethernet(0x8863, octets(0x11, 9, zeros(10)));
    const noBottom = ethernet(0x8847, octets(0, 1, 0, 64, 0, 2, 0, 64));
    for (const frame of [arp, tagged, session, noBottom, zeros(13), zeros(0)]) expect(ipIn(1, frame)).toHaveLength(0);
    expect(ipIn(113, zeros(15))).toHaveLength(0);
    expect(ipIn(276, zeros(19))).toHaveLength(0);
  });

  it('of a link type that is not known is counted', () => {
    const capture = read(pcapOf(147, [ethernet(0x0800, four), ethernet(0x0800, four)]));
    expect(capture.messages()).toEqual([]);
    expect(capture.notes).toMatchObject([{ code: 'capture-link-type', params: { linkType: 147, count: 2 } }]);
  });
});
