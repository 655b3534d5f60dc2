/** The description of a session: in a file, or as it is announced on the network. */
import { existsSync } from 'node:fs';
import { parseSdp } from '../../../src-shared/sdp/parse.ts';
import type { AnnouncedSession } from '../../../src-shared/session-model.ts';
import { createNodeNetwork } from '../../net/network.ts';
import { interfaceFor } from '../../sessions/interface-choice.ts';
import type { Given } from './arguments.ts';
import { readInput } from './input-file.ts';
import { openSessions } from './sap-sessions.ts';
import { CommandError, exitOf } from './usage-error.ts';

export interface FoundSession {
  /** Absent: it is from a file. */
  id?: string;
  sdp: string;
}

/** A group of announcements (RFC 2974 3), for what can be reached over the interface. */
const ANY_GROUP = '224.2.127.254';

/** Of `NAME|FILE.sdp|-`. One of that name or id is waited for until it is announced; undefined: it was interrupted. Throws CommandError. */
export async function findSession(given: Given, interrupted: Promise<void>): Promise<FoundSession | undefined> {
  const wanted = given.positionals[0] ?? '';
  if (wanted === '-' || wanted.endsWith('.sdp') || existsSync(wanted)) return { sdp: new TextDecoder().decode(readInput(wanted)) };
  const found = Promise.withResolvers<FoundSession>();
  const sessions = openSessions({
    given: await withAddress(given),
    tap: () => {},
    emit(event, data) {
      if (event !== 'session.changed') return;
      const session = data as AnnouncedSession;
      if (isWanted(session, wanted)) found.resolve({ id: session.id, sdp: session.sdp });
    },
  });
  if (!given.has('json')) process.stderr.write(`waiting until "${wanted}" is announced\n`);
  try {
    await sessions.start();
    return await Promise.race([found.promise, interrupted.then(() => undefined)]);
  } finally {
    await sessions.stop();
  }
}

function isWanted({ id, sdp, state }: AnnouncedSession, wanted: string): boolean {
  if (sdp === '' || state === 'removed') return false;
  const parsed = parseSdp(sdp);
  return id === wanted || (parsed.ok && parsed.value.description.name === wanted);
}

/** The directory knows interfaces by their address. */
async function withAddress(given: Given): Promise<Given> {
  const wanted = given.text('interface');
  if (wanted === undefined) return given;
  const address = await interfaceFor(createNodeNetwork(), ANY_GROUP, wanted);
  if (!address.ok) throw new CommandError(address.error, exitOf(address.error));
  return { ...given, text: (name) => (name === 'interface' ? address.value : given.text(name)) };
}
