/** RTP packets (RFC 3550 5.1): read into a reusable view, written into the caller's buffer, no allocation in either.
 *
 *    0                   1                   2                   3
 *   |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *   |                           timestamp                           |
 *   |           synchronization source (SSRC) identifier            |
 *   |            contributing source (CSRC) identifiers …           |
 */
import { readUint16, readUint32, writeUint16, writeUint32 } from './wire-integers.ts';

/** Why a packet is refused. Constants: reading garbage allocates nothing. */
export interface RtpFault {
  rule: string;
  section: string;
  message: string;
}

/** One packet, laid over its bytes; valid until the view is read into again or the bytes change. */
export interface RtpView {
  bytes: Uint8Array;
  marker: boolean;
  payloadType: number;
  sequence: number;
  timestamp: number;
  ssrc: number;
  /** The CSRCs stand at byte 12, four bytes each. */
  csrcCount: number;
  hasExtension: boolean;
  /** The 16 bits "defined by profile": 0xBEDE and 0x100x are RFC 8285. */
  extensionProfile: number;
  extensionOffset: number;
  extensionLength: number;
  payloadOffset: number;
  payloadLength: number;
  paddingLength: number;
}

export const RTP_VERSION = 2;
export const RTP_FIXED_HEADER_LENGTH = 12;

const VERSION_SHIFT = 6;
const PADDING_BIT = 0x20;
const EXTENSION_BIT = 0x10;
const CSRC_COUNT_MASK = 0x0f;
const MARKER_BIT = 0x80;
const PAYLOAD_TYPE_MASK = 0x7f;
const CSRC_LENGTH = 4;
const EXTENSION_HEADER_LENGTH = 4;
const MAX_CSRCS = 15;
const MAX_PADDING = 255;

const TRUNCATED_HEADER: RtpFault = {
  rule: 'truncated-header', section: 'RFC 3550 5.1', message: 'The packet is shorter than the fixed RTP header of 12 octets.',
};
const WRONG_VERSION: RtpFault = {
  rule: 'wrong-version', section: 'RFC 3550 5.1', message: 'The version field is not 2.',
};
const TRUNCATED_CSRCS: RtpFault = {
  rule: 'truncated-csrc-list', section: 'RFC 3550 5.1', message: 'The CSRC count announces more identifiers than the packet holds.',
};
const TRUNCATED_EXTENSION: RtpFault = {
  rule: 'truncated-extension', section: 'RFC 3550 5.3.1', message: 'The header extension is longer than the packet.',
};
const WRONG_PADDING: RtpFault = {
  rule: 'wrong-padding', section: 'RFC 3550 5.1', message: 'The padding count is zero or larger than what follows the header.',
};

export function createRtpView(): RtpView {
  return {
    bytes: new Uint8Array(0), marker: false, payloadType: 0, sequence: 0, timestamp: 0, ssrc: 0, csrcCount: 0,
    hasExtension: false, extensionProfile: 0, extensionOffset: 0, extensionLength: 0,
    payloadOffset: 0, payloadLength: 0, paddingLength: 0,
  };
}

/** Null when the packet is sound and `view` describes it; else the fault, and `view` is undefined in content. */
export function readRtp(view: RtpView, bytes: Uint8Array): RtpFault | null {
  if (bytes.length < RTP_FIXED_HEADER_LENGTH) return TRUNCATED_HEADER;
  const first = bytes[0]!;
  if (first >>> VERSION_SHIFT !== RTP_VERSION) return WRONG_VERSION;
  const second = bytes[1]!;
  view.bytes = bytes;
  view.marker = (second & MARKER_BIT) !== 0;
  view.payloadType = second & PAYLOAD_TYPE_MASK;
  view.sequence = readUint16(bytes, 2);
  view.timestamp = readUint32(bytes, 4);
  view.ssrc = readUint32(bytes, 8);
  view.csrcCount = first & CSRC_COUNT_MASK;
  view.payloadOffset = RTP_FIXED_HEADER_LENGTH + view.csrcCount * CSRC_LENGTH;
  if (view.payloadOffset > bytes.length) return TRUNCATED_CSRCS;
  return readExtension(view, (first & EXTENSION_BIT) !== 0) ?? readPadding(view, (first & PADDING_BIT) !== 0);
}

