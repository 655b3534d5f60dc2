/** The sessions that are announced: a table that announcements, deletions and time go through. No clock, no socket: who calls gives the
 *  moment and gets told what has changed. Everything in it is bounded.
 *
 *    (unheard) ──announcement──▶ running ──deletion | end | silence──▶ removed ──announcement──▶ running
 */
import type { AnnouncedSession } from '../../src-shared/session-model.ts';
import type { Arrival, Entry, Moment } from './entry.ts';
import { countPacket, endOf, heardIntervalMs, newEntry, replaceText, sizeOf, timesOutMs, toSession, warn } from './entry.ts';
import { compareVersions, sessionId } from './identity.ts';
import type { Announcement, Content } from './read-announcement.ts';

export interface Outcome {
  id: string;
  /** `counted`: nothing is new but that it was heard again. `gone`: no longer on the list. `ignored`: see `note`. */
  kind: 'changed' | 'counted' | 'gone' | 'ignored';
  /** What was odd about the packet, for the trace. */
  note?: string;
}

export interface Directory {
  /** Takes an announcement or a deletion. */
  hear(announcement: Announcement, arrival: Arrival, at: Moment): Outcome[];
  /** The running session that these very bytes announce already, so that they need not be read; counts it. */
  again(hash: number, body: Uint8Array, arrival: Arrival, at: Moment): string | undefined;
  /** Removes what has ended or was not heard for too long. */
  expire(at: Moment): Outcome[];
  /** After sleep or without a network nothing could be heard: silence counts from now. */
  excuse(at: Moment): void;
  /** Puts in or changes a session of ours. */
  putOwn(id: string, announcement: Announcement, from: string, at: Moment): Outcome[];
  remove(id: string, reason: NonNullable<AnnouncedSession['removed']>['reason'], at: Moment): Outcome[];
  forget(id: string): Outcome[];
  entry(id: string): Entry | undefined;
  session(id: string, at: Moment): AnnouncedSession | undefined;
  ids(): string[];
  /** Running ones that were heard on this group: what the announcer shares its bandwidth with (RFC 2974 3.1). */
  countOn(group: string): number;
}

export interface DirectoryLimits { sessions: number; bytes: number; removed: number }
const DEFAULT_LIMITS: DirectoryLimits = { sessions: 10_000, bytes: 48 * 1024 * 1024, removed: 300 };

/** A sender that is not heard for so many of its periods, and at least so long, may be followed by another one. */
const FOLLOW_PERIODS = 3;
const FOLLOW_MS = 60_000;

