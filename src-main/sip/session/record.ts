/** What the parts of one session share, and the runner of its life. */
import type { SipMessage, SipRequest } from '../../../src-shared/sip/message.ts';
import type { NameAddr } from '../../../src-shared/sip/typed-headers.ts';
import { tokensOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Timer } from '../../ports.ts';
import type { AgentContext } from '../agent-context.ts';
import { transactionLifeMs } from '../agent-context.ts';
import { sdpOf } from '../capabilities.ts';
import type { Dialog } from '../dialog/dialog.ts';
import type { DigestClient } from '../digest.ts';
import type { Identity } from '../identity.ts';
import type { Outbound } from '../request/outbound.ts';
import type { ServerTransaction } from '../transactions.ts';
import type { Source, Target } from '../transport.ts';
import type { Life, LifeEvent } from './life.ts';
import { stepLife } from './life.ts';
import type { ReliableResponses } from './reliable.ts';
import type { MediaNegotiator, Session, SessionEnd, SessionListener } from './session.ts';
import type { TimerLife } from './timer.ts';

/** What `life.ts` orders and only the role knows how to do. */
export interface SessionHands {
  cancel(): void;
  refuse(end: SessionEnd, contacts?: string[]): void;
  bye(end: SessionEnd): void;
  /** A refresh that changes nothing (RFC 4028 7.4). */
  refresh(): Promise<unknown>;
  /** The user agent forgets the session. */
  forget(): void;
}

/** An ACK to a 2xx, kept to be sent again when the 2xx is (RFC 3261 13.2.2.4). */
export interface SentAck {
  cseq: number;
  ack: SipRequest;
  targets: Target[];
}

/** A 2xx of ours whose ACK has not come. */
export interface AwaitedAck {
  cseq: number;
  /** Our offer was in it; the answer will be in the ACK. */
  offered: boolean;
  onAck(ack: SipRequest): void;
}

export interface SessionRecord {
  readonly agent: AgentContext;
  readonly direction: 'in' | 'out';
  readonly callId: string;
  readonly localTag: string;
  contactUser: string;
  /** Nothing that we send names the user (RFC 3323). */
  isAnonymous: boolean;
  readonly source?: Source;
  hands: SessionHands;
  life: Life;
  remote: NameAddr;
  /** As sent (UAC: the latest one) or received. */
  invite: SipRequest;
  /** The dialog of the session; a UAC has it from the first 2xx on. */
  dialog: Dialog | undefined;
  /** UAC: one dialog for each fork that sent a provisional response, by To tag. */
  readonly early: Map<string, Dialog>;
  /** Early dialogs, by the peer's tag, in which offer and answer have both been carried reliably (RFC 3262 5): an UPDATE may
   *  now offer anew (RFC 3311 5.1), and the 2xx has no description. */
  readonly settled: Set<string>;
  /** The early dialog whose description is in force because it was changed there once more. */
  updated: string | undefined;
  /** Allow and Supported of the peer, as far as it told them. */
  peerAllows: ReadonlySet<string>;
  peerSupports: ReadonlySet<string>;
  identity: Identity | undefined;
  digest: DigestClient | undefined;
  listener: SessionListener;
  negotiator: MediaNegotiator;
  /** By CSeq; the last few. */
  readonly acks: Map<number, SentAck>;
  awaitedAck: AwaitedAck | undefined;
  /** Our re-INVITE, or our UPDATE with an offer, is being prepared or under way. */
  changing: boolean;
  /** … and this is the re-INVITE. */
  pending: Outbound | undefined;
  /** The peer's re-INVITE, UPDATE or PRACK with an offer, not answered yet. */
  answering: ServerTransaction | undefined;
  /** The session whose place this one takes (RFC 3891). */
  replaced: Session | undefined;
  /** UAS: provisional responses that wait for their PRACK (RFC 3262 3). */
  reliable: ReliableResponses | undefined;
  readonly refresh: RefreshState;
  /** Ends when the renegotiations asked for so far have ended: they run one after the other. */
  renegotiations: Promise<unknown>;
  /** How many other usages share the dialog (RFC 5057 2): it is kept for them after the session. */
  usages: number;
  readonly timers: Set<Timer>;
  readonly waiters: Set<() => void>;
}

/** What the session timer (RFC 4028) needs to remember. */
export interface RefreshState {
  life: TimerLife;
  /** What we ask for; 0: nothing. */
  wishS: number;
  /** The highest Min-SE that anybody on the way has demanded. */
  minSeS: number;
  /** On the clock of the agent. */
  expiresAtMs: number;
  due: Timer | undefined;
  expiry: Timer | undefined;
}

type Given = Pick<SessionRecord, 'agent' | 'direction' | 'callId' | 'localTag' | 'contactUser' | 'remote' | 'invite' | 'listener' | 'negotiator'>
  & Partial<Pick<SessionRecord, 'source' | 'dialog' | 'identity' | 'digest'>>;

