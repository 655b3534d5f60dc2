/** A MediaSession whose sockets are in the Worker: each command is a message. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { StreamStats } from '../../../src-shared/model.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { LocalPorts, MediaEvent, MediaSession } from '../engine-port.ts';
import { engineFailed } from './engine-errors.ts';
import type { Command, CommandReply, OpenedSession } from './worker-messages.ts';

export interface RemoteSession extends MediaSession {
  /** An event that the Worker told. */
  deliver(event: MediaEvent): void;
}

/** `ask` resolves to undefined when the Worker has ended: then there is nothing left to command, and the last figures known are final. */
export function createRemoteSession(
  { id, local }: OpenedSession, ask: (command: Command) => Promise<CommandReply>, onClosed: () => void,
): RemoteSession {
  let lastStats = emptyStats();
  let closing: Promise<StreamStats> | undefined;

  function tell(command: Command): void {
    if (!closing) void ask(command);
  }

  async function attempt(command: Command): Promise<Result<void, RungError>> {
    if (closing) return ok(undefined);
    return ((await ask(command)) as Result<void, RungError> | undefined) ?? err(engineFailed('no answer'));
  }

  async function listenOn(address: string): Promise<Result<LocalPorts, RungError>> {
    return ((await ask({ name: 'listenOn', args: [address] })) as Result<LocalPorts, RungError> | undefined) ?? err(engineFailed('no answer'));
  }

  async function close(): Promise<StreamStats> {
    const figures = (await ask({ name: 'close', args: [] })) as StreamStats | undefined;
    onClosed();
    return figures ?? lastStats;
  }

  const session: RemoteSession = {
    id,
    local,
    onEvent: () => {},
    deliver(event) {
      if (event.kind === 'stats') lastStats = event.stats;
      if (!closing) session.onEvent(event);
    },
    onStun: () => {},
    onPacket: () => {},
    keepSound: (on) => tell({ name: 'keepSound', args: [on] }),
    listenOn,
    sendRaw: (bytes, route) => tell({ name: 'sendRaw', args: [bytes, route] }),
    selectPath: (path) => tell({ name: 'selectPath', args: [path] }),
    agree: (agreement) => tell({ name: 'agree', args: [agreement] }),
    setSource: (source) => attempt({ name: 'setSource', args: [source] }),
    setSink: (sink) => tell({ name: 'setSink', args: [sink] }),
    setMuted: (muted) => tell({ name: 'setMuted', args: [muted] }),
    setGain: (gain) => tell({ name: 'setGain', args: [gain] }),
    play: (request) => attempt({ name: 'play', args: [request] }),
    pausePlay: (paused) => tell({ name: 'pausePlay', args: [paused] }),
    setInConference: (member) => tell({ name: 'setInConference', args: [member] }),
    detectInband: (always) => tell({ name: 'detectInband', args: [always] }),
    setLocalTone: (tone) => tell({ name: 'setLocalTone', args: [tone] }),
    record: (request) => attempt({ name: 'record', args: [request] }),
    async stopRecording(path) {
      if (!closing) await ask({ name: 'stopRecording', args: [path] });
    },
    setRecordingTone: (on) => tell({ name: 'setRecordingTone', args: [on] }),
    async sendDtmf(digits, inband = false) {
      if (!closing) await ask({ name: 'sendDtmf', args: [digits, inband] });
    },
    close: () => (closing ??= close()),
  };
  return session;
}

function emptyStats(): StreamStats {
  return {
    codec: '', sent: 0, received: 0, lost: 0, jitterMs: 0, concealed: 0, discarded: 0, bufferMs: 0, levelOut: 0, levelIn: 0,
  };
}
