/** Calls that lead into multicast sessions: each takes part while it lasts, and a session that was joined before stays joined after it. */
import { ok } from '../../src-shared/result.ts';
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import type { AnnouncedSession } from '../../src-shared/session-model.ts';
import type { GroupHouse } from '../calls/group-media.ts';
import { sessionId } from '../sap/identity.ts';
import { leadsElsewhere } from '../sdp/invitation.ts';
import type { Joined, JoinedOptions } from './joined.ts';
import { createJoined } from './joined.ts';

export interface MembershipOptions {
  /** Id of the announced session that a description is of. */
  announcedAs: (sdp: string) => string | undefined;
  /** Interface to join on. */
  on: () => string;
}

export interface Memberships extends GroupHouse {
  /** What was said in a session has come to its end. */
  onSourceEnded(id: string): void;
}

export function createMemberships(joined: Joined, { announcedAs, on }: MembershipOptions): Memberships {
  /** How many calls led into each session that was not joined by hand. */
  const calls = new Map<string, number>();
  /** Who says something, by session. */
  const saying = new Map<string, () => void>();

  function count(id: string, change: 1 | -1): number {
    const now = (calls.get(id) ?? 0) + change;
    if (now > 0) calls.set(id, now);
    else calls.delete(id);
    return now;
  }

  return {
    onSourceEnded: (id) => saying.get(id)?.(),
    async enter({ sdp, id: known = announcedAs(sdp), maxTtl }) {
      const before = new Set(joined.list().map(({ id }) => id));
      const entered = await joined.join({ sdp, id: known, on: on(), maxTtl });
      if (!entered.ok) return entered;
      const { id } = entered.value;
      const isOurs = calls.has(id) || !before.has(id);
      if (isOurs) count(id, 1);
      return ok({
        id,
        async leave() {
          if (!isOurs || count(id, -1) > 0) return;
          saying.delete(id);
          await joined.leave(id);
        },
        async say(source, onSaid) {
          const set = await joined.setSource(id, source);
          if (!set.ok) return set;
          saying.set(id, onSaid);
          return joined.talk(id, true);
        },
        async record(requests) {
          // A session has one recording: what is heard, where both are asked for.
          const request = requests.find(({ form }) => form === 'received') ?? requests[0];
          return request ? await joined.record(id, request) : ok(undefined);
        },
      });
    },
  };
}

/** The announced session with the same o=, as far as it is on the same groups: anybody can write any o= into an invitation. */
export function idOfAnnounced(sdp: string, find: (id: string) => AnnouncedSession | undefined): string | undefined {
  const wanted = parseSdp(sdp);
  if (!wanted.ok) return undefined;
  const id = sessionId(wanted.value.description, '');
  const announced = parseSdp(find(id)?.sdp ?? '');
  return announced.ok && !leadsElsewhere(announced.value.description, wanted.value.description) ? id : undefined;
}

/** For machines: each has a part of its own in a session, whatever the person and other machines do there. Nothing of it sounds here. */
export function createLoneHouse(options: Pick<JoinedOptions, 'clock' | 'network' | 'engine'> & { on: () => string }): GroupHouse {
  return {
    enter(invitation) {
      const joined = createJoined({ ...options, isHeard: false, onChanged() {}, onEnded() {}, onError() {}, onSourceEnded: (id) => house.onSourceEnded(id) });
      const house = createMemberships(joined, { announcedAs: () => undefined, on: options.on });
      return house.enter(invitation);
    },
  };
}
