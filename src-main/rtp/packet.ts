/** RTP packets (RFC 3550 5.1): read into a reusable view, written into the caller's buffer, no allocation in either. */

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

export function createRtpView(): RtpView {
  throw new Error('helper H5A writes this');
}

/** Null when the packet is sound and `view` describes it; else the fault, and `view` is undefined in content. */
export function readRtp(_view: RtpView, _bytes: Uint8Array): RtpFault | null {
  throw new Error('helper H5A writes this');
}

export interface RtpHeader {
  marker: boolean;
  payloadType: number;
  sequence: number;
  timestamp: number;
  ssrc: number;
  csrcs?: readonly number[];
  extension?: { profile: number; data: Uint8Array };
  /** 1 to 255, the count byte included. */
  paddingLength?: number;
}

/** Where the payload of a packet with this header begins: 12 without CSRCs and extension. */
export function rtpHeaderLength(_header: RtpHeader): number {
  throw new Error('helper H5A writes this');
}

/** Writes header and padding around a payload of `payloadLength` bytes, which the caller puts at `rtpHeaderLength(header)`
 *  before or after. Gives the length of the packet; 0 when it does not fit `out`. */
export function writeRtp(_out: Uint8Array, _header: RtpHeader, _payloadLength: number): number {
  throw new Error('helper H5A writes this');
}
