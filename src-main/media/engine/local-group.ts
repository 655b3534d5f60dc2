/** A GroupSession: a joined session's stream with its sockets and files. */
import type { Clock, Random, Timer } from '../../ports.ts';
import type { GroupEvent, GroupSession, JoinRequest } from '../group-port.ts';
import type { GroupStream } from '../group/stream.ts';
import { createGroupStream } from '../group/stream.ts';
import { ok } from '../../../src-shared/result.ts';
import type { GroupSockets } from './group-sockets.ts';
import { openSource } from './open-source.ts';
import { createRecordings } from './recordings.ts';

export interface LocalGroup extends GroupSession {
  readonly stream: GroupStream;
}

export interface LocalGroupOptions extends JoinRequest {
  id: string;
  clock: Clock;
  random: Random;
  sockets: GroupSockets;
  /** Nominal time of the next tick. */
  startMs: number;
  /** No tick after this. */
  onClosing: () => void;
  /** No packet after this. */
  onClosed: () => void;
}

const LOOK_EVERY_MS = 20;
/** So long we wait for our turn to say goodbye. */
const LONGEST_GOODBYE_MS = 10_000;

export function createLocalGroup({ id, clock, random, sockets, media, startMs, onClosing, onClosed }: LocalGroupOptions): LocalGroup {
  const stream = createGroupStream({ clock, random, media, startMs, onEvent: emit, ...sockets });
  const recordings = createRecordings(stream, (error) => emit({ kind: 'error', error }));
  const goodbye = Promise.withResolvers<void>();
  let looking: Timer | undefined;
  let sourceRequests = 0;
  let closing: Promise<void> | undefined;
  sockets.onMessage = stream.receive;

  function emit(event: GroupEvent): void {
    if (!closing) session.onEvent(event);
  }

  function sayGoodbye(untilMs: number): void {
    if (stream.leave() || clock.nowMs() > untilMs) return goodbye.resolve();
    looking = clock.setTimer(LOOK_EVERY_MS, () => sayGoodbye(untilMs));
  }

  async function close(): Promise<void> {
    onClosing();
    stream.close();
    sayGoodbye(clock.nowMs() + LONGEST_GOODBYE_MS);
    await Promise.all([goodbye.promise, recordings.close()]);
    looking?.cancel();
    await sockets.close();
    onClosed();
  }

  const session: LocalGroup = {
    id,
    stream,
    onEvent: () => {},
    setHeard: stream.setHeard,
    mute: stream.mute,
    async setSource(wanted) {
      const request = ++sourceRequests;
      const source = await openSource(wanted);
      if (!source.ok) return source;
      // A later request may have been faster than this one's file.
      if (request === sourceRequests) stream.setSource(source.value);
      return ok(undefined);
    },
    talk: stream.talk,
    record: recordings.start,
    stopRecording: recordings.stop,
    close: () => (closing ??= close()),
    abandon() {
      const closed = session.close();
      goodbye.resolve();
      return closed;
    },
  };
  return session;
}
