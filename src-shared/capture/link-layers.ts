/** From a captured frame to the IP packet in it. */
import { readUint16 } from '../rtp/wire-integers.ts';

/** tcpdump.org/linktypes.html */
const LINKTYPE = { null: 0, ethernet: 1, rawBsd: 12, rawOpenBsd: 14, raw: 101, loop: 108, sll: 113, ipv4: 228, ipv6: 229, sll2: 276 };
const ETHERTYPES_IP = [0x0800, 0x86dd];
/** IEEE 802.1Q, 802.1ad, and what was there before it. */
const ETHERTYPES_VLAN = [0x8100, 0x88a8, 0x9100];
const ETHERTYPE_PPPOE = 0x8864;
const ETHERTYPE_MPLS = 0x8847;
const PPP_IP = [0x0021, 0x0057];
const ETHERNET_BYTES = 14;
const NOTHING = new Uint8Array(0);

/** Empty: something else than IP. Undefined: a link type that is not known here. */
export function ipIn(linkType: number, frame: Uint8Array): Uint8Array | undefined {
  switch (linkType) {
    case LINKTYPE.ethernet: return inEthernet(frame);
    case LINKTYPE.null:
    case LINKTYPE.loop: return frame.subarray(4);
    case LINKTYPE.sll: return frame.length < 16 ? NOTHING : behindType(frame, 14);
    case LINKTYPE.sll2: return frame.length < 20 ? NOTHING : ofType(readUint16(frame, 0), frame, 20);
    case LINKTYPE.raw:
    case LINKTYPE.rawBsd:
    case LINKTYPE.rawOpenBsd:
    case LINKTYPE.ipv4:
    case LINKTYPE.ipv6: return frame;
    default: return undefined;
  }
}

export function inEthernet(frame: Uint8Array): Uint8Array {
  return behindType(frame, ETHERNET_BYTES - 2);
}

function behindType(frame: Uint8Array, typeAt: number): Uint8Array {
  return frame.length < typeAt + 2 ? NOTHING : ofType(readUint16(frame, typeAt), frame, typeAt + 2);
}

/** `at`: behind the type. Steps over tags, however many. */
function ofType(type: number, frame: Uint8Array, at: number): Uint8Array {
  let inner = type;
  let offset = at;
  while (ETHERTYPES_VLAN.includes(inner)) {
    if (offset + 4 > frame.length) return NOTHING;
    inner = readUint16(frame, offset + 2);
    offset += 4;
  }
  if (ETHERTYPES_IP.includes(inner)) return frame.subarray(offset);
  if (inner === ETHERTYPE_PPPOE) return inPppoe(frame, offset);
  return inner === ETHERTYPE_MPLS ? inMpls(frame, offset) : NOTHING;
}

/** RFC 2516 4. */
function inPppoe(frame: Uint8Array, at: number): Uint8Array {
  return at + 8 <= frame.length && PPP_IP.includes(readUint16(frame, at + 6)) ? frame.subarray(at + 8) : NOTHING;
}

/** RFC 3032 2.1: labels up to the one that is the bottom of the stack; what follows says itself which IP it is. */
function inMpls(frame: Uint8Array, at: number): Uint8Array {
  let offset = at;
  while (offset + 4 <= frame.length) {
    const isBottom = (frame[offset + 2]! & 1) !== 0;
    offset += 4;
    if (isBottom) return frame.subarray(offset);
  }
  return NOTHING;
}
