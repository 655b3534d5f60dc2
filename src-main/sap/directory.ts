/** The sessions that are announced: a table that announcements, deletions and time go through. No clock, no socket: who calls gives the
 *  moment and gets told what has changed. Everything in it is bounded.
 *
 *    (unheard) ──announcement──▶ running ──deletion | end | silence──▶ removed ──announcement──▶ running
 */
import type { Content } from '../../src-shared/sap/content.ts';
import type { SapPacket } from '../../src-shared/sap/packet.ts';
import type { AnnouncedSession } from '../../src-shared/session-model.ts';
import type { Arrival, Entry, Moment, Outcome } from './entry.ts';
import { countPacket, endOf, heardIntervalMs, newEntry, replaceText, sizeOf, timesOutMs, toSession, warn } from './entry.ts';
import type { DirectoryLimits } from './entry-table.ts';
import { createEntryTable } from './entry-table.ts';
import { compareVersions, sessionId } from './identity.ts';
import type { Announcement } from './read-announcement.ts';

export interface Directory {
  /** Takes an announcement or a deletion. `isRepeated`: it came before and found no room. */
  hear(announcement: Announcement, arrival: Arrival, at: Moment, isRepeated: boolean): Outcome[];
  /** The running session that this very packet announces already, so that it need not be read; counts it. */
  again(packet: SapPacket, arrival: Arrival, at: Moment): { id: string; name: string; text: string } | undefined;
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
  /** Reads again what could not be opened before; forgets what only `without`, a key that has gone, opens. */
  keysChanged(read: (packet: SapPacket) => Announcement | undefined, at: Moment, without?: string): Outcome[];
  /** Running ones that were heard on this group: what the announcer shares its bandwidth with (RFC 2974 3.1). */
  countOn(group: string): number;
}

const DEFAULT_LIMITS: DirectoryLimits = { sessions: 10_000, bytes: 48 * 1024 * 1024, removed: 300 };

/** A sender that is not heard for so many of its periods, and at least so long, may be followed by another one. */
const FOLLOW_PERIODS = 3;
const FOLLOW_MS = 60_000;
/** Private ones without a key say nothing but that they are there. */
const MOST_SEALED = 200;

