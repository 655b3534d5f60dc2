/** A session between two participants, as its owner sees it. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Cause, EndedBy } from '../../../src-shared/model.ts';
import type { Result } from '../../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { NameAddr } from '../../../src-shared/sip/typed-headers.ts';
import type { Identity } from '../identity.ts';
import type { Source } from '../transport.ts';

/** The session description side of a session (RFC 3264), supplied by `calls/`. Bodies are SDP bytes.
 *  Errors are answered with `status` (488, 415, 500) and `warning` (RFC 3261 20.43). */
export interface MediaNegotiator {
  /** `towards`: the own address that the peer will be able to reach. A new offer each time: first, hold, resume. */
  offer(towards: string): Promise<Result<Uint8Array, Refusal>>;
  answer(offer: Uint8Array, towards: string): Promise<Result<Uint8Array, Refusal>>;
  /** The peer's answer to our last offer. `early`: in a provisional response. */
  accept(answer: Uint8Array, early: boolean): Result<void, Refusal>;
  /** Our last offer was refused or lost, or the peer has taken back the one that is being answered: what was agreed before stands. */
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
  /** Retry-After of a 4xx, 5xx or 6xx. */
  retryAfterS?: number;
  /** Reason header field (RFC 3326). */
  cause?: Cause;
}

export type SessionState = 'calling' | 'incoming' | 'ringing' | 'early' | 'confirmed' | 'ending' | 'ended';

/** What the owner of a session hears. All optional to implement except `onEnd`, which comes exactly once and never
 *  from within a call of the owner's. */
export interface SessionListener {
  /** 1xx except 100; `early` when it carried a usable session description. */
  onProgress?(response: { status: number; reason: string; early: boolean }): void;
  /** `status` of the response that led there: 301, 302 …, or of the failure after which the next address is tried. */
  onRedirected?(to: string, status: number): void;
  /** 2xx and ACK done (UAC: ACK sent; UAS: ACK received). */
  onConfirmed?(): void;
  /** The peer changed the session (re-INVITE or UPDATE answered by our negotiator). */
  onRenegotiated?(): void;
  /** An INFO (RFC 6086) that was answered 200; without this handler it is answered 415 or 469. */
  onInfo?(info: SessionInfo): void;
  /** An INVITE with Replaces (RFC 3891) has taken this session's place: it ends by itself when `by` is accepted. */
  onReplaced?(by: Session): void;
  /** The session timer (RFC 4028) that is in force from now on. */
  onTimer?(timer: SessionTimer | undefined): void;
  onEnd(end: SessionEnd): void;
}

export interface SessionInfo {
  /** Media type in lower case, `application/dtmf-relay`; '' without a body. */
  contentType: string;
  body: Uint8Array;
}

/** RFC 4028. */
export interface SessionTimer {
  expiresS: number;
  refresher: 'us' | 'peer';
}

/** Names a dialog of this phone to others (RFC 3891 3, RFC 4235): the tags are as its owner sees them. */
export interface DialogId {
  callId: string;
  localTag: string;
  remoteTag: string;
}

/** A request of ours within the dialog, besides those that the session sends by itself. */
export interface WithinOptions {
  headers?: [string, string][] | undefined;
  body?: { contentType: string; bytes: Uint8Array } | undefined;
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
  /** Incoming: whose credentials answer a challenge to our BYE or re-INVITE; set by the owner who knows the account. */
  identity: Identity | undefined;

  /** Incoming: 180 (default) or 182/181; 183 with an answer when `early`. */
  ring(options?: { status?: number; early?: boolean }): Promise<void>;
  /** Incoming: 200 with an answer (or our offer, when the INVITE had none). */
  accept(): Promise<Result<void, RungError>>;
  /** Incoming: a final non-2xx; for 3xx with contacts. */
  reject(status: number, options?: { reason?: string | undefined; contacts?: string[] | undefined }): void;
  /** Ends it, whatever its state: CANCEL (with its race: a 200 that comes after is acknowledged and ended), BYE, or 480/487-style refusal. */
  end(reason?: { status?: number; text?: string }): void;
  /** Of the confirmed dialog, or the only early one; undefined before there is one. */
  readonly dialogId: DialogId | undefined;
  /** That one, or the early ones of all forks: by any of them others may mean this session (RFC 3891 3, RFC 4538). */
  readonly dialogIds: readonly DialogId[];
  /** Where the peer of that dialog is reached: the URI of its Contact (RFC 3261 12.1). */
  readonly remoteTarget: string | undefined;
  /** The peer is not to learn who we are (RFC 3323): nothing that is sent in it may tell. */
  readonly isAnonymous: boolean;
  readonly timer: SessionTimer | undefined;
  /** What the peer says it can do (Allow, Supported of its last request or response; lower case option tags). Empty: it did not say. */
  readonly peerAllows: ReadonlySet<string>;
  readonly peerSupports: ReadonlySet<string>;
  /** Incoming with Replaces (RFC 3891): the session of ours whose place it takes. */
  readonly replaces: Session | undefined;
  /** Any request within the dialog (INFO, MESSAGE, REFER, NOTIFY, SUBSCRIBE); challenges are answered. Any final response is a
   *  value; errors: no dialog, nobody answered (and then the session ends, RFC 3261 12.2.1.2), nothing could be sent. */
  request(method: string, options?: WithinOptions): Promise<Result<SipResponse, RungError>>;
  /** Another usage (a REFER's subscription, RFC 5057) holds the dialog until the result is called, longer than the session if it must:
   *  its NOTIFY and SUBSCRIBE then still go both ways. */
  shareDialog(): () => void;
  /** A new offer of the negotiator: by re-INVITE, before the answer by UPDATE; 491 is retried after the random wait of RFC 3261 14.1. Error when refused: the session lives on. */
  renegotiate(): Promise<Result<void, RungError>>;
}
