/** The media engine in a Worker of this process: sound keeps its beat whatever this thread is busy with. */
import { Worker } from 'node:worker_threads';
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err } from '../../../src-shared/result.ts';
import { nowMsOfAllThreads } from '../../net/node-clock.ts';
import type { MediaEngine, MediaSession, TappedPacket } from '../engine-port.ts';
import type { GroupSession, JoinRequest } from '../group-port.ts';
import { allocateDevice, createPortSide } from './device-link.ts';
import { engineClosed, engineFailed } from './engine-errors.ts';
import type { RemoteGroup } from './remote-group.ts';
import { createRemoteGroup } from './remote-group.ts';
import type { RemoteSession } from './remote-session.ts';
import { createRemoteSession } from './remote-session.ts';
import type { CommandReply, FromWorker, JoinedGroup, OpenedSession, OpenRequest, ToWorker, WorkerStart } from './worker-messages.ts';
import { mediaWorkerUrl } from './worker-url.ts';

type Ask = (message: (request: number) => ToWorker) => Promise<CommandReply>;

/** Starts the Worker at once, so that the first call does not wait for it. `close` it: it keeps the process alive. A Worker that dies
 *  is told to its sessions as `media-engine-failed`; the next `open` starts a new one. */
export function createWorkerEngine(): MediaEngine {
  const memory = allocateDevice(true);
  const port = createPortSide(memory, nowMsOfAllThreads);
  const sessions = new Map<string, RemoteSession>();
  const groups = new Map<string, RemoteGroup>();
  const pending = new Map<number, (value: CommandReply) => void>();
  let tap: ((packet: TappedPacket) => void) | null = null;
  let requests = 0;
  let closing: Promise<void> | undefined;
  let worker: Worker | undefined = startWorker();

  function startWorker(): Worker {
    const started = new Worker(mediaWorkerUrl(), { workerData: { device: memory } satisfies WorkerStart, execArgv: [] });
    started.on('message', onMessage);
    started.on('error', (error) => onFailure(started, error.message));
    started.on('exit', (code) => onFailure(started, `exit code ${code}`));
    if (tap) post(started, { kind: 'tap', on: true });
    return started;
  }

  const post = (to: Worker, message: ToWorker): void => to.postMessage(message);

  /** Undefined when the Worker ends before it has answered. */
  const ask: Ask = (message) => {
    const request = ++requests;
    const { promise, resolve } = Promise.withResolvers<CommandReply>();
    pending.set(request, resolve);
    worker ??= startWorker();
    post(worker, message(request));
    return promise;
  };

  function onMessage(message: FromWorker): void {
    switch (message.kind) {
      case 'reply':
        pending.get(message.request)?.(message.value);
        return void pending.delete(message.request);
      case 'event':
        return sessions.get(message.session)?.deliver(message.event);
      case 'group-event':
        return groups.get(message.session)?.deliver(message.event);
      case 'stun':
        return sessions.get(message.session)?.onStun(message.packet);
      case 'packet':
        return sessions.get(message.session)?.onPacket(message.packet);
      case 'tapped':
        return tap?.(message.packet);
      case 'device-wanted':
        return port.want(message.sampleRateHz);
      case 'played':
        return port.drain();
    }
  }

  function onFailure(failed: Worker, why: string): void {
    if (failed !== worker) return;
    worker = undefined;
    port.want(null);
    for (const resolve of pending.values()) resolve(undefined);
    pending.clear();
    for (const session of sessions.values()) session.deliver({ kind: 'error', error: engineFailed(why) });
    for (const group of groups.values()) group.deliver({ kind: 'error', error: engineFailed(why) });
    sessions.clear();
    groups.clear();
  }

  async function open(options: OpenRequest): Promise<Result<MediaSession, RungError>> {
    if (closing) return err(engineClosed());
    const opened = (await ask((request) => ({ kind: 'open', request, options }))) as Result<OpenedSession, RungError> | undefined;
    if (!opened) return err(closing ? engineClosed() : engineFailed('no answer'));
    if (!opened.ok) return opened;
    const { id } = opened.value;
    const session = createRemoteSession(
      opened.value,
      // A session that is no longer known ended with its Worker: that is no reason to start another.
      async (command) => (sessions.has(id) ? ask((request) => ({ kind: 'command', request, session: id, command })) : undefined),
      () => sessions.delete(id),
    );
    sessions.set(id, session);
    return { ok: true, value: session };
  }

  async function join(options: JoinRequest): Promise<Result<GroupSession, RungError>> {
    if (closing) return err(engineClosed());
    const joined = (await ask((request) => ({ kind: 'join', request, options }))) as Result<JoinedGroup, RungError> | undefined;
    if (!joined) return err(closing ? engineClosed() : engineFailed('no answer'));
    if (!joined.ok) return joined;
    const { id } = joined.value;
    const group = createRemoteGroup(
      id,
      async (command) => (groups.has(id) ? ask((request) => ({ kind: 'group-command', request, session: id, command })) : undefined),
      () => groups.delete(id),
    );
    groups.set(id, group);
    return { ok: true, value: group };
  }

  async function close(): Promise<void> {
    await Promise.all([...Array.from(sessions.values(), (session) => session.close()), ...Array.from(groups.values(), (group) => group.abandon())]);
    if (!worker) return;
    // Sockets first: a Worker that is ended while datagrams arrive can take the process with it.
    await ask((request) => ({ kind: 'close', request }));
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  }

  return {
    open,
    join,
    setPacketTap(next) {
      tap = next;
      if (worker) post(worker, { kind: 'tap', on: tap !== null });
    },
    attachDevice: port.attach,
    close: () => (closing ??= close()),
  };
}