export function createDirectory(isOwnAddress: (address: string) => boolean, limits = DEFAULT_LIMITS): Directory {
  const entries = createEntryTable(limits);

  function hear(announcement: Announcement, arrival: Arrival, at: Moment, isRepeated: boolean): Outcome[] {
    const { packet, content } = announcement;
    if (packet.deletion) return heardDeletion(announcement, arrival, at);
    if (content.kind === 'origin') return [];
    if (content.kind === 'sealed' && sealedOnes() >= MOST_SEALED) return [ignored(sealedId(announcement, arrival), 'Too many private announcements that no key here opens.')];
    const id = content.kind === 'sealed' ? sealedId(announcement, arrival) : sessionId(content.description, arrival.from);
    const entry = entries.get(id);
    if (!entry) return admit(id, announcement, arrival, at, isRepeated);
    if (entry.own) return heardOwn(entry, announcement, arrival, at);
    return heardKnown(entry, announcement, arrival, at);
  }

  function sealedOnes(): number {
    let count = 0;
    for (const { sealed, removed } of entries.all()) if (sealed && !removed) count++;
    return count;
  }

  function admit(id: string, announcement: Announcement, arrival: Arrival, at: Moment, isRepeated: boolean): Outcome[] {
    const entry = newEntry(id, arrival.from, at);
    accept(entry, announcement, at);
    if (endOf(entry) <= at.wallMs) return [ignored(id, 'The session has ended already.')];
    const evicted = entries.makeRoom(sizeOf(entry), isRepeated, at);
    if (!evicted) return [{ id, kind: 'refused', note: 'The directory is full. Who announces it again gets in, in the place of one that was heard only once.' }];
    const note = oddSource(entry, announcement, arrival, at) ?? collision(entry, arrival, at);
    entries.add(entry, isRepeated);
    countPacket(entry, arrival, at);
    return [{ id, kind: 'changed', ...(note !== undefined && { note }) }, ...evicted];
  }

  function heardKnown(entry: Entry, announcement: Announcement, arrival: Arrival, at: Moment): Outcome[] {
    const { id } = entry;
    const unproven = provenBad(entry, announcement);
    if (unproven !== undefined) {
      const isNew = warn(entry, 'foreign-source', at, { from: arrival.from });
      return [{ id, kind: isNew ? 'changed' : 'ignored', note: unproven }];
    }
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
    const isSame = textOf(announcement.content) === entry.text;
    // RFC 8866 5.2: every change makes the version higher.
    const isSilent = !isSame && versionOf(announcement.content) === entry.about?.version;
    if (isSilent) warn(entry, 'not-strict', at, { text: 'changed without a higher version' });
    follow(entry, announcement, arrival, at);
    countPacket(entry, arrival, at);
    return [{ id, kind: isSame && !isFollower ? 'counted' : 'changed' }];
  }

  function revive(entry: Entry, announcement: Announcement, arrival: Arrival, at: Moment): Outcome[] {
    follow(entry, announcement, arrival, at);
    if (endOf(entry) <= at.wallMs) return [];
    entries.restore(entry);
    entry.paths.clear();
    countPacket(entry, arrival, at);
    return [{ id: entry.id, kind: 'changed' }];
  }

  function follow(entry: Entry, announcement: Announcement, arrival: Arrival, at: Moment): void {
    entries.change(entry, () => {
      entry.owner = arrival.from;
      accept(entry, announcement, at);
    });
  }

  /** Our own packets come back to us; anybody else's with our origin are forged. */
  function heardOwn(entry: Entry, announcement: Announcement, arrival: Arrival, at: Moment): Outcome[] {
    // Our addresses of one link are not known.
    if (isOwnAddress(arrival.from) || isOfLink(arrival.from)) return [];
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
    const unproven = provenBad(entry, announcement);
    if (unproven !== undefined) {
      const isNew = warn(entry, 'foreign-deletion', at, { from: arrival.from });
      return [{ id: entry.id, kind: isNew ? 'changed' : 'ignored', note: unproven }];
    }
    entry.sealedAtMs = announcement.opened?.sealedAtMs ?? 0;
    return entries.take(entry, { atMs: at.wallMs, reason: 'deleted', by: arrival.from });
  }

  function meantBy({ packet, content }: Announcement, arrival: Arrival): Entry | undefined {
    if (content.kind === 'description') return entries.get(sessionId(content.description, arrival.from));
    const known = entries.byHash(arrival.from, packet.hash);
    if (content.kind === 'sealed') return known;
    const id = idOfOriginLine(content.origin);
    return entries.get(id) ?? (known?.id.startsWith(`${id} @`) ? known : undefined);
  }

  /** RFC 2974 6: source and hash name one announcement; two of one sender that share them are told apart by what they say. */
  function collision(entry: Entry, arrival: Arrival, at: Moment): string | undefined {
    const other = entries.byHash(arrival.from, entry.hash);
    if (!other || entry.hash === 0) return undefined;
    warn(entry, 'hash-collision', at, { from: arrival.from, text: other.id });
    return `The message identifier hash is that of another announcement of ${arrival.from}.`;
  }

  return {
    hear,
    again(packet, arrival, at) {
      const entry = entries.byHash(arrival.from, packet.hash);
      if (!entry || entry.removed || entry.own || !sameBytes(entry.body, packet.body)) return undefined;
      countPacket(entry, arrival, at);
      // What is private stays out of the trace.
      const isOpen = entry.privacy === 'public';
      return { id: entry.id, name: isOpen ? entry.about?.name ?? '' : '(private)', text: isOpen ? entry.text : '' };
    },
    expire(at) {
      const outcomes: Outcome[] = [];
      for (const entry of entries.all()) {
        const reason = entry.removed ? undefined : overBy(entry, at);
        if (reason) outcomes.push(...entries.take(entry, { atMs: at.wallMs, reason }));
      }
      return outcomes;
    },
    excuse({ nowMs }) {
      for (const entry of entries.all()) entry.ownerHeardMs = nowMs;
    },
    putOwn(id, announcement, from, at) {
      const known = entries.get(id);
      const entry = known ?? newEntry(id, from, at);
      if (!known) entries.add(entry, true);
      entries.change(entry, () => {
        Object.assign(entry, { own: true, owner: from, warnings: [] });
        accept(entry, announcement, at);
      });
      if (entry.removed) entries.restore(entry);
      return [{ id, kind: 'changed' }];
    },
    remove(id, reason, at) {
      const entry = entries.get(id);
      return !entry || entry.removed ? [] : entries.take(entry, { atMs: at.wallMs, reason });
    },
    keysChanged(read, at, without) {
      const outcomes: Outcome[] = [];
      for (const entry of [...entries.all()]) {
        if (without !== undefined && entry.keyName === without && !entry.own) outcomes.push(...entries.forget(entry.id));
        const announcement = entry.sealed && !entry.removed ? read(entry.sealed) : undefined;
        const [arrival] = entry.paths.values();
        if (!announcement || announcement.content.kind === 'sealed' || !arrival) continue;
        outcomes.push(...entries.forget(entry.id), ...hear(announcement, arrival, at, true));
      }
      return outcomes;
    },
    forget: entries.forget,
    entry: (id) => entries.get(id),
    session(id, at) {
      const entry = entries.get(id);
      return entry && toSession(entry, at);
    },
    ids: () => [...entries.all()].map(({ id }) => id),
    countOn(group) {
      let count = 0;
      for (const { removed, own, paths } of entries.all()) {
        if (!removed && !own && isOn(paths, group)) count++;
      }
      return count;
    },
  };
}

