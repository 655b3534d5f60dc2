/** An announced session as the directory shows it: read once, placed in time. Pure. */
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import type { SdpNote } from '../../src-shared/sdp/parse.ts';
import type { Occurrence } from '../../src-shared/sdp/schedule.ts';
import { isPermanent, nextOccurrence } from '../../src-shared/sdp/schedule.ts';
import type { SessionDescription } from '../../src-shared/sdp/types.ts';
import type { AnnouncedSession } from '../../src-shared/session-model.ts';
import type { SessionMedia } from './session-media.ts';
import { sessionMedia } from './session-media.ts';
import { sessionName } from './session-name.ts';

/** In the order of the list. `file`: announced by nobody, but opened. `locked`: private, and the key is not known. */
export const sessionGroups = ['file', 'now', 'next', 'permanent', 'locked', 'over'] as const;
export type SessionGroup = (typeof sessionGroups)[number];
export const sessionFilters = ['all', 'own', 'private', 'warned'] as const;
export type SessionFilter = (typeof sessionFilters)[number];

/** What its text says. */
export interface ReadSession {
  /** '' where it has none. */
  name: string;
  /** Absent where it cannot be read, and of a private session without its key. */
  description: SessionDescription | undefined;
  notes: SdpNote[];
  media: SessionMedia[];
}
export interface SessionEntry extends ReadSession {
  session: AnnouncedSession;
  group: SessionGroup;
  /** The one that takes place now, or the next. */
  occurrence: Occurrence | undefined;
  /** What a search looks at, in lower case. */
  words: string;
}
/** A head, or a session below it. */
export type SessionListRow = { kind: 'head'; group: SessionGroup; count: number } | { kind: 'session'; entry: SessionEntry };

const LONGEST_WORDS = 2_000;

function readSession(sdp: string): ReadSession {
  const parsed = sdp === '' ? undefined : parseSdp(sdp);
  if (!parsed?.ok) return { name: '', description: undefined, notes: [], media: [] };
  const { description, notes } = parsed.value;
  return { name: sessionName(description.name), description, notes, media: sessionMedia(description) };
}

/** Reads a text once, however often its session is heard. The same list again while nothing has changed, begun or ended: nobody then has to
 *  sort thousands anew each second. */
export function createEntries(): (sessions: readonly AnnouncedSession[], nowMs: number) => SessionEntry[] {
  let last: SessionEntry[] = [];
  let known = new Map<string, SessionEntry & { sdp: string }>();

  function entryOf(session: AnnouncedSession, nowMs: number): SessionEntry & { sdp: string } {
    const old = known.get(session.id);
    if (old?.session === session && isStill(old, nowMs)) return old;
    const read = old?.sdp === session.sdp ? old : { ...readSession(session.sdp), sdp: session.sdp, occurrence: undefined };
    const occurrence = read.occurrence && nowMs < read.occurrence.endMs ? read.occurrence : read.description && nextOccurrence(read.description, nowMs);
    const { name, description, notes, media, sdp } = read;
    return { name, description, notes, media, sdp, session, occurrence, group: groupOf(session, description, occurrence, nowMs), words: wordsOf(session, read) };
  }

  return (sessions, nowMs) => {
    const entries = sessions.map((session) => entryOf(session, nowMs));
    if (entries.length === last.length && entries.every((entry, at) => entry === last[at])) return last;
    last = entries;
    known = new Map(entries.map((entry) => [entry.session.id, entry]));
    return entries;
  };
}

/** Nothing has begun or ended since. */
function isStill({ group, occurrence, session, description }: SessionEntry, nowMs: number): boolean {
  return group === groupOf(session, description, occurrence, nowMs) && (occurrence === undefined || nowMs < occurrence.endMs);
}

function groupOf(session: AnnouncedSession, description: SessionDescription | undefined, occurrence: Occurrence | undefined, nowMs: number): SessionGroup {
  if (session.state === 'removed') return 'over';
  if (session.id.startsWith('file:')) return 'file';
  if (session.privacy === 'no-key') return 'locked';
  if (!description || isPermanent(description)) return 'permanent';
  if (!occurrence) return 'over';
  return occurrence.startMs <= nowMs ? 'now' : 'next';
}

function wordsOf(session: AnnouncedSession, { name, description, media }: ReadSession): string {
  const { origin, information = '', emails = [], phones = [] } = description ?? {};
  const said = [
    name, session.keyName ?? '', origin?.username ?? '', origin?.address ?? '', information, ...emails, ...phones,
    ...media.flatMap(({ kind, address, codecs }) => [kind, address, ...codecs.map((codec) => codec.name)]), ...session.sources.map(({ address }) => address),
  ];
  return said.join(' ').slice(0, LONGEST_WORDS).toLowerCase();
}

/** Every word of the search is found; while one searches or filters, own ones come first. */
export function sessionRows(entries: readonly SessionEntry[], query: string, filter: SessionFilter): SessionListRow[] {
  const wanted = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const isFiltered = wanted.length > 0 || filter !== 'all';
  const found = entries.filter((entry) => passes(entry, filter) && wanted.every((word) => entry.words.includes(word)));
  return sessionGroups.flatMap((group) => {
    const members = found.filter((entry) => entry.group === group).sort((a, b) => (isFiltered ? ownFirst(a, b) : 0) || inGroup(group, a, b));
    return members.length === 0 ? [] : [{ kind: 'head', group, count: members.length } as const, ...members.map((entry) => ({ kind: 'session', entry }) as const)];
  });
}

function passes({ session }: SessionEntry, filter: SessionFilter): boolean {
  if (filter === 'own') return session.own;
  if (filter === 'private') return session.privacy !== 'public';
  return filter === 'all' || session.warnings.length > 0;
}

const ownFirst = (a: SessionEntry, b: SessionEntry): number => Number(b.session.own) - Number(a.session.own);

const names = new Intl.Collator(undefined, { numeric: true });

function inGroup(group: SessionGroup, a: SessionEntry, b: SessionEntry): number {
  const byName = (): number => names.compare(a.name, b.name) || (a.session.id < b.session.id ? -1 : 1);
  if (group === 'over') return (b.session.removed?.atMs ?? 0) - (a.session.removed?.atMs ?? 0) || byName();
  if (group !== 'now' && group !== 'next') return byName();
  const key = group === 'now' ? 'endMs' : 'startMs';
  const [left, right] = [a.occurrence?.[key] ?? Infinity, b.occurrence?.[key] ?? Infinity];
  return left === right ? byName() : left < right ? -1 : 1;
}
