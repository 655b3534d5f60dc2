/** The media engine as the call control sees it: commands in, events out. `media/engine/` runs it in a Worker with its own
 *  RTP sockets and 20 ms clock, or in-thread under virtual time in tests. */
import type { RungError } from '../../src-shared/errors.ts';
import type { CallGain, CodecName, PlayMode, StreamStats } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import type { AudioPort, Endpoint } from '../ports.ts';
import type { SrtpKeys } from '../rtp/srtp-suites.ts';
import type { GroupSession, JoinRequest } from './group-port.ts';
import type { Route } from '../stun/transactions.ts';

export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** RTP and RTCP on one own address. */
export interface LocalPorts {
  rtp: Endpoint;
  rtcp: Endpoint;
}

/** From one of our sockets; to nowhere when the peer has ceased to agree to it (RFC 7675). */
export interface MediaRoute {
  local: Endpoint;
  remote: Endpoint | null;
}

/** The way that ICE has selected (RFC 8445 12): takes the place of the agreement's addresses. */
export interface MediaPath {
  rtp: MediaRoute;
  /** Absent: as agreed. */
  rtcp?: MediaRoute;
  /** Our address as the peer sees it. */
  seenAs: Endpoint;
  kind: NonNullable<StreamStats['path']>['kind'];
  /** Addresses of the peer that have passed a check: its sound is taken from these and from no stranger's. */
  proven: Endpoint[];
}

/** A STUN message that came to one of the session's sockets (RFC 7983). */
export interface StunPacket {
  bytes: Uint8Array;
  local: Endpoint;
  from: Endpoint;
}

/** What a payload type means on the line. */
export interface PayloadFormat {
  payloadType: number;
  codec: CodecName;
  /** Of the RTP timestamp (`a=rtpmap`): 8000 for G.722, 48000 for Opus. */
  clockRateHz: number;
  channels: number;
  /** `a=fmtp` of whoever receives it; empty: none. */
  parameters: string;
}

/** The same with what only sessions have that one joins (AES67). */
export interface Coding extends Omit<PayloadFormat, 'codec'> {
  codec: CodecName | 'L24';
}

/** telephone-event (RFC 4733). */
export interface EventFormat {
  payloadType: number;
  /** Of the durations. The timestamps have the clock of the sound beside them, which is the same where the peer can do that. */
  clockRateHz: number;
}

/** What offer and answer agreed (RFC 3264). Given again after each re-negotiation. */
export interface MediaAgreement {
  /** The RTP socket that our description names; absent: the first. */
  localRtp?: Endpoint;
  /** The address that our description gives for it, where that is another (STUN). */
  seenAs?: Endpoint;
  /** Where to send; null until known. */
  remoteRtp: Endpoint | null;
  remoteRtcp: Endpoint | null;
  /** What we send. */
  send: PayloadFormat;
  /** Every payload type that the peer may send us. */
  receive: PayloadFormat[];
  ptimeMs: number;
  /** From our point of view. */
  direction: MediaDirection;
  /** telephone-event, when agreed. */
  telephoneEvent?: { send: EventFormat; receive: EventFormat[] };
  /** Payload types of comfort noise, when agreed: our pauses are not sent (RFC 3389). */
  comfortNoise?: { send: number; receive: number };
  /** RTCP goes and comes on the RTP port (RFC 5761). */
  rtcpMux?: boolean;
  /** RTCP packets need not begin with a report (RFC 5506). */
  rtcpReducedSize?: boolean;
  /** Extended reports that the peer asks for (RFC 3611 5). */
  rtcpExtended?: { voipMetrics: boolean; receiverTime: boolean };
  /** Sound and RTCP are encrypted with these; absent: in the clear. */
  srtp?: SrtpKeys;
}

/** What goes to the peer. */
export type AudioSource =
  | { kind: 'device' }
  | { kind: 'silence' }
  | { kind: 'tone'; frequencyHz: number; level?: number }
  /** Mono or stereo 16-bit PCM, A-law or u-law WAV of any rate; `loop` or silence after its end. */
  | { kind: 'wav'; path: string; loop: boolean }
  /** Sends back what is heard. */
  | { kind: 'echo' };

/** What is written while the call lasts. `stereo`: left what we send, right what we hear. `received`: mono, what we hear. 16 bit, at the rate of the
 *  codec that is agreed first. */
export interface RecordRequest {
  path: string;
  form: 'stereo' | 'received';
}

/** A WAV besides the source: over it (`mix`) or instead of it. Once. */
export interface PlayRequest {
  path: string;
  mode: PlayMode;
}