/** RFC 3550 5.3.1: the length counts the 32-bit words after its own. The elements inside (RFC 8285) are skipped as a whole. */
function readExtension(view: RtpView, present: boolean): RtpFault | null {
  view.hasExtension = present;
  view.extensionProfile = 0;
  view.extensionLength = 0;
  view.extensionOffset = view.payloadOffset;
  if (!present) return null;
  const start = view.payloadOffset;
  const dataOffset = start + EXTENSION_HEADER_LENGTH;
  if (dataOffset > view.bytes.length) return TRUNCATED_EXTENSION;
  view.extensionProfile = readUint16(view.bytes, start);
  view.extensionLength = readUint16(view.bytes, start + 2) * 4;
  view.extensionOffset = dataOffset;
  view.payloadOffset = dataOffset + view.extensionLength;
  return view.payloadOffset > view.bytes.length ? TRUNCATED_EXTENSION : null;
}

/** RFC 3550 5.1: the last octet counts the padding octets, itself included. */
function readPadding(view: RtpView, present: boolean): RtpFault | null {
  const rest = view.bytes.length - view.payloadOffset;
  view.paddingLength = 0;
  view.payloadLength = rest;
  if (!present) return null;
  if (rest === 0) return WRONG_PADDING;
  const padding = view.bytes[view.bytes.length - 1]!;
  if (padding === 0 || padding > rest) return WRONG_PADDING;
  view.paddingLength = padding;
  view.payloadLength = rest - padding;
  return null;
}

export interface RtpHeader {
  marker: boolean;
  payloadType: number;
  sequence: number;
  timestamp: number;
  ssrc: number;
  /** At most 15; more are left out. */
  csrcs?: readonly number[];
  /** `data` is filled up with zeros to whole 32-bit words. */
  extension?: { profile: number; data: Uint8Array };
  /** 1 to 255, the count byte included. */
  paddingLength?: number;
}

/** Where the payload of a packet with this header begins: 12 without CSRCs and extension. */
export function rtpHeaderLength(header: RtpHeader): number {
  const extension = header.extension ? EXTENSION_HEADER_LENGTH + wordsOf(header.extension.data) * 4 : 0;
  return RTP_FIXED_HEADER_LENGTH + csrcCountOf(header) * CSRC_LENGTH + extension;
}

/** Writes header and padding around a payload of `payloadLength` bytes, which the caller puts at `rtpHeaderLength(header)`
 *  before or after. Gives the length of the packet; 0 when it does not fit `out`. */
export function writeRtp(out: Uint8Array, header: RtpHeader, payloadLength: number): number {
  const padding = Math.min(header.paddingLength ?? 0, MAX_PADDING);
  const payloadEnd = rtpHeaderLength(header) + payloadLength;
  if (payloadEnd + padding > out.length) return 0;
  const csrcCount = csrcCountOf(header);
  out[0] = (RTP_VERSION << VERSION_SHIFT) | (padding > 0 ? PADDING_BIT : 0) | (header.extension ? EXTENSION_BIT : 0) | csrcCount;
  out[1] = (header.marker ? MARKER_BIT : 0) | (header.payloadType & PAYLOAD_TYPE_MASK);
  writeUint16(out, 2, header.sequence);
  writeUint32(out, 4, header.timestamp);
  writeUint32(out, 8, header.ssrc);
  for (let i = 0; i < csrcCount; i++) writeUint32(out, RTP_FIXED_HEADER_LENGTH + i * CSRC_LENGTH, header.csrcs![i]!);
  if (header.extension) writeExtension(out, RTP_FIXED_HEADER_LENGTH + csrcCount * CSRC_LENGTH, header.extension);
  if (padding > 0) writePadding(out, payloadEnd, padding);
  return payloadEnd + padding;
}

function writeExtension(out: Uint8Array, offset: number, extension: { profile: number; data: Uint8Array }): void {
  const words = wordsOf(extension.data);
  writeUint16(out, offset, extension.profile);
  writeUint16(out, offset + 2, words);
  const dataOffset = offset + EXTENSION_HEADER_LENGTH;
  out.set(extension.data, dataOffset);
  out.fill(0, dataOffset + extension.data.length, dataOffset + words * 4);
}

function writePadding(out: Uint8Array, offset: number, length: number): void {
  out.fill(0, offset, offset + length - 1);
  out[offset + length - 1] = length;
}

function csrcCountOf(header: RtpHeader): number {
  return Math.min(header.csrcs?.length ?? 0, MAX_CSRCS);
}

function wordsOf(data: Uint8Array): number {
  return Math.ceil(data.length / 4);
}