export function createDirectory(isOwnAddress: (address: string) => boolean, limits = DEFAULT_LIMITS): Directory {
  const entries = new Map<string, Entry>();
  /** Sender and hash, to find at once what was heard before. */
  const byHash = new Map<string, Entry>();
  let bytes = 0;

  const hashKey = (from: string, hash: number): string => `${hash} ${from}`;

  function hear(announcement: Announcement, arrival: Arrival, at: Moment): Outcome[] {
    const { packet, content } = announcement;
    if (packet.deletion) return heardDeletion(announcement, arrival, at);
    if (content.kind === 'origin') return [];
    const id = content.kind === 'sealed' ? sealedId(announcement, arrival) : sessionId(content.description, arrival.from);
    const entry = entries.get(id);
    if (!entry) return admit(id, announcement, arrival, at);
    if (entry.own) return heardOwn(entry, announcement, arrival, at);
    return heardKnown(entry, announcement, arrival, at);
  }

  function admit(id: string, announcement: Announcement, arrival: Arrival, at: Moment): Outcome[] {
    const entry = newEntry(id, arrival.from, at);
    accept(entry, announcement, at);
    if (endOf(entry) <= at.wallMs) return [ignored(id, 'The session has ended already.')];
    if (!hasRoom(sizeOf(entry))) return [ignored(id, 'The directory is full.')];
    const note = oddSource(entry, announcement, arrival, at) ?? collision(entry, arrival, at);
    entries.set(id, entry);
    index(entry);
    bytes += sizeOf(entry);
    countPacket(entry, arrival, at);
    return [{ id, kind: 'changed', ...(note !== undefined && { note }) }];
  }

  function heardKnown(entry: Entry, announcement: Announcement, arrival: Arrival, at: Moment): Outcome[] {
    const { id } = entry;
    if (entry.removed) return revive(entry, announcement, arrival, at);
    if (arrival.from !== entry.owner && !mayFollow(entry, at)) {
      countPacket(entry, arrival, at);
      const isNew = warn(entry, 'foreign-source', at, { from: arrival.from });
      return [{ id, kind: isNew ? 'changed' : 'counted', note: `${entry.owner} announces this session; ${arrival.from} is not followed.` }];
    }
    const isFollower = arrival.from !== entry.owner;
    if (isFollower) warn(entry, 'foreign-source', at, { from: arrival.from });
    const isOlder = isOlderVersion(entry, announcement.content);
    if (isOlder && !mayFollow(entry, at)) {
      const isNew = warn(entry, 'older-version', at, { from: arrival.from });
      return [{ id, kind: isNew ? 'changed' : 'counted', note: 'A version of this session that is older than the one heard before.' }];
    }
    entry.owner = arrival.from;
    countPacket(entry, arrival, at);
    if (textOf(announcement.content) === entry.text) {
      resize(entry, () => remember(entry, announcement));
      return [{ id, kind: isFollower ? 'changed' : 'counted' }];
    }
    // RFC 8866 5.2: every change makes the version higher.
    const isSilent = versionOf(announcement.content) === entry.description?.origin.sessionVersion;
    if (isSilent) warn(entry, 'not-strict', at, { text: 'changed without a higher version' });
    resize(entry, () => accept(entry, announcement, at));
    return [{ id, kind: 'changed' }];
  }

  function revive(entry: Entry, announcement: Announcement, arrival: Arrival, at: Moment): Outcome[] {
    resize(entry, () => {
      if (textOf(announcement.content) === entry.text) remember(entry, announcement);
      else accept(entry, announcement, at);
    });
    if (endOf(entry) <= at.wallMs) return [];
    entry.removed = undefined;
    entry.owner = arrival.from;
    entry.paths.clear();
    countPacket(entry, arrival, at);
    return [{ id: entry.id, kind: 'changed' }];
  }

  /** Our own packets come back to us; anybody else's with our origin are forged. */
  function heardOwn(entry: Entry, announcement: Announcement, arrival: Arrival, at: Moment): Outcome[] {
    if (isOwnAddress(arrival.from)) return [];
    const kind = announcement.packet.deletion ? 'foreign-deletion' : 'foreign-source';
    const isNew = warn(entry, kind, at, { from: arrival.from });
    return [{ id: entry.id, kind: isNew ? 'changed' : 'ignored', note: `This session is ours; ${arrival.from} speaks in its name.` }];
  }

  function heardDeletion(announcement: Announcement, arrival: Arrival, at: Moment): Outcome[] {
    const entry = meantBy(announcement, arrival);
    if (!entry || entry.removed) return [];
    if (entry.own) return heardOwn(entry, announcement, arrival, at);
    // RFC 2974 5: only who has announced it may delete it.
    if (arrival.from !== entry.owner) {
      const isNew = warn(entry, 'foreign-deletion', at, { from: arrival.from });
      return [{ id: entry.id, kind: isNew ? 'changed' : 'ignored', note: `${entry.owner} announces this session; the deletion by ${arrival.from} is ignored.` }];
    }
    return take(entry, { atMs: at.wallMs, reason: 'deleted', by: arrival.from });
  }

  function meantBy({ packet, content }: Announcement, arrival: Arrival): Entry | undefined {
    if (content.kind === 'description') return entries.get(sessionId(content.description, arrival.from));
    const known = byHash.get(hashKey(arrival.from, packet.hash));
    if (content.kind === 'sealed') return known;
    const id = idOfOriginLine(content.origin);
    return entries.get(id) ?? (known?.id.startsWith(`${id} @`) ? known : undefined);
  }

  function take(entry: Entry, removed: NonNullable<Entry['removed']>): Outcome[] {
    entry.removed = removed;
    unindex(entry);
    return [{ id: entry.id, kind: 'changed' }, ...forgetOldest()];
  }

  /** Of those that are removed. */
  function forgetOldest(): Outcome[] {
    const removed = [...entries.values()].filter((entry) => entry.removed && !entry.own);
    if (removed.length <= limits.removed) return [];
    removed.sort((a, b) => (a.removed?.atMs ?? 0) - (b.removed?.atMs ?? 0));
    return removed.slice(0, removed.length - limits.removed).flatMap(({ id }) => forget(id));
  }

  function forget(id: string): Outcome[] {
    const entry = entries.get(id);
    if (!entry) return [];
    bytes -= sizeOf(entry);
    unindex(entry);
    entries.delete(id);
    return [{ id, kind: 'gone' }];
  }

  function accept(entry: Entry, announcement: Announcement, at: Moment): void {
    const { content } = announcement;
    if (content.kind === 'description') {
      replaceText(entry, content.text, content.description, at);
      entry.privacy = announcement.packet.encrypted ? 'private' : 'public';
      entry.keyName = content.keyName;
      if (content.oddities[0] !== undefined) warn(entry, 'not-strict', at, { text: content.oddities[0] });
    } else {
      entry.privacy = 'no-key';
    }
    remember(entry, announcement);
  }

  function remember(entry: Entry, { packet }: Announcement): void {
    unindex(entry);
    entry.hash = packet.hash;
    entry.body = packet.body.slice();
    if (entries.get(entry.id) === entry) index(entry);
  }

  function index(entry: Entry): void {
    byHash.set(hashKey(entry.owner, entry.hash), entry);
  }

  function unindex(entry: Entry): void {
    const key = hashKey(entry.owner, entry.hash);
    if (byHash.get(key) === entry) byHash.delete(key);
  }

  function resize(entry: Entry, change: () => void): void {
    bytes -= sizeOf(entry);
    change();
    bytes += sizeOf(entry);
  }

  function hasRoom(more: number): boolean {
    return entries.size < limits.sessions && bytes + more <= limits.bytes;
  }

  /** RFC 2974 6: source and hash name one announcement; two of one sender that share them are told apart by what they say. */
  function collision(entry: Entry, arrival: Arrival, at: Moment): string | undefined {
    const other = byHash.get(hashKey(arrival.from, entry.hash));
    if (!other || entry.hash === 0) return undefined;
    warn(entry, 'hash-collision', at, { from: arrival.from, text: other.id });
    return `The message identifier hash is that of another announcement of ${arrival.from}.`;
  }

  return {
    hear,
    again(hash, body, arrival, at) {
      const entry = byHash.get(hashKey(arrival.from, hash));
      if (!entry || entry.removed || entry.own || !sameBytes(entry.body, body)) return undefined;
      countPacket(entry, arrival, at);
      return entry.id;
    },
    expire(at) {
      const due = [...entries.values()].filter((entry) => !entry.removed);
      return due.flatMap((entry) => {
        if (endOf(entry) <= at.wallMs) return take(entry, { atMs: at.wallMs, reason: 'ended' });
        if (!entry.own && timesOutMs(entry) <= at.nowMs) return take(entry, { atMs: at.wallMs, reason: 'timed-out' });
        return [];
      });
    },
    excuse({ nowMs }) {
      for (const entry of entries.values()) entry.ownerHeardMs = nowMs;
    },
    putOwn(id, announcement, from, at) {
      const entry = entries.get(id) ?? newEntry(id, from, at);
      if (entries.has(id)) bytes -= sizeOf(entry);
      entries.set(id, entry);
      Object.assign(entry, { own: true, owner: from, removed: undefined, warnings: [] });
      if (textOf(announcement.content) !== entry.text) accept(entry, announcement, at);
      bytes += sizeOf(entry);
      return [{ id, kind: 'changed' }];
    },
    remove(id, reason, at) {
      const entry = entries.get(id);
      return !entry || entry.removed ? [] : take(entry, { atMs: at.wallMs, reason });
    },
    forget,
    entry: (id) => entries.get(id),
    session(id, at) {
      const entry = entries.get(id);
      return entry && toSession(entry, at);
    },
    ids: () => [...entries.keys()],
    countOn(group) {
      let count = 0;
      for (const { removed, paths } of entries.values()) {
        if (!removed && [...paths.values()].some((path) => path.group === group)) count++;
      }
      return count;
    },
  };
}

