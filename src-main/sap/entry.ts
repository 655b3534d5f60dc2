/** What the directory keeps of one session, and how it is told to others. */
import type { AnnouncedSession, SessionWarningKind } from '../../src-shared/session-model.ts';
import type { SapPacket } from '../../src-shared/sap/packet.ts';
import type { SessionDescription } from '../../src-shared/sdp/types.ts';
import { lastEnd } from '../../src-shared/sdp/schedule.ts';
import { implicitTimeOutMs } from './time-out.ts';

/** Both clocks at one moment: `nowMs` for protocol timing, `wallMs` for people. */
export interface Moment { nowMs: number; wallMs: number }

/** What became of a session by a packet, or by time. */
export interface Outcome {
  id: string;
  /** `counted`: nothing is new but that it was heard again. `gone`: no longer on the list. `ignored`: see `note`. `refused`: there is no room. */
  kind: 'changed' | 'counted' | 'gone' | 'ignored' | 'refused';
  /** What was odd about the packet, for the trace. */
  note?: string;
}

/** Where a packet came from. */
export interface Arrival {
  from: string;
  group: string;
  port: number;
  /** Own address of the interface. */
  interface: string;
}

interface Path extends Arrival {
  firstMs: number;
  lastMs: number;
  lastWallMs: number;
  packets: number;
}

/** `endsAtMs`: of its last time (RFC 2974 4, explicit time-out); Infinity: it has none. */
interface About { name: string; version: string; endsAtMs: number }

export interface Entry {
  id: string;
  own: boolean;
  text: string;
  /** What matters here of the text; undefined while it is private and the key is not known. */
  about: About | undefined;
  privacy: AnnouncedSession['privacy'];
  keyName: string | undefined;
  /** Private: when the last packet was sealed, by the sender's clock. */
  sealedAtMs: number;
  /** What could not be opened, for a key that may come. */
  sealed: SapPacket | undefined;
  /** The sender whose changes and deletions count: the first one. */
  owner: string;
  /** Names the version that was heard last (RFC 2974 6), to know it again without reading it. */
  hash: number;
  body: Uint8Array;
  paths: Map<string, Path>;
  /** When the owner was heard last; time-outs count from here. */
  ownerHeardMs: number;
  firstHeardAtMs: number;
  lastHeardAtMs: number;
  packets: number;
  versions: AnnouncedSession['versions'];
  warnings: AnnouncedSession['warnings'];
  removed: AnnouncedSession['removed'];
}

const MAX_PATHS = 16;
const MAX_VERSIONS = 10;
const MAX_WARNINGS = 20;
/** Of all earlier texts of a session together. */
const MAX_VERSIONS_LENGTH = 100_000;
/** A second announcement within so short a time has only come another way, or twice. */
const SAME_MS = 1000;

export function newEntry(id: string, owner: string, { nowMs, wallMs }: Moment): Entry {
  return {
    id, own: false, text: '', about: undefined, privacy: 'public', keyName: undefined, sealedAtMs: 0, sealed: undefined, owner, hash: 0, body: new Uint8Array(0), paths: new Map(),
    ownerHeardMs: nowMs, firstHeardAtMs: wallMs, lastHeardAtMs: wallMs, packets: 0, versions: [], warnings: [], removed: undefined,
  };
}

/** Counts a packet. */
export function countPacket(entry: Entry, arrival: Arrival, { nowMs, wallMs }: Moment): void {
  entry.packets++;
  entry.lastHeardAtMs = wallMs;
  if (arrival.from === entry.owner) entry.ownerHeardMs = nowMs;
  const key = `${arrival.from} ${arrival.group} ${arrival.interface}`;
  const path = entry.paths.get(key);
  if (!path) {
    if (entry.paths.size < MAX_PATHS) entry.paths.set(key, { ...arrival, firstMs: nowMs, lastMs: nowMs, lastWallMs: wallMs, packets: 1 });
    return;
  }
  if (nowMs - path.lastMs >= SAME_MS) path.packets++;
  path.lastMs = nowMs;
  path.lastWallMs = wallMs;
}

/** Mean time between the owner's announcements on one way; undefined while there were fewer than two. */
export function heardIntervalMs({ owner, paths }: Entry): number | undefined {
  let best: Path | undefined;
  for (const path of paths.values()) {
    if (path.from === owner && path.packets > (best?.packets ?? 1)) best = path;
  }
  return best && (best.lastMs - best.firstMs) / (best.packets - 1);
}

/** By the monotonic clock. */
export function timesOutMs(entry: Entry): number {
  return entry.ownerHeardMs + implicitTimeOutMs(heardIntervalMs(entry));
}

/** Puts a text in the place of the one before, which is kept as a version. */
export function replaceText(entry: Entry, text: string, description: SessionDescription, { wallMs }: Moment): void {
  if (entry.text !== '') entry.versions.unshift({ atMs: wallMs, sdp: entry.text });
  let length = 0;
  entry.versions = entry.versions.slice(0, MAX_VERSIONS).filter(({ sdp }) => (length += sdp.length) <= MAX_VERSIONS_LENGTH);
  entry.text = text;
  entry.about = { name: description.name, version: description.origin.sessionVersion, endsAtMs: lastEnd(description) };
}

/** Epoch ms. */
export function endOf({ about }: Entry): number {
  return about?.endsAtMs ?? Infinity;
}

/** One warning of a kind and sender, with the time when it was given first. False: it stands there already. */
export function warn(entry: Entry, kind: SessionWarningKind, { wallMs }: Moment, more: { from?: string; text?: string }): boolean {
  if (entry.warnings.some((one) => one.kind === kind && one.from === more.from && one.text === more.text)) return false;
  entry.warnings.push({ atMs: wallMs, kind, ...more });
  if (entry.warnings.length > MAX_WARNINGS) entry.warnings.shift();
  return true;
}

/** Bytes of memory, roughly. */
export function sizeOf({ id, text, body, versions }: Entry): number {
  return 1000 + 2 * (id.length + text.length + versions.reduce((sum, { sdp }) => sum + sdp.length, 0)) + body.length;
}

export function toSession(entry: Entry, { nowMs, wallMs }: Moment): AnnouncedSession {
  const intervalMs = heardIntervalMs(entry);
  return {
    id: entry.id,
    own: entry.own,
    sdp: entry.text,
    state: entry.removed ? 'removed' : 'running',
    ...(entry.removed && { removed: entry.removed }),
    firstHeardAtMs: entry.firstHeardAtMs,
    lastHeardAtMs: entry.lastHeardAtMs,
    packets: entry.packets,
    ...(intervalMs !== undefined && { intervalMs }),
    ...(!entry.own && !entry.removed && { timesOutAtMs: Math.min(wallMs + timesOutMs(entry) - nowMs, endOf(entry)) }),
    sources: [...entry.paths.values()].map(({ from, group, port, interface: on, lastWallMs }) => ({ address: from, group, port, interface: on, lastHeardAtMs: lastWallMs })),
    versions: entry.versions,
    warnings: entry.warnings,
    privacy: entry.privacy,
    ...(entry.keyName !== undefined && { keyName: entry.keyName }),
  };
}
