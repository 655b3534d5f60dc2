/** A conference on this computer: each member is sent what all the others say (n-1), so that nobody hears an echo of themselves. What the
 *  person here says and hears goes its usual way, by each member's own stream. */
import type { Gain } from './gain.ts';
import { createGain } from './gain.ts';
import { frameSamples, rateOfFrame } from './frame.ts';
import type { StreamResampler } from './stream-resampler.ts';
import { createRateMatcher } from './stream-resampler.ts';

export interface Conference {
  /** Anybody in it? */
  isOpen(): boolean;
  sit(): Seat;
}

export interface Seat {
  /** What this member says in this tick: 20 ms at its own rate. All members say theirs before any asks for the others. */
  say(frame: Int16Array): void;
  /** What the others said, at this member's rate. Valid until the next tick. */
  others(): Int16Array;
  leave(): void;
}

interface Member {
  rateHz: number;
  /** At the rate of the mix. */
  said: Int16Array;
  up: StreamResampler;
  down: StreamResampler;
  rest: Int32Array;
  limited: Int16Array;
  result: Int16Array;
  limiter: Gain;
}

export function createConference(): Conference {
  const members = new Set<Member>();
  /** Of the member with the highest rate. */
  let mixHz = 0;
  let sum = new Int32Array(0);
  let isSummed = false;

  /** Somebody came, went or changed codecs. */
  function adapt(): void {
    mixHz = 0;
    for (const { rateHz } of members) mixHz = Math.max(mixHz, rateHz);
    sum = new Int32Array(frameSamples(mixHz));
    isSummed = false;
    for (const member of members) fit(member, mixHz);
  }

  function add(): void {
    if (isSummed) return;
    isSummed = true;
    sum.fill(0);
    for (const { said } of members) for (let i = 0; i < said.length; i++) sum[i]! += said[i]!;
  }

  function sit(): Seat {
    const member: Member = {
      rateHz: 0, up: createRateMatcher(), down: createRateMatcher(), limiter: createGain(),
      said: new Int16Array(0), rest: new Int32Array(0), limited: new Int16Array(0), result: new Int16Array(0),
    };
    members.add(member);

    return {
      say(frame) {
        isSummed = false;
        const rateHz = rateOfFrame(frame);
        if (rateHz !== member.rateHz) {
          member.rateHz = rateHz;
          adapt();
        }
        member.up.process(frame, member.said);
      },
      others() {
        add();
        const { rest, said, limited, result, down } = member;
        for (let i = 0; i < rest.length; i++) rest[i] = sum[i]! - said[i]!;
        member.limiter.limit(rest, limited);
        if (result.length === limited.length) return limited;
        down.process(limited, result);
        return result;
      },
      leave() {
        members.delete(member);
        adapt();
      },
    };
  }

  return { isOpen: () => members.size > 0, sit };
}

function fit(member: Member, mixHz: number): void {
  const { rateHz } = member;
  const length = frameSamples(mixHz);
  member.said = new Int16Array(length);
  member.rest = new Int32Array(length);
  member.limited = new Int16Array(length);
  // One who has not said anything yet has no rate.
  member.result = new Int16Array(frameSamples(rateHz === 0 ? mixHz : rateHz));
}
