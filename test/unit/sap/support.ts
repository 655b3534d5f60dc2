/** Announcements as they come from the wire, and a directory that hears them in virtual time. */
import { inflateSync } from 'node:zlib';
import type { SapPacket } from '../../../src-shared/sap/packet.ts';
import { joinPayload, serializeSap } from '../../../src-shared/sap/packet.ts';
import type { AnnouncedSession } from '../../../src-shared/session-model.ts';
import { utf8Bytes } from '../../../src-shared/sip/bytes.ts';
import type { Directory } from '../../../src-main/sap/directory.ts';
import { createDirectory } from '../../../src-main/sap/directory.ts';
import type { Moment, Outcome } from '../../../src-main/sap/entry.ts';
import type { DirectoryLimits } from '../../../src-main/sap/entry-table.ts';
import { createIntake } from '../../../src-main/sap/intake.ts';
import type { SessionKey } from '../../../src-main/sap/privacy.ts';
import { open } from '../../../src-main/sap/privacy.ts';
import type { SeenPacket } from '../../../src-main/sip/tap-port.ts';
import type { VirtualClock } from '../../fakes/virtual-clock.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

export const STUDIO = '192.0.2.71';
export const STRANGER = '192.0.2.66';
const GROUP = '239.255.255.255';
const NTP_OFFSET_S = 2_208_988_800;

export const ntp = (epochMs: number): number => Math.round(epochMs / 1000) + NTP_OFFSET_S;

interface Described { session?: string; version?: number; name?: string; address?: string; times?: string; more?: string[] }

export function sdpOf({ session = '4711', version = 1, name = 'Studio A', address = STUDIO, times = 't=0 0', more = [] }: Described = {}): string {
  return ['v=0', `o=- ${session} ${version} IN IP4 ${address}`, `s=${name}`, 'c=IN IP4 239.69.11.44/32', times, 'm=audio 5004 RTP/AVP 98', 'a=rtpmap:98 L24/48000/2', ...more, ''].join('\r\n');
}

export function packetOf(body: string | Uint8Array, changes: Partial<SapPacket> = {}): Uint8Array {
  const bytes = typeof body === 'string' ? joinPayload(utf8Bytes(body)) : body;
  return serializeSap({ deletion: false, encrypted: false, compressed: false, hash: hashOf(bytes), source: STUDIO, authentication: new Uint8Array(0), body: bytes, ...changes });
}

function hashOf(bytes: Uint8Array): number {
  return bytes.reduce((hash, byte) => (hash * 31 + byte) & 0xffff, 7) || 1;
}

export interface Ear {
  clock: VirtualClock;
  directory: Directory;
  traced: SeenPacket[];
  hear(bytes: Uint8Array, from?: string): Outcome[];
  /** Lets time pass, looking after each `everyMs`; what ended on the way. */
  pass(ms: number, everyMs?: number): Promise<Outcome[]>;
  session(id?: string): AnnouncedSession;
  refused: number;
  keys: Map<string, SessionKey>;
}

export const STUDIO_ID = `- 4711 IN IP4 ${STUDIO}`;

export function createEar(limits?: DirectoryLimits): Ear {
  const clock = createVirtualClock();
  const directory = createDirectory((address) => address === '192.0.2.1', limits);
  const now = (): Moment => ({ nowMs: clock.nowMs(), wallMs: clock.wallMs() });
  let outcomes: Outcome[] = [];
  const ear: Ear = {
    clock, directory, traced: [], refused: 0, keys: new Map(),
    hear(bytes, from = STUDIO) {
      outcomes = [];
      intake(bytes, { address: from, port: 9875 }, { from, group: GROUP, port: 9875, interface: '192.0.2.1' });
      return outcomes;
    },
    async pass(ms, everyMs = 5000) {
      const ended: Outcome[] = [];
      for (let passed = 0; passed < ms; passed += everyMs) {
        await clock.advance(Math.min(everyMs, ms - passed));
        ended.push(...directory.expire(now()));
      }
      return ended;
    },
    session(id = STUDIO_ID) {
      const session = directory.session(id, now());
      if (!session) throw new Error(`no ${id} among ${directory.ids().join(', ')}`);
      return session;
    },
  };
  const inflate = (bytes: Uint8Array, limit: number): Uint8Array | undefined => {
    try {
      return inflateSync(bytes, { maxOutputLength: limit });
    } catch {
      return undefined;
    }
  };
  const intake = createIntake({
    clock, directory, opener: { inflate, open: (packet) => open(ear.keys, packet) }, tap: (seen) => void ear.traced.push(seen), onOutcomes: (all) => void outcomes.push(...all), onRefused: () => void ear.refused++,
  });
  return ear;
}