export type MediaEvent =
  | { kind: 'first-packet'; source: Endpoint }
  | { kind: 'dtmf'; digit: string; durationMs: number; method: 'rfc4733' | 'inband' }
  /** Twice a second. */
  | { kind: 'stats'; stats: StreamStats }
  /** The WAV came to its end (not when looping). */
  | { kind: 'source-ended' }
  /** The file of `play` came to its end. */
  | { kind: 'play-ended' }
  | { kind: 'error'; error: RungError };

export interface MediaSession {
  readonly id: string;
  /** Bound when the session exists: even RTP port, RTCP on the next (RFC 3550 11). */
  readonly local: LocalPorts;
  onEvent: (event: MediaEvent) => void;
  /** STUN on any of the sockets, at most a hundred in half a second: the rest is a flood. */
  onStun: (packet: StunPacket) => void;
  /** RTCP and STUN of this session as they pass, at most ten RTCP packets a second; RTP where `keepSound` says so. */
  onPacket: (packet: SessionPacket) => void;
  /** From now on `onPacket` hears of each RTP packet too: costs a message between the threads for each. */
  keepSound(on: boolean): void;
  /** Binds ports on a further own address, where possible those of the first; those it has already where it has. Not more than eight
   *  addresses. Errors: `no-rtp-port`, `address-not-available`. */
  listenOn(address: string): Promise<Result<LocalPorts, RungError>>;
  /** STUN out. `local`: one of our sockets; from any other nothing is sent. */
  sendRaw(bytes: Uint8Array, route: Route): void;
  /** Null: back to the agreement's addresses. */
  selectPath(path: MediaPath | null): void;
  agree(agreement: MediaAgreement): void;
  /** Error: `wav-unreadable` (missing, not a WAV, a kind that is not supported). */
  setSource(source: AudioSource): Promise<Result<void, RungError>>;
  /** Does the peer's audio go to the device? */
  setSink(sink: 'device' | 'none'): void;
  /** The source only: what is played, and the others of the conference, are heard on. */
  setMuted(muted: boolean): void;
  /** The microphone on its way out, the peer on its way to the device. */
  setGain(gain: CallGain): void;
  /** Null: no more. `play-ended` tells the file's own end. Error: as for `setSource`. */
  play(request: PlayRequest | null): Promise<Result<void, RungError>>;
  pausePlay(paused: boolean): void;
  /** Members of this engine's conference hear each other. */
  setInConference(member: boolean): void;
  /** Tones in what is heard as `dtmf` events: always, or (the default) only where no telephone-event is agreed. */
  detectInband(always: boolean): void;
  /** Ringback, busy or waiting tone to the local ear only; null: none. */
  setLocalTone(tone: 'ringback' | 'busy' | 'waiting' | null): void;
  /** RFC 4733, one after the other; resolves when the last has been sent. `inband`, or where the peer has not agreed to events: as tones. */
  sendDtmf(digits: string, inband?: boolean): Promise<void>;
  /** Error: `record-failed`. Files are complete after `close`. */
  record(request: RecordRequest): Promise<Result<void, RungError>>;
  /** The file is complete when it resolves. */
  stopRecording(path: string): Promise<void>;
  /** A beep every 15 seconds that both hear. */
  setRecordingTone(on: boolean): void;
  /** RTCP BYE, files finished, sockets closed; the final figures. */
  close(): Promise<StreamStats>;
}

export interface MediaEngine {
  /** Binds a port pair on `address`. Error: `no-rtp-port`, `address-not-available`. */
  open(options: { address: string; ports: { min: number; max: number } }): Promise<Result<MediaSession, RungError>>;
  /** Takes part in a multicast session. Errors: `multicast-failed`, `address-not-available`, `port-in-use`. */
  join(request: JoinRequest): Promise<Result<GroupSession, RungError>>;
  /** Observes every RTP, RTCP and STUN packet of all sessions (pcap); null: off. Costs a copy per packet while on. */
  setPacketTap(tap: ((packet: TappedPacket) => void) | null): void;
  /** The sound card (or what stands for it) of all sessions; null: none. The engine sets its `onCapture`, asks for a rate
   *  (8000, 16000 or 48000 Hz) while a session uses the device or a local tone sounds, and for null afterwards. */
  attachDevice(port: AudioPort | null): void;
  /** Ends all sessions. Error of a later `open`: `media-engine-closed`. */
  close(): Promise<void>;
}

/** RTP as on the wire, encrypted where the call is. RTCP in the clear: nothing of it is secret, and who has the keys is here. */
export interface SessionPacket extends TappedPacket {
  kind: 'rtp' | 'rtcp' | 'stun';
  /** On the wire it is encrypted (SRTCP). */
  isEncrypted?: boolean;
}

export interface TappedPacket {
  direction: 'in' | 'out';
  local: Endpoint;
  remote: Endpoint;
  /** Epoch milliseconds with fraction. */
  atMs: number;
  bytes: Uint8Array;
}
