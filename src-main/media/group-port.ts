/** A joined multicast session as the rest of the phone sees it: everybody's sound comes on one group, and everybody hears what we say there. */
import type { RungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import type { SrtpKey } from '../rtp/srtp-suites.ts';
import type { AudioSource, Coding, RecordRequest } from './engine-port.ts';

/** One sound stream of the session's description (m=). */
export interface GroupMedium {
  group: string;
  port: number;
  /** One of our own addresses: of the interface that the group is joined on. */
  interface: string;
  /** Nobody but these is heard, where there are any (RFC 4570 incl). */
  only: string[];
  /** These are not (excl). */
  except: string[];
  /** Every payload type that may come; one at least. */
  formats: Coding[];
  /** Of what we say, where the session allows it. */
  talk?: { coding: Coding; ptimeMs: number };
  /** How far what we send goes. */
  ttl: number;
  /** Where reports go and come; the same as `port`: beside the sound (RFC 5761). Absent: there are none. */
  rtcpPort?: number;
  /** Of the sound; RTCP has a twentieth of it. */
  bandwidthBps: number;
  /** Everybody's (RFC 4568); absent: in the clear. */
  key?: SrtpKey;
}

export interface JoinRequest {
  media: GroupMedium[];
}

/** One source as it is now. */
export interface GroupSource {
  ssrc: number;
  medium: number;
  address: string;
  /** What it says of itself (RFC 3550 6.5). */
  cname?: string;
  name?: string;
  codec: string;
  packets: number;
  lost: number;
  jitterMs: number;
  /** Loudest of the last half second, 0 to 1 of full scale. */
  level: number;
  isMuted: boolean;
  /** How long ago its last packet came. */
  silentForMs: number;
}

export interface GroupFigures {
  sources: GroupSource[];
  /** Of each medium, packets that came, heard or not. */
  packets: number[];
  /** Is it left for a moment, because of a flood? */
  flooded: boolean[];
  /** Who takes part, as RTCP tells, we included. */
  members: number[];
}

export type GroupEvent =
  /** Twice a second. */
  | { kind: 'figures'; figures: GroupFigures }
  /** The WAV that we said came to its end. */
  | { kind: 'source-ended' }
  | { kind: 'error'; error: RungError };

export interface GroupSession {
  readonly id: string;
  onEvent: (event: GroupEvent) => void;
  /** Does it go to the device? */
  setHeard(on: boolean): void;
  mute(medium: number, ssrc: number, muted: boolean): void;
  /** What we say. Error: `wav-unreadable`. */
  setSource(source: AudioSource): Promise<Result<void, RungError>>;
  /** Do we say it? In the first medium that allows it. */
  talk(on: boolean): void;
  /** Error: `record-failed`. The file is complete after `close` or `stopRecording`. */
  record(request: RecordRequest): Promise<Result<void, RungError>>;
  stopRecording(path: string): Promise<void>;
  /** BYE, files complete. In a large group BYE waits for its turn (RFC 3550 6.3.7): `abandon` goes without it. */
  close(): Promise<void>;
  abandon(): Promise<void>;
}
