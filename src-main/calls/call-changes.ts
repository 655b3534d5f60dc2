/** What a person changes in a running call by a new offer (RFC 3264 8): hold, another codec, a new address. One after the other,
 *  whatever is asked for meanwhile. */
import type { RungError } from '../../src-shared/errors.ts';
import type { Call, CodecName } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Session } from '../sip/user-agent.ts';
import type { CallMedia } from './call-media.ts';
import { callInSession, callNotReady } from './call-not-ready.ts';
import type { CallSound } from './call-sound.ts';

type Done = Promise<Result<void, RungError>>;

export interface CallChanges {
  /** Asked to be silent, whether or not the peer has heard of it yet. */
  readonly isParked: boolean;
  /** `evenIfRefused`: what the peer says changes nothing here. */
  hold(held: boolean, evenIfRefused?: boolean): Done;
  /** From now on this one; the others only where the peer offers nothing else. */
  useCodec(codec: CodecName): Done;
  /** Tells the peer where we are now. */
  move(): Done;
}

export interface CallChangesOptions {
  call: () => Call;
  change: (changes: Partial<Call>) => void;
  /** Undefined: not there yet, or on its way out. */
  session: () => Session | undefined;
  media: CallMedia;
  sound: CallSound;
}

export function createCallChanges({ call, change, session, media, sound }: CallChangesOptions): CallChanges {
  let turn: Promise<unknown> = Promise.resolve();
  let isParked = false;

  function inTurn(work: (session: Session) => Done): Done {
    const done = turn.then(() => {
      if (call().invitation) return err(callInSession());
      const open = session();
      return open ? work(open) : err(callNotReady());
    });
    turn = done;
    return done;
  }

  /** RFC 3264 8.4. */
  async function changeHold(open: Session, held: boolean, evenIfRefused: boolean): Done {
    if (call().heldByUs === held) return ok(undefined);
    media.setHold(held);
    const changed = await open.renegotiate();
    if (!changed.ok && !evenIfRefused) {
      media.setHold(!held);
      return changed;
    }
    // Hung up meanwhile.
    if (call().state !== 'confirmed') return err(callNotReady());
    change({ heldByUs: held, heldByPeer: media.heldByPeer() });
    return await sound.setHeld(held);
  }

  /** RFC 3264 8.3.2. */
  async function changeCodec(open: Session, codec: CodecName): Done {
    if (call().codec === codec) return ok(undefined);
    const before = media.prefer(codec);
    const changed = await open.renegotiate();
    if (!changed.ok) media.prefer(before);
    return changed;
  }

  return {
    get isParked() {
      return isParked;
    },
    hold(held, evenIfRefused = false) {
      isParked = held;
      return inTurn((open) => changeHold(open, held, evenIfRefused));
    },
    useCodec: (codec) => inTurn((open) => changeCodec(open, codec)),
    move: () => inTurn((open) => open.renegotiate()),
  };
}
