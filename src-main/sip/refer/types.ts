/** REFER (RFC 3515) as its users see it, on both sides. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import type { NameAddr } from '../../../src-shared/sip/typed-headers.ts';
import type { Identity } from '../identity.ts';
import type { DialogId, Session } from '../session/session.ts';
import type { Source } from '../transport.ts';

export interface ReferOptions {
  /** Within this session's dialog (a transfer), or outside of any, to `target`. */
  within: Session | { identity: Identity; target: string };
  /** Where the peer shall go; may carry a method and a header part. */
  referTo: string;
  /** The dialog there that its call shall replace (attended transfer, RFC 3891), as its owner, who is called, sees it: `localTag` is
   *  theirs (to-tag), `remoteTag` ours (from-tag). Of our own session's `dialogId` the tags change places. */
  replaces?: DialogId | undefined;
  referredBy?: string | undefined;
  /** RFC 4488: we want no NOTIFYs. */
  noSubscription?: boolean | undefined;
}

export interface ReferListener {
  /** The status line of each sipfrag (RFC 3420) that comes. */
  onProgress(progress: { status: number; reason: string }): void;
  /** Once, after a REFER that was accepted: the last status that was told, or why nothing more comes. */
  onEnd(end: { status?: number; reason?: string; error?: RungError }): void;
}

/** Somebody asks us to go elsewhere. */
export interface IncomingRefer {
  request: SipRequest;
  source: Source;
  /** The session in whose dialog it came; undefined: outside of any. */
  session: Session | undefined;
  /** The session whose participant it comes from: `session`, or the one that Target-Dialog names (RFC 4538). Undefined: from anybody. */
  authorisedBy: Session | undefined;
  referTo: NameAddr;
  /** Without Replaces and other header fields of its header part; the method is INVITE. */
  target: string;
  replaces: (DialogId & { earlyOnly: boolean }) | undefined;
  referredBy: string | undefined;
  /** Out of a session: whose credentials answer a challenge to our NOTIFY; set by the owner who knows the account. */
  identity: Identity | undefined;
  /** One of the two must be called, within 20 s: then it is 480 by itself. 202, and NOTIFY 100 at once (unless RFC 4488 says no). */
  accept(): ReferProgress;
  reject(status: number, reason?: string): void;
}

export interface ReferProgress {
  /** A NOTIFY with `SIP/2.0 status reason`; a final one ends it. */
  tell(status: number, reason: string): void;
}
