/** Recorder and player for whoever calls them from outside, where the person allows that: few at once, not for long, and not until the disk is full. */
import { parseSipUri } from '../../src-shared/sip/uri.ts';
import type { Settings } from '../../src-shared/model.ts';
import type { Accounts } from '../calls/accounts.ts';
import type { Taker, TakingOptions } from '../lab/take-call.ts';
import { takeCall } from '../lab/take-call.ts';
import type { Session } from '../sip/user-agent.ts';
import type { Recordings } from '../store/recordings.ts';

export interface OutsidePartyOptions extends Omit<TakingOptions, 'ports' | 'longestS'> {
  takers: Record<'recorder' | 'player', Taker>;
  accounts: Pick<Accounts, 'list'>;
  settings: () => Settings;
  recordings?: Recordings | undefined;
}

const MOST_AT_ONCE = 2;
const LONGEST_S = 30 * 60;
/** Of all that lies in the folder of recordings. */
const MOST_BYTES = 1_000_000_000;

/** Does a machine take this call? Else it is the person's. */
export function createOutsideParties({ takers, accounts, settings, recordings, ...options }: OutsidePartyOptions): (session: Session) => boolean {
  let going = 0;

  function wanted(session: Session): 'recorder' | 'player' | undefined {
    const user = parseSipUri(session.invite.uri)?.user?.toLowerCase();
    if (user !== 'recorder' && user !== 'player') return undefined;
    const isAllowed = user === 'recorder' ? settings().recorderOutside : settings().playerOutside;
    return isAllowed && !accounts.list().some((account) => account.user.toLowerCase() === user) ? user : undefined;
  }

  return (session) => {
    const name = wanted(session);
    if (!name) return false;
    const { recordingFolder, rtpPortMin: min, rtpPortMax: max } = settings();
    const isFull = name === 'recorder' && (recordings?.bytesIn(recordingFolder) ?? 0) > MOST_BYTES;
    if (going >= MOST_AT_ONCE || isFull) {
      session.reject(going >= MOST_AT_ONCE ? 486 : 480, isFull ? { reason: 'Disk Quota Reached' } : {});
      return true;
    }
    going++;
    void takeCall(session, takers[name], { ...options, ports: { min, max }, longestS: LONGEST_S }, () => void going--);
    return true;
  };
}
