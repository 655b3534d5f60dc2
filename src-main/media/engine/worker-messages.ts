/** What the two threads of the media engine say to each other. Sound does not pass here but through shared rings. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { StreamStats } from '../../../src-shared/model.ts';
import type { Result } from '../../../src-shared/result.ts';
import type { LocalPorts, MediaEngine, MediaEvent, MediaSession, SessionPacket, StunPacket, TappedPacket } from '../engine-port.ts';
import type { GroupEvent, GroupSession, JoinRequest } from '../group-port.ts';
import type { DeviceMemory } from './device-link.ts';

/** Given to the Worker at its start. */
export interface WorkerStart {
  device: DeviceMemory;
}

export type OpenRequest = Parameters<MediaEngine['open']>[0];
export type OpenedSession = Pick<MediaSession, 'id' | 'local'>;

/** The commands that a session takes, with their arguments. */
type CommandName = 'agree' | 'listenOn' | 'sendRaw' | 'selectPath' | 'keepSound' | 'setSource' | 'setSink' | 'setMuted' | 'setGain' | 'play' | 'pausePlay'
  | 'setInConference' | 'detectInband' | 'setLocalTone' | 'sendDtmf' | 'record' | 'stopRecording' | 'setRecordingTone' | 'close';
export type Command = { [N in CommandName]: { name: N; args: Parameters<MediaSession[N]> } }[CommandName];

type GroupCommandName = 'setHeard' | 'mute' | 'setSource' | 'talk' | 'record' | 'stopRecording' | 'abandon' | 'close';
export type GroupCommand = { [N in GroupCommandName]: { name: N; args: Parameters<GroupSession[N]> } }[GroupCommandName];
export type JoinedGroup = Pick<GroupSession, 'id'>;

/** `request` numbers what is to be answered. */
export type ToWorker =
  | { kind: 'open'; request: number; options: OpenRequest }
  | { kind: 'command'; request: number; session: string; command: Command }
  | { kind: 'join'; request: number; options: JoinRequest }
  | { kind: 'group-command'; request: number; session: string; command: GroupCommand }
  | { kind: 'tap'; on: boolean }
  | { kind: 'close'; request: number };

export type CommandReply =
  | Result<OpenedSession, RungError> | Result<JoinedGroup, RungError> | Result<LocalPorts, RungError> | Result<void, RungError> | StreamStats | undefined;

export type FromWorker =
  | { kind: 'reply'; request: number; value: CommandReply }
  | { kind: 'event'; session: string; event: MediaEvent }
  | { kind: 'group-event'; session: string; event: GroupEvent }
  | { kind: 'stun'; session: string; packet: StunPacket }
  | { kind: 'packet'; session: string; packet: SessionPacket }
  | { kind: 'tapped'; packet: TappedPacket }
  | { kind: 'device-wanted'; sampleRateHz: number | null }
  /** There is new sound in the ring. */
  | { kind: 'played' };
