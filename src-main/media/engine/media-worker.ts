/** The thread that carries the sound: real sockets, the exact 20 ms clock, and the engine; told what to do by worker-engine.ts. */
import type { MessagePort } from 'node:worker_threads';
import { parentPort, workerData } from 'node:worker_threads';
import { createNodeClock, nowMsOfAllThreads } from '../../net/node-clock.ts';
import { createNodeRandom } from '../../net/node-random.ts';
import { bindMulticast } from '../../net/multicast.ts';
import { bindUdp } from '../../net/udp.ts';
import { loadOpus } from '../codecs/opus.ts';
import type { MediaSession } from '../engine-port.ts';
import type { GroupSession, JoinRequest } from '../group-port.ts';
import { createEngineDevice } from './device-link.ts';
import { createLocalEngine } from './local-engine.ts';
import { exactWaitUntil } from './wait-until.ts';
import type { Command, CommandReply, FromWorker, GroupCommand, OpenRequest, ToWorker, WorkerStart } from './worker-messages.ts';

// At once, while there is no call yet; where it cannot be, calls have the other codecs.
loadOpus().catch(() => {});
if (parentPort) serve(parentPort, workerData as WorkerStart);

function serve(port: MessagePort, { device: memory }: WorkerStart): void {
  const clock = createNodeClock();
  const sessions = new Map<string, MediaSession>();
  const groups = new Map<string, GroupSession>();
  const say = (message: FromWorker): void => port.postMessage(message);
  const device = createEngineDevice(memory, nowMsOfAllThreads, {
    onWanted: (sampleRateHz) => say({ kind: 'device-wanted', sampleRateHz }),
    onPlayed: () => say({ kind: 'played' }),
  });
  const engine = createLocalEngine({
    clock,
    random: createNodeRandom(),
    bindUdp: (local) => bindUdp(local, { askSilentPeers: false }),
    bindMulticast,
    waitUntil: exactWaitUntil(clock),
    device,
  });

  async function open(options: OpenRequest): Promise<CommandReply> {
    const opened = await engine.open(options);
    if (!opened.ok) return opened;
    const session = opened.value;
    sessions.set(session.id, session);
    session.onEvent = (event) => say({ kind: 'event', session: session.id, event });
    session.onStun = (packet) => say({ kind: 'stun', session: session.id, packet });
    session.onPacket = (packet) => say({ kind: 'packet', session: session.id, packet });
    return { ok: true, value: { id: session.id, local: session.local } };
  }

  async function join(request: JoinRequest): Promise<CommandReply> {
    const joined = await engine.join(request);
    if (!joined.ok) return joined;
    const session = joined.value;
    groups.set(session.id, session);
    session.onEvent = (event) => say({ kind: 'group-event', session: session.id, event });
    return { ok: true, value: { id: session.id } };
  }

  async function groupCommand(id: string, wanted: GroupCommand): Promise<CommandReply> {
    const session = groups.get(id);
    if (!session) return undefined;
    const reply = await obeyInGroup(session, wanted);
    // Until it has said goodbye it can be told not to.
    if (wanted.name === 'close') groups.delete(id);
    return reply;
  }

  function command(id: string, wanted: Command): Promise<CommandReply> {
    const session = sessions.get(id);
    if (!session) return Promise.resolve(undefined);
    if (wanted.name === 'close') sessions.delete(id);
    return obey(session, wanted);
  }

  function answer(request: number, work: Promise<CommandReply>): void {
    void work.then((value) => say({ kind: 'reply', request, value }));
  }

  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'open':
        return answer(message.request, open(message.options));
      case 'command':
        return answer(message.request, command(message.session, message.command));
      case 'join':
        return answer(message.request, join(message.options));
      case 'group-command':
        return answer(message.request, groupCommand(message.session, message.command));
      case 'tap':
        return engine.setPacketTap(message.on ? (packet) => say({ kind: 'tapped', packet }) : null);
      case 'close':
        return answer(message.request, engine.close().then(() => undefined));
    }
  });
}

async function obey(session: MediaSession, command: Command): Promise<CommandReply> {
  switch (command.name) {
    case 'agree':
      return void session.agree(...command.args);
    case 'listenOn':
      return session.listenOn(...command.args);
    case 'sendRaw':
      return void session.sendRaw(...command.args);
    case 'selectPath':
      return void session.selectPath(...command.args);
    case 'keepSound':
      return void session.keepSound(...command.args);
    case 'setSource':
      return session.setSource(...command.args);
    case 'setSink':
      return void session.setSink(...command.args);
    case 'setMuted':
      return void session.setMuted(...command.args);
    case 'setGain':
      return void session.setGain(...command.args);
    case 'play':
      return session.play(...command.args);
    case 'pausePlay':
      return void session.pausePlay(...command.args);
    case 'setInConference':
      return void session.setInConference(...command.args);
    case 'detectInband':
      return void session.detectInband(...command.args);
    case 'setLocalTone':
      return void session.setLocalTone(...command.args);
    case 'sendDtmf':
      return void (await session.sendDtmf(...command.args));
    case 'record':
      return session.record(...command.args);
    case 'stopRecording':
      return void (await session.stopRecording(...command.args));
    case 'setRecordingTone':
      return void session.setRecordingTone(...command.args);
    case 'close':
      return session.close();
  }
}

async function obeyInGroup(session: GroupSession, command: GroupCommand): Promise<CommandReply> {
  switch (command.name) {
    case 'setHeard':
      return void session.setHeard(...command.args);
    case 'mute':
      return void session.mute(...command.args);
    case 'setSource':
      return session.setSource(...command.args);
    case 'talk':
      return void session.talk(...command.args);
    case 'record':
      return session.record(...command.args);
    case 'stopRecording':
      return void (await session.stopRecording(...command.args));
    case 'abandon':
      return void (await session.abandon());
    case 'close':
      return void (await session.close());
  }
}
