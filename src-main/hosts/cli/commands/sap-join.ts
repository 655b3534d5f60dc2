import { printable } from '../../../../src-shared/ladder/printable.ts';
import type { JoinedSession } from '../../../../src-shared/session-model.ts';
import type { AudioSource } from '../../../media/engine-port.ts';
import { createWorkerEngine } from '../../../media/engine/worker-engine.ts';
import { createNodeNetwork } from '../../../net/network.ts';
import { createNodeClock } from '../../../net/node-clock.ts';
import type { Joined } from '../../../sessions/joined.ts';
import { createJoined } from '../../../sessions/joined.ts';
import type { FoundSession } from '../announced.ts';
import { findSession } from '../announced.ts';
import type { Given } from '../arguments.ts';
import { interruptible } from '../interrupt.ts';
import { printLine } from '../reporter.ts';
import { CommandError, EXIT, exitOf } from '../usage-error.ts';

/** `rung sap join NAME|FILE.sdp`: listens to a multicast session and talks in it, until --duration or SIGINT. */
export async function sapJoin(given: Given): Promise<number> {
  return await interruptible(async (interrupted) => {
    const found = await findSession(given, interrupted);
    return found ? await listen(given, found, interrupted) : EXIT.failed;
  });
}

async function listen(given: Given, found: FoundSession, interrupted: Promise<void>): Promise<number> {
  const engine = createWorkerEngine();
  const over = Promise.withResolvers<void>();
  const show = given.has('json') ? jsonLines() : terminal();
  let failure: CommandError | undefined;
  const joined = createJoined({
    clock: createNodeClock(), network: createNodeNetwork(), engine, isHeard: false, onChanged: show.changed,
    onError: (error) => process.stderr.write(`rung: ${error.message}\n`),
    onEnded(_id, error) {
      failure = error && new CommandError(error, exitOf(error));
      over.resolve();
    },
  });
  try {
    const id = await begin(given, found, joined);
    const patience = given.has('duration') ? setTimeout(over.resolve, (given.number('duration') ?? 0) * 1000) : undefined;
    await Promise.race([over.promise, interrupted]);
    clearTimeout(patience);
    const last = joined.get(id);
    if (last) show.ended(last);
  } finally {
    await joined.close();
    await engine.close();
  }
  if (failure) throw failure;
  return EXIT.done;
}

/** Throws CommandError. Gives the session's id. */
async function begin(given: Given, found: FoundSession, joined: Joined): Promise<string> {
  const session = await joined.join({ ...found, on: given.text('interface') });
  if (!session.ok) throw new CommandError(session.error, exitOf(session.error));
  const { id } = session.value;
  await beginTalk(given, id, joined);
  const path = given.text('record-received');
  const recording = path === undefined ? undefined : await joined.record(id, { path, form: 'received' });
  if (recording?.ok === false) throw new CommandError(recording.error, EXIT.input);
  return id;
}

async function beginTalk(given: Given, id: string, joined: Joined): Promise<void> {
  const source = sourceOf(given);
  if (!source) return;
  const set = await joined.setSource(id, source);
  if (!set.ok) throw new CommandError(set.error, exitOf(set.error));
  const talks = joined.talk(id, true);
  if (!talks.ok) throw new CommandError(talks.error, exitOf(talks.error));
}

function sourceOf(given: Given): AudioSource | undefined {
  const path = given.text('play');
  const frequencyHz = given.number('tone');
  if (path !== undefined) return { kind: 'wav', path, loop: false };
  return frequencyHz === undefined ? undefined : { kind: 'tone', frequencyHz };
}

/** What is told while the session lasts. */
interface Show {
  changed(session: JoinedSession): void;
  ended(session: JoinedSession): void;
}

function jsonLines(): Show {
  let hasBegun = false;
  return {
    changed({ id, name, media, sources, canTalk }) {
      if (!hasBegun) printLine({ event: 'joined', id, name, media, canTalk });
      hasBegun = true;
      if (sources.length > 0) printLine({ event: 'sources', sources });
    },
    ended: ({ id, sources }) => printLine({ event: 'summary', id, sources }),
  };
}

function terminal(): Show {
  const say = (text: string): void => void process.stdout.write(`${printable(text)}\n`);
  const known = new Set<number>();
  let hasBegun = false;
  return {
    changed({ name, media, sources }) {
      if (!hasBegun) for (const { group, port, codec, sampleRateHz, channels, interface: on } of media) say(`joined ${name}: ${group} ${port} on ${on}, ${codec}/${sampleRateHz}/${channels}`);
      hasBegun = true;
      for (const { ssrc, address, codec } of sources) {
        if (!known.has(ssrc)) say(`  ${ssrcText(ssrc)} from ${address} is heard (${codec})`);
        known.add(ssrc);
      }
    },
    ended({ sources }) {
      for (const { ssrc, address, packets, lost, jitterMs } of sources) say(`  ${ssrcText(ssrc)} from ${address}: ${packets} packets, ${lost} lost, jitter ${jitterMs.toFixed(1)} ms`);
      if (sources.length === 0) say('  nobody was heard');
    },
  };
}

function ssrcText(ssrc: number): string {
  return `0x${ssrc.toString(16).padStart(8, '0')}`;
}
