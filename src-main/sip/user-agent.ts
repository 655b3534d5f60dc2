/** The user agent core (RFC 3261 8, 12-15): UAC and UAS at once. Owns dialogs and sessions; knows nothing of SDP's inside,
 *  of media or of accounts' storage. */
import type { RungError } from '../../src-shared/errors.ts';
import type { EndedBy, TransportName } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import type { NameAddr } from '../../src-shared/sip/typed-headers.ts';
import type { SipRequest, SipResponse } from '../../src-shared/sip/message.ts';
import type { Clock, Random, Resolver } from '../ports.ts';
import type { Credentials } from './digest.ts';
import type { TransactionLayer } from './transactions.ts';
import type { Source, Transport } from './transport.ts';

/** On whose behalf a request is sent. */
export interface Identity {
  /** From: display name and address of record. */
  displayName: string;
  uri: string;
  credentials?: Credentials;
  /** Outbound proxy / pre-loaded route set (loose routing), as URIs. */
  routes: string[];
  transport?: TransportName;
  /** User part of our Contact. */
  contactUser: string;
}

/** The session description side of a session (RFC 3264), supplied by `calls/`. Bodies are SDP bytes.
 *  Errors are answered with `status` (488, 415, 500) and `warning` (RFC 3261 20.43). */
export interface MediaNegotiator {
  /** `towards`: the own address that the peer will be able to reach. A new offer each time: first, hold, resume. */
  offer(towards: string): Promise<Result<Uint8Array, Refusal>>;
  answer(offer: Uint8Array, towards: string): Promise<Result<Uint8Array, Refusal>>;
  /** The peer's answer to our last offer. `early`: in a provisional response. */
  accept(answer: Uint8Array, early: boolean): Result<void, Refusal>;
  /** Our last offer was refused or lost: what was agreed before stands. */
  rollback(): void;
}
export interface Refusal {
  status: number;
  reason?: string;
  /** `305 "Incompatible media format"`: goes into Warning with our host. */
  warning?: { code: number; text: string };
}

/** How a session ended. */
export interface SessionEnd {
  by: EndedBy;
  status: number;
  reason: string;
  /** Reason header or our own error, in words. */
  error?: RungError;
  /** 3xx that is not followed, or 485: where else to try. */
  alternatives?: NameAddr[];
}

export type SessionState = 'calling' | 'incoming' | 'ringing' | 'early' | 'confirmed' | 'ending' | 'ended';

/** What the owner of a session hears. All optional to implement except `onEnd`, which comes exactly once. */
export interface SessionListener {
  /** 1xx except 100; `early` when it carried a usable session description. */
  onProgress?(response: { status: number; reason: string; early: boolean }): void;
  onRedirected?(to: string): void;
  /** 2xx and ACK done (UAC: ACK sent; UAS: ACK received). */
  onConfirmed?(): void;
  /** The peer changed the session (re-INVITE answered by our negotiator). */
  onRenegotiated?(): void;
  onEnd(end: SessionEnd): void;
}

export interface Session {
  readonly direction: 'in' | 'out';
  readonly callId: string;
  readonly state: SessionState;
  /** Peer as From/To say. */
  readonly remote: NameAddr;
  /** The INVITE that made it, with Subject, Priority, … */
  readonly invite: SipRequest;
  readonly source?: Source;
  listener: SessionListener;
  negotiator: MediaNegotiator;

  /** Incoming: 180 (default) or 182/181; 183 with an answer when `early`. */
  ring(options?: { status?: number; early?: boolean }): Promise<void>;
  /** Incoming: 200 with an answer (or our offer, when the INVITE had none). */
  accept(): Promise<Result<void, RungError>>;
  /** Incoming: a final non-2xx; for 3xx with contacts. */
  reject(status: number, options?: { reason?: string; contacts?: string[] }): void;
  /** Ends it, whatever its state: CANCEL (with its race: a 200 that comes after is acknowledged and ended), BYE, or 480/487-style refusal. */
  end(reason?: { status?: number; text?: string }): void;
  /** re-INVITE with a new offer from the negotiator; 491 is retried after the random wait of RFC 3261 14.1. Error when refused: the session lives on. */
  renegotiate(): Promise<Result<void, RungError>>;
}

export interface RegistrationOptions {
  identity: Identity;
  registrarUri: string;
  expiresS: number;
}
export interface RegistrationListener {
  onState(state: {
    state: 'registering' | 'registered' | 'failed' | 'off';
    status?: number;
    reason?: string;
    /** What was granted. */
    expiresS?: number;
    /** All bindings the registrar listed. */
    contacts?: string[];
    retryInS?: number;
    error?: RungError;
  }): void;
}
/** Keeps one binding alive: refresh at half of the granted life, 423, Retry-After, back-off after failure. */
export interface RegistrationHandle {
  refresh(): void;
  /** REGISTER with Expires: 0; resolves when answered or given up (at most 2 s). */
  stop(): Promise<void>;
}

export interface UserAgentOptions {
  transport: Transport;
  transactions: TransactionLayer;
  resolver: Resolver;
  clock: Clock;
  random: Random;
  /** User-Agent / Server, e.g. `Rung/0.1.0`. */
  agentName: string;
}

export interface InviteOptions {
  identity: Identity;
  /** Request-URI as text. Its header part (`?subject=…`) is turned into headers (RFC 3261 19.1.5), dangerous ones left out. */
  target: string;
  negotiator: MediaNegotiator;
  listener: SessionListener;
  headers?: [string, string][];
  /** No offer in the INVITE: it comes in the 2xx, our answer in the ACK. */
  lateOffer?: boolean;
  /** CANCEL when nobody answered by then. */
  ringTimeoutS?: number;
}

export interface UserAgent {
  /** Starts a call; whatever goes wrong, also locating the target, is told to `listener.onEnd`. */
  invite(options: InviteOptions): Session;
  /** A new incoming session, already 100 Trying; whoever handles it sets listener and negotiator at once, then ring/accept/reject. */
  onInvite: (session: Session) => void;
  /** In or out of a dialog OPTIONS, and the 200 to INVITE, tell these. */
  readonly allow: readonly string[];
  /** What OPTIONS puts into its 200 (an SDP body of our abilities), and its status (486 when busy). */
  onOptions: (request: SipRequest, source: Source) => { status: number; body?: Uint8Array };
  options(options: { identity: Identity; target: string }): Promise<Result<{ response: SipResponse; rttMs: number }, RungError>>;
  register(options: RegistrationOptions, listener: RegistrationListener): RegistrationHandle;
  readonly sessions: ReadonlySet<Session>;
  /** Ends everything: un-registers, BYE or CANCEL on every session; resolves when all is quiet or after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

export function createUserAgent(_options: UserAgentOptions): UserAgent {
  throw new Error('helper H4 writes this');
}