/** `hands` must be set before the first event. */
export function createRecord(given: Given): SessionRecord {
  return {
    dialog: undefined,
    identity: undefined,
    digest: undefined,
    ...given,
    hands: { cancel() {}, refuse() {}, bye() {}, refresh: async () => {}, forget() {} },
    life: given.direction === 'out' ? { name: 'calling' } : { name: 'incoming' },
    isAnonymous: false,
    early: new Map(),
    settled: new Set(),
    updated: undefined,
    peerAllows: tokenSet(given.direction === 'in' ? given.invite : undefined, 'allow', (method) => method.toUpperCase()),
    peerSupports: tokenSet(given.direction === 'in' ? given.invite : undefined, 'supported', (tag) => tag.toLowerCase()),
    acks: new Map(),
    awaitedAck: undefined,
    changing: false,
    pending: undefined,
    answering: undefined,
    replaced: undefined,
    reliable: undefined,
    refresh: { life: { name: 'off' }, wishS: 0, minSeS: 0, expiresAtMs: 0, due: undefined, expiry: undefined },
    renegotiations: Promise.resolve(),
    usages: 0,
    timers: new Set(),
    waiters: new Set(),
  };
}

/** More option tags or methods than anybody has. */
const MAX_TOKENS = 64;

function tokenSet(message: SipMessage | undefined, name: string, fold: (token: string) => string): ReadonlySet<string> {
  return new Set(message ? tokensOf(message, name).slice(0, MAX_TOKENS).map(fold) : []);
}

/** Remembers what a message of the peer says that it can do; a message that does not say changes nothing. */
export function notePeer(record: SessionRecord, message: SipMessage): void {
  if (message.headers.has('allow')) record.peerAllows = tokenSet(message, 'allow', (method) => method.toUpperCase());
  if (message.headers.has('supported')) record.peerSupports = tokenSet(message, 'supported', (tag) => tag.toLowerCase());
}

/** Moves the session's life on and does what follows from it. */
export function dispatch(record: SessionRecord, event: LifeEvent): void {
  const { life, effects } = stepLife(record.life, event);
  record.life = life;
  for (const effect of effects) {
    if (effect.do === 'cancel') record.hands.cancel();
    if (effect.do === 'refuse') record.hands.refuse(effect.end, effect.contacts);
    if (effect.do === 'bye') record.hands.bye(effect.end);
    if (effect.do === 'confirm') record.listener.onConfirmed?.();
    if (effect.do === 'finish') finish(record, effect.end);
  }
  wake(record);
}

function finish(record: SessionRecord, end: SessionEnd): void {
  for (const timer of record.timers) timer.cancel();
  record.timers.clear();
  record.pending?.cancel();
  record.awaitedAck = undefined;
  if (record.usages === 0) leaveTable(record);
  record.hands.forget();
  // Later, so that no owner hears of the end in the middle of its own call to `end()` or `invite()`.
  queueMicrotask(() => record.listener.onEnd(end));
}

/** Only a UAC's INVITE may have forks that answer late; what a UAS leaves behind would be memory held for nothing. */
function leaveTable({ agent, direction, callId, localTag }: SessionRecord): void {
  if (direction === 'in') agent.dialogs.remove(callId, localTag);
  else agent.dialogs.retire(callId, localTag, transactionLifeMs(agent));
}

/** Another usage shares the dialog from now on until the result is called: as long, requests of its kind go both ways. */
export function shareDialog(record: SessionRecord): () => void {
  let isHeld = true;
  record.usages++;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    record.usages--;
    if (record.usages === 0 && record.life.name === 'ended') leaveTable(record);
  };
}

/** A timer that dies with the session. */
export function after(record: SessionRecord, delayMs: number, fire: () => void): Timer {
  const timer = record.agent.clock.setTimer(delayMs, () => {
    record.timers.delete(timer);
    fire();
  });
  record.timers.add(timer);
  return {
    cancel() {
      record.timers.delete(timer);
      timer.cancel();
    },
  };
}

/** Resolves at the next change of the session's state. */
export function changed(record: SessionRecord): Promise<void> {
  return new Promise((resolve) => record.waiters.add(resolve));
}

export function wake(record: SessionRecord): void {
  const waiters = [...record.waiters];
  record.waiters.clear();
  for (const resume of waiters) resume();
}

export function isOver(record: SessionRecord): boolean {
  return record.life.name === 'ending' || record.life.name === 'ended';
}

/** The dialog with this tag of the peer, early or not. */
export function dialogWith(record: SessionRecord, remoteTag: string): Dialog | undefined {
  return record.dialog?.remoteTag === remoteTag ? record.dialog : record.early.get(remoteTag);
}

/** Puts the next value of a dialog in the place of the one before; one that has ended meanwhile stays away. */
export function keepDialog(record: SessionRecord, dialog: Dialog): void {
  if (record.dialog?.remoteTag === dialog.remoteTag) record.dialog = dialog;
  else if (record.early.has(dialog.remoteTag)) record.early.set(dialog.remoteTag, dialog);
}

/** The session's dialog; before that, the early ones of all forks. */
export function dialogsOf(record: SessionRecord): Dialog[] {
  return record.dialog ? [record.dialog] : [...record.early.values()];
}

/** The dialog for requests of our own: the session's, or the only early one. */
export function currentDialog(record: SessionRecord): Dialog | undefined {
  const [first, ...others] = dialogsOf(record);
  return others.length === 0 ? first : undefined;
}

/** Is there an offer without its answer in this dialog, and whose is it? (RFC 3264 4, RFC 3311 5.1, RFC 6337 2.2) */
export function openOffer(record: SessionRecord, dialog: Dialog): 'ours' | 'theirs' | undefined {
  if (record.changing || record.awaitedAck?.offered) return 'ours';
  if (record.answering) return 'theirs';
  const isEarly = record.life.name !== 'confirmed' && record.life.name !== 'answered';
  if (!isEarly || record.settled.has(dialog.remoteTag)) return undefined;
  return record.direction === 'in' && sdpOf(record.invite) !== undefined ? 'theirs' : 'ours';
}
