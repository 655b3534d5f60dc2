/** Event subscriptions (RFC 6665) as their users see them, on both sides. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import type { NameAddr } from '../../../src-shared/sip/typed-headers.ts';
import type { Identity } from '../identity.ts';
import type { Source } from '../transport.ts';

export interface Body {
  contentType: string;
  bytes: Uint8Array;
}

/** A body, or how it is made when it goes out: some count the documents that were sent (RFC 4235 4.1). */
export type BodySource = Body | (() => Body);

export interface SubscribeOptions {
  identity: Identity;
  /** Whose state. */
  target: string;
  /** Event package, with parameters where it has them: `message-summary`, `dialog`, `presence`. */
  event: string;
  /** Media types that the body of a NOTIFY may have. */
  accept: string[];
  /** What is asked for; 0: only the state of this moment. */
  expiresS: number;
}

export interface SubscriptionListener {
  /** `retryInS`: the subscription is over for now and will be tried again by itself. */
  onState(state: { state: 'pending' | 'active' | 'waiting' | 'ended'; expiresS?: number; reason?: string; retryInS?: number; error?: RungError }): void;
  onNotify(notification: { body: Body | undefined; request: SipRequest }): void;
}

/** Kept alive by itself: refreshed, made anew when it was lost, until `stop`. */
export interface Subscription {
  refresh(): void;
  /** SUBSCRIBE with Expires: 0; resolves when the last NOTIFY came, or nobody waits for it any longer (2 s). */
  stop(patienceMs?: number): Promise<void>;
}

/** A NOTIFY that belongs to no subscription. */
export interface UnsolicitedNotify {
  /** Event package in lower case. */
  event: string;
  body: Body | undefined;
  request: SipRequest;
  source: Source;
}

/** The other side: somebody wants to watch us. */
export interface IncomingSubscription {
  request: SipRequest;
  source: Source;
  from: NameAddr;
  /** Event package in lower case, without parameters, and its `id`. */
  event: string;
  /** As they ask, at most an hour; 0: only the state of this moment. */
  expiresS: number;
  /** Whose credentials answer a challenge to our NOTIFY; set by the owner who knows the account. */
  identity: Identity | undefined;
  /** One of the two must be called, within 20 s: then it is 480 by itself. 200, and the first NOTIFY at once, with `body`. */
  accept(body: BodySource | undefined, listener: { onEnd(): void }): Watcher;
  reject(status: number, headers?: [string, string][]): void;
}

/** Somebody who watches us. `onEnd` of its listener comes once, however it ends: their wish, time, silence, `end`. */
export interface Watcher {
  /** A NOTIFY with the state as it is now (RFC 6665 4.2.2): at most one a second, the last state wins. */
  notify(body: BodySource): void;
  /** Subscription-State: terminated. */
  end(reason: 'deactivated' | 'probation' | 'rejected' | 'timeout' | 'giveup' | 'noresource' | 'invariant'): void;
}
