/** PUBLISH (RFC 3903) as its user sees it. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Identity } from '../identity.ts';
import type { Body } from '../subscription/types.ts';

export interface PublishOptions {
  identity: Identity;
  /** Whose state: our own address of record. */
  target: string;
  event: string;
  expiresS: number;
  body: Body;
}

export interface PublicationListener {
  onState(state: { state: 'published' | 'failed' | 'off'; expiresS?: number; status?: number; reason?: string; error?: RungError }): void;
}

/** Kept alive by itself (SIP-If-Match, 412, 423) until `stop`. */
export interface Publication {
  update(body: Body): void;
  /** PUBLISH with Expires: 0. */
  stop(patienceMs?: number): Promise<void>;
}