/** What is private can be changed and ended only by whom has its key, and by nothing that was said before. */
function provenBad(entry: Entry, { packet, opened }: Announcement): string | undefined {
  if (entry.privacy !== 'private') return undefined;
  if (opened === undefined || opened.keyName !== entry.keyName) return 'This session is private; the packet is not made with its key.';
  const isOld = packet.deletion ? opened.sealedAtMs <= entry.sealedAtMs : opened.sealedAtMs < entry.sealedAtMs;
  return isOld ? 'An older packet of this private session, played back.' : undefined;
}

function accept(entry: Entry, { packet, content, opened }: Announcement, at: Moment): void {
  entry.hash = packet.hash;
  entry.body = packet.body.slice();
  entry.sealedAtMs = opened?.sealedAtMs ?? 0;
  entry.keyName = opened?.keyName;
  if (content.kind !== 'description') {
    entry.privacy = 'no-key';
    entry.sealed = { ...packet, body: entry.body };
    return;
  }
  if (content.text !== entry.text) replaceText(entry, content.text, content.description, at);
  entry.privacy = packet.encrypted ? 'private' : 'public';
  if (content.oddities[0] !== undefined) warn(entry, 'not-strict', at, { text: content.oddities[0] });
}

function overBy(entry: Entry, { nowMs, wallMs }: Moment): 'ended' | 'timed-out' | undefined {
  if (endOf(entry) <= wallMs) return 'ended';
  return !entry.own && timesOutMs(entry) <= nowMs ? 'timed-out' : undefined;
}

function isOn(paths: Entry['paths'], group: string): boolean {
  for (const path of paths.values()) if (path.group === group) return true;
  return false;
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
  // To groups of one link IPv6 sends from an address of that link, which the packet cannot name.
  if (said === arrival.from || said === '0.0.0.0' || said === '::' || isOfLink(arrival.from)) return undefined;
  warn(entry, 'foreign-source', at, { from: arrival.from, text: said });
  return `The packet says that it is from ${said}, but came from ${arrival.from}.`;
}

function isOfLink(address: string): boolean {
  return address.startsWith('fe80:');
}

function isOlderVersion(entry: Entry, content: Content): boolean {
  const known = entry.about?.version;
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
