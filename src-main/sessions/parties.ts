/** Machines as parties: a recorder that records the call or session that it is called into, a player that plays a sound into it. */
import { recordingName } from '../calls/recording-name.ts';
import type { GroupHouse } from '../calls/group-media.ts';
import { intoOf } from '../calls/invited.ts';
import type { Taker } from '../lab/take-call.ts';
import type { Clock } from '../ports.ts';
import { parseSipUri } from '../../src-shared/sip/uri.ts';
import type { Recordings } from '../store/recordings.ts';
import type { Sounds } from '../store/sounds.ts';

export interface PartyOptions {
  clock: Clock;
  groups: GroupHouse;
  settings: () => { recordingFolder: string; sapTtl: number };
  /** Absent: this phone keeps no files, and refuses. */
  sounds?: Sounds | undefined;
  recordings?: Recordings | undefined;
}

const UNAVAILABLE = 480;
const NO_SUCH_SOUND = 404;

/** Both, by the names that they are called by. */
export function createParties(options: PartyOptions): Record<'recorder' | 'player', Taker> {
  const { clock, groups, settings, sounds, recordings } = options;

  return {
    recorder(session) {
      const into = intoOf(session, groups, settings().sapTtl);
      const remoteUri = into?.description.name || session.remote.uri;
      const path = recordings?.newFile(settings().recordingFolder, recordingName({ remoteUri }, clock.wallMs()));
      if (!path?.ok) return UNAVAILABLE;
      return { plan: { source: { kind: 'silence' }, sink: 'none', records: [{ path: path.value, form: 'received' }] }, into };
    },
    async player(session) {
      const name = soundNamed(session.invite.uri);
      const path = name === undefined ? undefined : (await sounds?.pathOf(name)) ?? (await sounds?.pathOf(`${name}.wav`));
      if (path === undefined) return NO_SUCH_SOUND;
      const into = intoOf(session, groups, settings().sapTtl);
      return { plan: { source: { kind: 'wav', path, loop: false }, sink: 'none', records: [] }, into, endsWithSource: true };
    },
  };
}

/** `sip:player@local;sound=welcome` */
function soundNamed(uri: string): string | undefined {
  const value = parseSipUri(uri)?.parameters.get('sound');
  try {
    return value === undefined ? undefined : decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
