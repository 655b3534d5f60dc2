/** What the form of a session begins with. */
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import type { SessionDraft } from '../../src-shared/sdp/draft-form.ts';
import { freeGroup, freePort } from '../../src-shared/sdp/groups.ts';
import { PERMANENT } from '../../src-shared/sdp/schedule-plan.ts';
import type { SchedulePlan } from '../../src-shared/sdp/schedule-plan.ts';
import { draftOf, emptyDraft } from '../../src-shared/sdp/session-draft.ts';
import { localTime } from '../../src-shared/sdp/time-zone.ts';
import type { SdpOrigin } from '../../src-shared/sdp/types.ts';

/** `sdp`: of a session that is changed. `taken`: groups of other sessions. */
export interface DraftStart {
  draft: SessionDraft;
  /** Of the text; absent where it cannot be read. */
  origin: SdpOrigin | undefined;
  /** The fields cannot hold what the text says. */
  isOnlyText: boolean;
}

const QUARTER_MS = 15 * 60_000;
const two = (value: number): string => String(value).padStart(2, '0');

export function newDraft(ttl: number, taken: ReadonlySet<string>, timeZone: string, nowMs: number, random: () => number): SessionDraft {
  return emptyDraft(freeGroup(ttl > 63 ? 'global' : 'organisation', taken, random), freePort(random), ttl, nextQuarter(timeZone, nowMs));
}

/** All the time; should one choose otherwise, the next quarter of an hour is there. */
function nextQuarter(timeZone: string, nowMs: number): SchedulePlan {
  const { year, month, day, hour, minute } = localTime(timeZone, Math.ceil(nowMs / QUARTER_MS) * QUARTER_MS);
  return { ...PERMANENT, timeZone, from: `${year}-${two(month)}-${two(day)}`, time: `${two(hour)}:${two(minute)}` };
}

export function startFrom(sdp: string, empty: SessionDraft, timeZone: string, nowMs: number): DraftStart {
  const parsed = parseSdp(sdp);
  if (!parsed.ok) return { draft: empty, origin: undefined, isOnlyText: true };
  const { description } = parsed.value;
  const draft = draftOf(description, timeZone, nowMs);
  return { draft: draft ?? empty, origin: description.origin, isOnlyText: draft === undefined };
}

/** The text of somebody else's session as one of ours: with our origin, and in UTF-8, as all that Rung announces is. */
export function asOurs(sdp: string, { username, sessionId, sessionVersion, netType, addrType, address }: SdpOrigin): string {
  return sdp.replace(/^o=.*$/m, () => `o=${username} ${sessionId} ${sessionVersion} ${netType} ${addrType} ${address}`).replace(/^a=charset:.*\r?\n/m, '');
}
