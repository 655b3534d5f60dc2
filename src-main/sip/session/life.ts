/** The life of a session (RFC 3261 9, 13, 15), both roles, pure. Messages and timers are the runner's.
 *
 *   UAC   calling ──1xx──▶ proceeding ──2xx──▶ confirmed
 *            ╰──────end──────┴──▶ cancelling ──2xx──▶ ending        (CANCEL crossed the 200: ACK, then BYE)
 *                                     ╰────final────▶ ended
 *   UAS   incoming ──ring──▶ alerting ──accept──▶ answered ──ACK──▶ confirmed
 *            ╰──CANCEL, BYE, reject──┴──▶ ended      ╰──no ACK──▶ ending
 *   both  confirmed ──end──▶ ending ──BYE answered──▶ ended
 *            ╰──BYE──▶ ended
 */
import type { SessionEnd, SessionState } from './session.ts';

export type Life =
  | { name: 'calling' }
  | { name: 'proceeding'; early: boolean }
  | { name: 'cancelling'; end: SessionEnd }
  | { name: 'incoming' }
  | { name: 'alerting'; early: boolean }
  /** 2xx sent, ACK not seen. `end`: somebody here has hung up already; BYE must wait for the ACK. */
  | { name: 'answered'; early: boolean; end?: SessionEnd }
  | { name: 'confirmed' }
  | { name: 'ending'; end: SessionEnd }
  | { name: 'ended'; end: SessionEnd };

export type LifeEvent =
  /** UAC: 101-199 came. UAS: we sent one. `early`: with a session description. */
  | { type: 'progress'; early: boolean }
  /** UAC: a 2xx came and has been acknowledged; `unusable` when its session description cannot be accepted. */
  | { type: 'success'; unusable?: SessionEnd }
  /** UAC: refused, timed out, could not be sent, and nowhere else to go. */
  | { type: 'failure'; end: SessionEnd }
  /** UAS: we sent a 2xx. */
  | { type: 'accepted' }
  /** UAS: the ACK came; `unusable` when the answer in it cannot be accepted. */
  | { type: 'acknowledged'; unusable?: SessionEnd }
  /** UAS: no ACK for 64 * T1 (RFC 3261 13.3.1.4). */
  | { type: 'unacknowledged'; end: SessionEnd }
  /** UAS: we send a final non-2xx. */
  | { type: 'reject'; end: SessionEnd; contacts?: string[] }
  /** UAS: CANCEL came. */
  | { type: 'cancelled'; end: SessionEnd }
  /** BYE came. */
  | { type: 'bye'; end: SessionEnd }
  /** UAC: the ring timeout is over, UAS: the invitation has expired; nothing to do with a call that was answered. */
  | { type: 'unanswered'; end: SessionEnd }
  /** Our user hangs up: `beforeAnswer` and `afterAnswer` tell how it ends then. */
  | { type: 'end'; beforeAnswer: SessionEnd; afterAnswer: SessionEnd }
  /** The dialog is broken: a request in it got 408 or no answer at all (RFC 3261 12.2.1.2), or a description no side can use. */
  | { type: 'broken'; end: SessionEnd }
  /** The peer says 481: the dialog is gone already (RFC 3261 12.2.1.2). */
  | { type: 'gone'; end: SessionEnd }
  /** Our BYE was answered, or nobody waits for that any longer. */
  | { type: 'byeDone' }
  /** The phone closes and waits for nobody. */
  | { type: 'abandon'; end: SessionEnd };

export type LifeEffect =
  | { do: 'cancel' }
  | { do: 'bye'; end: SessionEnd }
  /** Final response to the INVITE. */
  | { do: 'refuse'; end: SessionEnd; contacts?: string[] }
  | { do: 'confirm' }
  /** Everything is let go, the owner is told. */
  | { do: 'finish'; end: SessionEnd };

export interface LifeStep {
  life: Life;
  effects: LifeEffect[];
}

export function stepLife(life: Life, event: LifeEvent): LifeStep {
  if (event.type === 'abandon') return abandon(life, event.end);
  switch (life.name) {
    case 'calling':
    case 'proceeding':
      return beforeAnswerOut(life, event);
    case 'cancelling':
      return cancelling(life, event);
    case 'incoming':
    case 'alerting':
      return beforeAnswerIn(life, event);
    case 'answered':
      return answered(life, event);
    case 'confirmed':
      return confirmed(life, event);
    case 'ending':
      return ending(life, event);
    case 'ended':
      return stay(life);
  }
}

