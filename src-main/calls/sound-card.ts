/** Who has the one sound card: a call, or those of the conference. The others are on hold, and who knocks is heard as a tone. */
import type { CallControl } from './call.ts';
import type { Conference } from './conference.ts';
import { createCallConference } from './conference.ts';

export interface SoundCard {
  conference: Conference;
  /** This call talks now: the others are put on hold. Nobody waits for that: a peer that has vanished answers late. */
  give(talker: CallControl | undefined): void;
  /** Back to this call, where nobody else talks. */
  giveBack(control: CallControl): void;
  /** A call has changed. */
  onChanged(control: CallControl | undefined): void;
}

export function createSoundCard(live: () => CallControl[]): SoundCard {
  const conference = createCallConference({ live, talking });

  /** Who has it. */
  function talking(): CallControl[] {
    return live().filter((control) => control.snapshot.state === 'confirmed' && !control.changes.isParked && usesDevice(control));
  }

  /** One of those who sit together hears that somebody else calls. */
  function tellOfWaiting(): void {
    const isWaiting = live().some(({ snapshot }) => snapshot.direction === 'in' && (snapshot.state === 'ringing' || snapshot.state === 'early'));
    const [talker] = talking();
    for (const control of live()) control.sound.setWaiting(isWaiting && control === talker);
  }

  return {
    conference,
    give(talker) {
      if (!talker || !usesDevice(talker)) return;
      for (const control of talking()) if (control !== talker && !sitTogether(control, talker)) control.park();
    },
    giveBack(control) {
      if (control.snapshot.state === 'confirmed' && talking().length === 0) void control.changes.hold(false);
    },
    onChanged(control) {
      if (control?.snapshot.state !== 'confirmed') conference.check();
      tellOfWaiting();
    },
  };
}

function usesDevice(control: CallControl): boolean {
  return control.plan.source.kind === 'device';
}

function sitTogether(one: CallControl, other: CallControl): boolean {
  return Boolean(one.snapshot.inConference && other.snapshot.inConference);
}
