/** A GroupSession: a joined session's stream with its sockets and files. */
import type { RungError } from '../../../src-shared/errors.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { Result } from '../../../src-shared/result.ts';
import type { Clock, MulticastSocket, Network } from '../../ports.ts';
import type { RecordRequest } from '../engine-port.ts';
import type { GroupMedium, GroupSession, JoinRequest } from '../group-port.ts';
import { rateOfJoined } from '../group/rate.ts';
import type { GroupStream } from '../group/stream.ts';
import { createGroupStream } from '../group/stream.ts';
import type { Recordings } from './recordings.ts';
import { createRecordings } from './recordings.ts';

export interface LocalGroup extends GroupSession {
  readonly stream: GroupStream;
}

export interface LocalGroupOptions {
  id: string;
  clock: Clock;
  bindMulticast: Network['bindMulticast'];
  request: JoinRequest;
  /** No tick after this. */
  onClosing: (session: LocalGroup) => void;
}

/** Errors: those of `bindMulticast`; all of the session's groups are joined, or none. */
export async function joinGroup(options: LocalGroupOptions): Promise<Result<LocalGroup, RungError>> {
  const sockets: MulticastSocket[][] = [];
  for (const medium of options.request.media) {
    const bound = await bindMedium(options.bindMulticast, medium);
    if (!bound.ok) {
      await closeAll(sockets);
      return bound;
    }
    sockets.push(bound.value);
  }
  return ok(createLocalGroup(options, sockets));
}

/** A socket for each sender that alone is to be heard (RFC 4607), one where anybody is. */
async function bindMedium(bindMulticast: Network['bindMulticast'], { group, port, interface: on, only }: GroupMedium): Promise<Result<MulticastSocket[], RungError>> {
  const sockets: MulticastSocket[] = [];
  for (const source of only.length > 0 ? only : [undefined]) {
    const bound = await bindMulticast({ group, port, interface: on, source });
    if (!bound.ok) {
      await closeAll([sockets]);
      return err(bound.error);
    }
    sockets.push(bound.value);
  }
  return ok(sockets);
}

async function closeAll(sockets: MulticastSocket[][]): Promise<void> {
  await Promise.all(sockets.flat().map((socket) => socket.close()));
}

function createLocalGroup({ id, clock, request, onClosing }: LocalGroupOptions, sockets: MulticastSocket[][]): LocalGroup {
  const { media } = request;
  const stream = createGroupStream({
    clock, media, sampleRateHz: rateOfJoined(media.flatMap(({ formats }) => formats)), onEvent: (event) => closing ?? session.onEvent(event),
  });
  const recordings: Recordings = createRecordings(stream, (error) => session.onEvent({ kind: 'error', error }));
  let closing: Promise<void> | undefined;
  sockets.forEach((ofMedium, medium) => {
    for (const socket of ofMedium) socket.onMessage = (bytes, from) => stream.receive(medium, bytes, from);
  });

  async function close(): Promise<void> {
    onClosing(session);
    stream.close();
    await Promise.all([closeAll(sockets), recordings.close()]);
  }

  const session: LocalGroup = {
    id,
    stream,
    onEvent: () => {},
    setHeard: stream.setHeard,
    mute: stream.mute,
    record: (wanted: RecordRequest) => recordings.start(wanted),
    stopRecording: recordings.stop,
    close: () => (closing ??= close()),
  };
  return session;
}