function beforeAnswerOut(life: Life & { name: 'calling' | 'proceeding' }, event: LifeEvent): LifeStep {
  switch (event.type) {
    case 'progress':
      return { life: { name: 'proceeding', early: event.early || (life.name === 'proceeding' && life.early) }, effects: [] };
    case 'success':
      return event.unusable ? sayBye(event.unusable) : confirm();
    case 'failure':
      return finish(event.end);
    case 'end':
      return cancel(event.beforeAnswer);
    case 'unanswered':
      return cancel(event.end);
    // The callee gave up waiting for the ACK to a 200 that never reached us.
    case 'bye':
      return cancel(event.end);
    default:
      return stay(life);
  }
}

function cancelling(life: Life & { name: 'cancelling' }, event: LifeEvent): LifeStep {
  switch (event.type) {
    // RFC 3261 9.1, 15: the 200 was faster than the CANCEL, so there is a session to end.
    case 'success':
      return sayBye(life.end);
    case 'failure':
      return finish(life.end);
    default:
      return stay(life);
  }
}

function beforeAnswerIn(life: Life & { name: 'incoming' | 'alerting' }, event: LifeEvent): LifeStep {
  switch (event.type) {
    case 'progress':
      return { life: { name: 'alerting', early: event.early || (life.name === 'alerting' && life.early) }, effects: [] };
    case 'accepted':
      return { life: { name: 'answered', early: life.name === 'alerting' && life.early }, effects: [] };
    case 'reject':
      return refuse(event.end, event.end, event.contacts);
    case 'end':
      return refuse(event.beforeAnswer, event.beforeAnswer);
    case 'failure':
      return finish(event.end);
    // RFC 3261 9.2 for CANCEL, 15.1.2 for a BYE in the early dialog: the INVITE is answered 487.
    case 'cancelled':
    case 'bye':
    case 'unanswered':
      return refuse({ ...event.end, status: 487, reason: 'Request Terminated' }, { ...event.end, status: 487 });
    default:
      return stay(life);
  }
}

function answered(life: Life & { name: 'answered' }, event: LifeEvent): LifeStep {
  switch (event.type) {
    case 'acknowledged': {
      const end = life.end ?? event.unusable;
      return end ? sayBye(end) : confirm();
    }
    // RFC 3261 15: the callee sends no BYE before the ACK has come or the transaction has timed out.
    case 'end':
      return { life: { ...life, end: life.end ?? event.afterAnswer }, effects: [] };
    case 'unacknowledged':
      return sayBye(life.end ?? event.end);
    case 'bye':
      return finish(life.end ?? event.end);
    case 'broken':
      return sayBye(event.end);
    case 'gone':
      return finish(event.end);
    default:
      return stay(life);
  }
}

function confirmed(life: Life & { name: 'confirmed' }, event: LifeEvent): LifeStep {
  switch (event.type) {
    case 'end':
      return sayBye(event.afterAnswer);
    case 'broken':
    case 'unacknowledged':
      return sayBye(event.end);
    case 'bye':
    case 'gone':
      return finish(event.end);
    default:
      return stay(life);
  }
}

function ending(life: Life & { name: 'ending' }, event: LifeEvent): LifeStep {
  // Both sides may hang up at once: their BYE ends it as well as the answer to ours.
  return event.type === 'byeDone' || event.type === 'bye' || event.type === 'gone' ? finish(life.end) : stay(life);
}

function abandon(life: Life, end: SessionEnd): LifeStep {
  if (life.name === 'ended') return stay(life);
  return finish('end' in life && life.end ? life.end : end);
}

function stay(life: Life): LifeStep {
  return { life, effects: [] };
}

function confirm(): LifeStep {
  return { life: { name: 'confirmed' }, effects: [{ do: 'confirm' }] };
}

function cancel(end: SessionEnd): LifeStep {
  return { life: { name: 'cancelling', end }, effects: [{ do: 'cancel' }] };
}

function sayBye(end: SessionEnd): LifeStep {
  return { life: { name: 'ending', end }, effects: [{ do: 'bye', end }] };
}

function refuse(response: SessionEnd, end: SessionEnd, contacts?: string[]): LifeStep {
  const effect: LifeEffect = contacts ? { do: 'refuse', end: response, contacts } : { do: 'refuse', end: response };
  return { life: { name: 'ended', end }, effects: [effect, { do: 'finish', end }] };
}

function finish(end: SessionEnd): LifeStep {
  return { life: { name: 'ended', end }, effects: [{ do: 'finish', end }] };
}

/** What the owner sees. An answered call counts as confirmed once the ACK is there. */
export function publicState(life: Life): SessionState {
  switch (life.name) {
    case 'cancelling':
      return 'ending';
    case 'proceeding':
    case 'alerting':
    case 'answered':
      return life.early ? 'early' : 'ringing';
    default:
      return life.name;
  }
}
