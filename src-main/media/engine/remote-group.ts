/** A GroupSession whose sockets are in the Worker: each command is a message. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { GroupEvent, GroupSession } from '../group-port.ts';
import { engineFailed } from './engine-errors.ts';
import type { CommandReply, GroupCommand } from './worker-messages.ts';

export interface RemoteGroup extends GroupSession {
  /** An event that the Worker told. */
  deliver(event: GroupEvent): void;
}

/** `ask` resolves to undefined when the Worker has ended: then there is nothing left to command. */
export function createRemoteGroup(id: string, ask: (command: GroupCommand) => Promise<CommandReply>, onClosed: () => void): RemoteGroup {
  let closing: Promise<void> | undefined;

  function tell(command: GroupCommand): void {
    if (!closing) void ask(command);
  }

  async function attempt(command: GroupCommand): Promise<Result<void, RungError>> {
    if (closing) return ok(undefined);
    return ((await ask(command)) as Result<void, RungError> | undefined) ?? err(engineFailed('no answer'));
  }

  async function close(): Promise<void> {
    await ask({ name: 'close', args: [] });
    onClosed();
  }

  const session: RemoteGroup = {
    id,
    onEvent: () => {},
    deliver(event) {
      if (!closing) session.onEvent(event);
    },
    setHeard: (on) => tell({ name: 'setHeard', args: [on] }),
    mute: (medium, ssrc, muted) => tell({ name: 'mute', args: [medium, ssrc, muted] }),
    setSource: (source) => attempt({ name: 'setSource', args: [source] }),
    talk: (on) => tell({ name: 'talk', args: [on] }),
    record: (request) => attempt({ name: 'record', args: [request] }),
    async stopRecording(path) {
      if (!closing) await ask({ name: 'stopRecording', args: [path] });
    },
    close: () => (closing ??= close()),
    async abandon() {
      const closed = session.close();
      await ask({ name: 'abandon', args: [] });
      await closed;
    },
  };
  return session;
}
