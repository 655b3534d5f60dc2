/** Session timers (RFC 4028), pure: who refreshes and how often, and what follows when nobody does.
 *
 *   off ──agreed──▶ running ──due (we refresh)──▶ refreshing ──agreed──▶ running
 *                      │                              ╰──refused──▶ running (due again in half of what is left)
 *                      ╰──────────expired─────────────┴──▶ off (BYE)
 */
import type { SipMessage, SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { hasOptionTag, numberOf } from '../../../src-shared/sip/typed-headers.ts';
import type { SessionTimer } from './session.ts';

/** RFC 4028 5: the smallest interval that anybody may be held to. */
export const MIN_SE_S = 90;
/** What we agree to at most: a longer one says no more than "never" (RFC 4028 4 lets the UAS lower it, not below Min-SE). */
const MAX_SE_S = 86_400;

export type TimerLife =
  | { name: 'off' }
  | { name: 'running'; timer: SessionTimer }
  | { name: 'refreshing'; timer: SessionTimer };

export type TimerEvent =
  /** A 2xx to INVITE or UPDATE, ours or the peer's, has settled it anew; undefined: none from now on. */
  | { type: 'agreed'; timer: SessionTimer | undefined }
  | { type: 'due' }
  /** Our refresh came back with something that does not end the dialog. `leftMs`: until the session expires. */
  | { type: 'refused'; leftMs: number }
  | { type: 'expired' };

export type TimerEffect =
  | { do: 'stop' }
  | { do: 'start-due'; ms: number }
  | { do: 'start-expiry'; ms: number }
  | { do: 'refresh' }
  | { do: 'expire' }
  | { do: 'tell'; timer: SessionTimer | undefined };

export interface TimerStep {
  life: TimerLife;
  effects: TimerEffect[];
}

export function stepTimer(life: TimerLife, event: TimerEvent): TimerStep {
  if (event.type === 'agreed') return agreed(life, event.timer);
  if (life.name === 'off') return { life, effects: [] };
  if (event.type === 'expired') return { life: { name: 'off' }, effects: [{ do: 'stop' }, { do: 'expire' }] };
  if (event.type === 'due' && life.name === 'running') return { life: { ...life, name: 'refreshing' }, effects: [{ do: 'refresh' }] };
  if (event.type === 'refused' && life.name === 'refreshing') {
    return { life: { ...life, name: 'running' }, effects: [{ do: 'start-due', ms: Math.max(event.leftMs / 2, 1000) }] };
  }
  return { life, effects: [] };
}

function agreed(life: TimerLife, timer: SessionTimer | undefined): TimerStep {
  const before = life.name === 'off' ? undefined : life.timer;
  const isNews = before?.expiresS !== timer?.expiresS || before?.refresher !== timer?.refresher;
  const tell: TimerEffect[] = isNews ? [{ do: 'tell', timer }] : [];
  if (!timer) return { life: { name: 'off' }, effects: [{ do: 'stop' }, ...tell] };
  const { expiresS, refresher } = timer;
  // RFC 4028 10: the refresher at half of the interval; whoever gives up does so a little before its end.
  const expiry: TimerEffect = { do: 'start-expiry', ms: (expiresS - Math.min(32, expiresS / 3)) * 1000 };
  const due: TimerEffect[] = refresher === 'us' ? [{ do: 'start-due', ms: expiresS * 500 }] : [];
  return { life: { name: 'running', timer }, effects: [{ do: 'stop' }, ...due, expiry, ...tell] };
}

/** Session-Expires as it came (RFC 4028 4); undefined when absent or malformed. */
export function sessionExpiresOf(message: SipMessage): { expiresS: number; refresher: 'uac' | 'uas' | undefined } | undefined {
  const expiresS = numberOf(message, 'session-expires');
  if (!expiresS) return undefined;
  const refresher = /;\s*refresher\s*=\s*(uac|uas)\b/i.exec(message.headers.first('session-expires') ?? '')?.[1]?.toLowerCase();
  return { expiresS, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined };
}

/** The interval that is refused with 422 (RFC 4028 9): only to somebody who can act upon that. */
export function isTooShort(request: SipRequest): boolean {
  const asked = sessionExpiresOf(request);
  return asked !== undefined && asked.expiresS < MIN_SE_S && speaksTimer(request);
}

/** As the UAC of an INVITE or UPDATE (RFC 4028 7.1, 7.4): what to ask for. Within a running timer the roles are kept. */
export function timerRequest(wish: { wishS: number; minSeS: number; running: SessionTimer | undefined }): [string, string][] {
  const intervalS = wish.running?.expiresS ?? wish.wishS;
  const minSe: [string, string][] = wish.minSeS > MIN_SE_S ? [['min-se', String(wish.minSeS)]] : [];
  if (intervalS === 0) return minSe;
  const refresher = wish.running ? `;refresher=${wish.running.refresher === 'us' ? 'uac' : 'uas'}` : '';
  return [['session-expires', `${Math.max(intervalS, wish.minSeS, MIN_SE_S)}${refresher}`], ...minSe];
}

/** As the UAS (RFC 4028 9, table 2): what is agreed, and what the 2xx says of it. */
export function timerAnswer(request: SipRequest, running: SessionTimer | undefined): { timer: SessionTimer | undefined; headers: [string, string][] } {
  const asked = sessionExpiresOf(request);
  const peerSpeaks = speaksTimer(request);
  // Asked for by a proxy on behalf of a caller who could not raise it: no timer is better than one nobody can keep.
  if (asked && asked.expiresS < MIN_SE_S) return { timer: undefined, headers: [] };
  // A request that is silent about the timer does not end ours.
  if (!asked && !running) return { timer: undefined, headers: [] };
  const floorS = Math.max(numberOf(request, 'min-se') ?? 0, MAX_SE_S);
  const expiresS = asked ? Math.min(asked.expiresS, floorS) : (running?.expiresS ?? 0);
  const refresher = refresherAsUas(peerSpeaks, asked?.refresher, running);
  const timer: SessionTimer = { expiresS, refresher: refresher === 'uas' ? 'us' : 'peer' };
  const require: [string, string][] = peerSpeaks ? [['require', 'timer']] : [];
  return { timer, headers: [['session-expires', `${expiresS};refresher=${refresher}`], ...require] };
}

/** Table 2: a UAC that does not speak the extension cannot refresh; one that does may say who shall; else the choice is ours. */
function refresherAsUas(peerSpeaks: boolean, asked: 'uac' | 'uas' | undefined, running: SessionTimer | undefined): 'uac' | 'uas' {
  if (!peerSpeaks) return 'uas';
  if (asked) return asked;
  // Our choice: as it was, else the one who wanted the timer.
  return running?.refresher === 'us' ? 'uas' : 'uac';
}

/** As the UAC, from the 2xx (RFC 4028 7.2). Without Session-Expires the session does not expire. */
export function timerAgreed(response: SipResponse): SessionTimer | undefined {
  const given = sessionExpiresOf(response);
  if (!given) return undefined;
  // A refresher is mandatory in the 2xx; whoever forgets it leaves the refreshing to us. Less than the minimum would be a flood.
  return { expiresS: Math.max(Math.min(given.expiresS, MAX_TIMER_S), MIN_SE_S / 3), refresher: given.refresher === 'uas' ? 'peer' : 'us' };
}

/** What a timer can hold: 2**31 ms. */
const MAX_TIMER_S = 2_000_000;

function speaksTimer(message: SipMessage): boolean {
  return hasOptionTag(message, 'supported', 'timer');
}
