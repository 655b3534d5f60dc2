import { endpointText } from '../../../../src-shared/endpoint-text.ts';
import { printable } from '../../../../src-shared/ladder/printable.ts';
import { parseSdp } from '../../../../src-shared/sdp/parse.ts';
import type { AnnouncedSession, SapGroupStatus } from '../../../../src-shared/session-model.ts';
import type { SeenPacket } from '../../../sip/tap-port.ts';
import type { Given } from '../arguments.ts';
import { interruptible } from '../interrupt.ts';
import { printLine } from '../reporter.ts';
import { openSessions } from '../sap-sessions.ts';
import { CommandError, EXIT } from '../usage-error.ts';

/** What is told while listening. */
interface Show {
  listening(groups: SapGroupStatus[]): void;
  session(session: AnnouncedSession, change: Change): void;
  odd(packet: SeenPacket): void;
}
type Change = 'new' | 'changed' | 'warning' | 'removed';

/** `rung sap listen`: the sessions that are announced, until --duration or SIGINT. */
export async function sapListen(given: Given): Promise<number> {
  return await interruptible(async (interrupted) => {
    const show = given.has('json') ? jsonLines : terminal;
    const changeOf = createChanges();
    const sessions = openSessions({
      given,
      tap: (packet) => packet.note !== undefined && show.odd(packet),
      emit(event, data) {
        if (event !== 'session.changed') return;
        const session = data as AnnouncedSession;
        const change = changeOf(session);
        if (change) show.session(session, change);
      },
    });
    await sessions.start();
    const { groups } = await sessions.handlers['session.list'](undefined);
    if (!groups.some(({ state }) => state === 'listening')) throw new CommandError(groups[0]?.error ?? 'no interface to listen on', EXIT.network);
    show.listening(groups);
    const over = Promise.withResolvers<void>();
    const patience = given.has('duration') ? setTimeout(over.resolve, (given.number('duration') ?? 0) * 1000) : undefined;
    await Promise.race([over.promise, interrupted]);
    clearTimeout(patience);
    await sessions.stop();
    return EXIT.done;
  });
}

/** What is new about a session since it was told last; undefined: that it was heard again. */
function createChanges(): (session: AnnouncedSession) => Change | undefined {
  const told = new Map<string, { sdp: string; state: string; warnings: number }>();
  return ({ id, sdp, state, warnings }) => {
    const before = told.get(id);
    told.set(id, { sdp, state, warnings: warnings.length });
    if (state === 'removed') return before?.state === 'removed' ? undefined : 'removed';
    if (!before || before.state === 'removed') return 'new';
    if (before.sdp !== sdp) return 'changed';
    return warnings.length > before.warnings ? 'warning' : undefined;
  };
}

const jsonLines: Show = {
  listening(groups) {
    const first = groups.find(({ state }) => state === 'listening');
    if (first) printLine({ event: 'listening', address: endpointText({ address: first.group, port: first.port }), transport: 'udp', groups });
  },
  session({ id, sdp, sources, packets, intervalMs, removed, warnings, privacy }, change) {
    printLine({ event: 'session', change, id, name: nameOf(sdp), source: sources[0]?.address, group: sources[0]?.group, interface: sources[0]?.interface, packets, intervalMs, privacy, removed, warnings, sdp });
  },
  odd: ({ remote, local, summary, note }) => printLine({ event: 'odd', source: endpointText(remote), group: endpointText(local), what: summary, note }),
};

const SIGNS: Record<Change, string> = { new: '+', changed: '~', warning: '!', removed: '-' };

const terminal: Show = {
  listening(groups) {
    const on = groups.filter(({ state }) => state === 'listening');
    say(`listening on ${new Set(on.map(({ group }) => group)).size} groups, ${[...new Set(on.map((one) => one.interface))].join(', ')}`);
    for (const { group, interface: address, error } of groups) if (error) say(`  not on ${group} over ${address}: ${error.message}`);
  },
  session({ sdp, sources, removed, warnings }, change) {
    const why = change === 'removed' ? removed?.reason : change === 'warning' ? warnings.at(-1)?.kind : undefined;
    say(`${SIGNS[change]} ${nameOf(sdp)}  ${mediaOf(sdp)}  from ${sources[0]?.address ?? '?'}${why === undefined ? '' : `  (${why})`}`);
  },
  odd: ({ remote, note }) => say(`! ${endpointText(remote)}: ${note}`),
};

function say(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

function nameOf(sdp: string): string {
  const parsed = parseSdp(sdp);
  return parsed.ok ? parsed.value.description.name : '(private, no key)';
}

function mediaOf(sdp: string): string {
  const parsed = parseSdp(sdp);
  if (!parsed.ok) return '';
  const { media, connection } = parsed.value.description;
  return media.map((one) => `${one.media} ${(one.connections[0] ?? connection)?.address ?? '?'} ${one.port}`).join(', ');
}