function ignored(id: string, note: string): Outcome {
  return { id, kind: 'ignored', note };
}

/** Has its sender been silent so long that another one, or an older version, may take its place? */
function mayFollow(entry: Entry, { nowMs }: Moment): boolean {
  return nowMs - entry.ownerHeardMs > Math.max(FOLLOW_MS, FOLLOW_PERIODS * (heardIntervalMs(entry) ?? 0));
}

/** What the packet calls its source is not where it came from: relayed, or forged. */
function oddSource(entry: Entry, { packet }: Announcement, arrival: Arrival, at: Moment): string | undefined {
  const said = packet.source;
  if (said === arrival.from || said === '0.0.0.0' || said === '::') return undefined;
  warn(entry, 'foreign-source', at, { from: arrival.from, text: said });
  return `The packet says that it is from ${said}, but came from ${arrival.from}.`;
}

function isOlderVersion(entry: Entry, content: Content): boolean {
  const known = entry.description?.origin.sessionVersion;
  const heard = versionOf(content);
  return known !== undefined && heard !== undefined && compareVersions(heard, known) < 0;
}

function versionOf(content: Content): string | undefined {
  return content.kind === 'description' ? content.description.origin.sessionVersion : undefined;
}

function textOf(content: Content): string {
  return content.kind === 'description' ? content.text : '';
}

/** Of a session that nobody can read here. */
function sealedId({ packet }: Announcement, arrival: Arrival): string {
  return `private:${packet.hash.toString(16).padStart(4, '0')}@${arrival.from}`;
}

function idOfOriginLine(value: string): string {
  const fields = value.split(' ');
  const [session = '', , netType = '', addrType = '', address = ''] = fields.slice(-5);
  return [fields.slice(0, -5).join(' '), session, netType, addrType, address].join(' ');
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
