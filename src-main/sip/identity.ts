/** On whose behalf a request is sent. */
import type { TransportName } from '../../src-shared/model.ts';
import type { Credentials } from './digest.ts';
import type { Realms } from './digest/realms.ts';

export interface Identity {
  /** From: display name and address of record. */
  displayName: string;
  uri: string;
  credentials?: Credentials;
  /** Who may ask for them; shared by all who speak for one account. Without it the first realm that asks. */
  realms?: Realms | undefined;
  /** Outbound proxy / pre-loaded route set (loose routing), as URIs. */
  routes: string[];
  transport?: TransportName | undefined;
  /** User part of our Contact. */
  contactUser: string;
  /** Our whole Contact where the registrar gave us a better one than the address of our socket: a GRUU (RFC 5627), or the
   *  address that it sees (RFC 3581). */
  contactUri?: string | undefined;
}
