/** The conference on this computer: calls that hear each other. There is one, as there is one sound card. It exists while it has two members. */
import type { RungError } from '../../src-shared/errors.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { CallControl } from './call.ts';
import { callNotReady } from './call-not-ready.ts';

export interface Conference {
  /** With whoever is being talked to. Errors: `call-not-ready`, `conference-alone`, what the peer says. */
  add(control: CallControl): Promise<void>;
  /** It is on hold afterwards. */
  remove(control: CallControl): Promise<void>;
  /** Hangs up on all members. */
  end(): void;
  /** Muted is muted towards all of them. */
  mute(control: CallControl, muted: boolean): void;
  /** Who comes off hold when this one does: all, where the whole conference was on hold. */
  resumedWith(control: CallControl): CallControl[];
  /** A call has changed: the last member is in no conference any more. */
  check(): void;
}

export interface ConferenceDesk {
  live(): CallControl[];
  /** Those who are not on hold. */
  talking(): CallControl[];
}

export function createCallConference({ live, talking }: ConferenceDesk): Conference {
  const members = (): CallControl[] => live().filter(({ snapshot }) => snapshot.inConference && snapshot.state === 'confirmed');

  function check(): void {
    const left = members();
    if (left.length === 1) left[0]?.sound.setInConference(false);
  }

  async function resume(control: CallControl): Promise<void> {
    if (!control.changes.isParked) return;
    const resumed = await control.changes.hold(false);
    if (!resumed.ok) throw new RungFailure(resumed.error);
  }

  return {
    async add(control) {
      if (control.snapshot.state !== 'confirmed') throw new RungFailure(callNotReady());
      const joined = new Set([...members(), ...talking(), control]);
      if (joined.size < 2) throw new RungFailure(alone());
      // Who has muted themselves must not be heard by somebody who joins.
      const isMuted = [...joined].some((member) => member.snapshot.muted);
      for (const member of joined) {
        if (isMuted && !member.snapshot.muted) member.mute(true);
        member.sound.setInConference(true);
      }
      await Promise.all([...joined].map(resume));
    },
    async remove(control) {
      if (!control.snapshot.inConference) return;
      control.sound.setInConference(false);
      check();
      const held = await control.changes.hold(true);
      if (!held.ok) throw new RungFailure(held.error);
    },
    end() {
      for (const member of members()) member.hangup();
    },
    mute(control, muted) {
      for (const member of control.snapshot.inConference ? members() : [control]) member.mute(muted);
    },
    resumedWith(control) {
      const all = control.snapshot.inConference ? members() : [control];
      return all.every(({ changes }) => changes.isParked) ? all : [control];
    },
    check,
  };
}

function alone(): RungError {
  return rungError('conference-alone', 'There is no other call to join this one with. Call somebody else first.');
}
