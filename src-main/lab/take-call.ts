/** Calls that nobody is asked about: taken, heard or played to, and ended by machines. */
import { defaultCodecs } from '../../src-shared/model.ts';
import type { MediaPlan } from '../calls/call-media.ts';
import { createCallMedia, newSessionId } from '../calls/call-media.ts';
import type { LeadsInto } from '../calls/group-media.ts';
import { createGroupMedia } from '../calls/group-media.ts';
import type { MediaEngine } from '../media/engine-port.ts';
import type { Clock, Random } from '../ports.ts';
import type { Session } from '../sip/user-agent.ts';

/** How a call is taken. */
export interface Taken {
  plan: MediaPlan;
  /** It leads into a session of groups. */
  into?: LeadsInto | undefined;
  /** It is over when the file that is played is. */
  endsWithSource?: boolean;
}

/** What a machine does with a call, or the status that it refuses it with. */
export type Taker = (session: Session) => Taken | number | Promise<Taken | number>;

export interface TakingOptions {
  clock: Clock;
  random: Random;
  engine: MediaEngine;
  ports: { min: number; max: number };
  /** Absent: as long as the caller likes. */
  longestS?: number;
}

/** Long enough to see 180 in the ladder and to hear one ring. */
const RING_MS = 400;

/** `onOver`: it has ended, taken or not. */
export async function takeCall(session: Session, taker: Taker, options: TakingOptions, onOver: () => void = () => {}): Promise<void> {
  let isOver = false;
  session.listener = { onEnd: end };
  const taken = await taker(session);
  if (isOver) return;
  if (typeof taken === 'number') return session.reject(taken);
  const { clock, random, engine, ports, longestS } = options;
  const { plan, into, endsWithSource } = taken;
  const sessionId = newSessionId(random);
  const onSaid = (): void => void (endsWithSource && session.end());
  const group = into && createGroupMedia({ ...into, sessionId, records: plan.records, source: plan.source, onSaid, onEntered: () => {} });
  const media = group ?? createCallMedia({
    engine, ports, plan, sessionId, codecs: defaultCodecs, onAgreed: () => {},
    onSession(opened) {
      opened.onEvent = (event) => void (event.kind === 'source-ended' && onSaid());
    },
  });
  session.negotiator = media.negotiator;
  const answering = clock.setTimer(RING_MS, () => void answer());
  const limit = longestS === undefined ? undefined : clock.setTimer(longestS * 1000, () => session.end());
  session.listener = {
    onEnd() {
      answering.cancel();
      limit?.cancel();
      void media.close();
      end();
    },
  };
  void session.ring();

  async function answer(): Promise<void> {
    await group?.enter();
    await session.accept();
  }

  function end(): void {
    if (isOver) return;
    isOver = true;
    onOver();
  }
}
