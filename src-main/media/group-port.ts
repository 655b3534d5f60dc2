/** A joined multicast session as the rest of the phone sees it: everybody's sound comes on one group, and everybody hears what we say there. */
import type { RungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Coding, RecordRequest } from './engine-port.ts';

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
  /** Every payload type that may come. */
  formats: Coding[];
}

export interface JoinRequest {
  media: GroupMedium[];
}

/** One source as it is now. */
export interface GroupSource {
  ssrc: number;
  medium: number;
  address: string;
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
}

export type GroupEvent =
  /** Twice a second. */
  | { kind: 'figures'; figures: GroupFigures }
  | { kind: 'error'; error: RungError };

export interface GroupSession {
  readonly id: string;
  onEvent: (event: GroupEvent) => void;
  /** Does it go to the device? */
  setHeard(on: boolean): void;
  mute(medium: number, ssrc: number, muted: boolean): void;
  /** Error: `record-failed`. The file is complete after `close` or `stopRecording`. */
  record(request: RecordRequest): Promise<Result<void, RungError>>;
  stopRecording(path: string): Promise<void>;
  close(): Promise<void>;
}
