/** A session description (RFC 8866), every line type. Times are NTP seconds as on the wire (section 5.9). */

export interface SdpOrigin {
  username: string;
  sessionId: string;
  sessionVersion: string;
  netType: string;
  addrType: string;
  address: string;
}
export interface SdpConnection {
  netType: string;
  /** `IP4`, `IP6` or anything else. */
  addrType: string;
  /** Without TTL and count. */
  address: string;
  ttl?: number;
  count?: number;
}
export interface SdpBandwidth {
  type: string;
  kbps: number;
}
export interface SdpAttribute {
  name: string;
  /** Absent for a property attribute (`a=recvonly`). */
  value?: string;
}
export interface SdpRepeat {
  intervalS: number;
  durationS: number;
  offsetsS: number[];
}
export interface SdpTime {
  /** NTP seconds; 0: unbounded. */
  start: number;
  stop: number;
  repeats: SdpRepeat[];
  /** The z= line of this time description where another one follows (RFC 8866 9); else `SessionDescription.zones` applies. */
  zones?: SdpZone[];
}
export interface SdpZone {
  /** NTP seconds. */
  at: number;
  offsetS: number;
}
export interface SdpMedia {
  /** `audio`, `video`, `image` … */
  media: string;
  port: number;
  portCount?: number;
  /** `RTP/AVP`, `udptl` … */
  protocol: string;
  formats: string[];
  information?: string;
  connections: SdpConnection[];
  bandwidths: SdpBandwidth[];
  key?: string;
  attributes: SdpAttribute[];
}
export interface SessionDescription {
  version: number;
  origin: SdpOrigin;
  name: string;
  information?: string;
  uri?: string;
  emails: string[];
  phones: string[];
  connection?: SdpConnection;
  bandwidths: SdpBandwidth[];
  times: SdpTime[];
  /** The z= line after the last time description (where RFC 4566 has the only one). */
  zones: SdpZone[];
  key?: string;
  attributes: SdpAttribute[];
  media: SdpMedia[];
}
/** Something odd that was tolerated; `line` counts from 1. */
export interface SdpNote {
  line: number;
  section: string;
  text: string;
}
