/** Our presence, published by the accounts that do so (RFC 3903). */
import type { Account } from '../../src-shared/model.ts';
import type { Accounts } from '../calls/accounts.ts';
import { accountIdentity } from '../calls/identity.ts';
import { PIDF_TYPE } from '../events/pidf.ts';
import type { Publication } from '../sip/publication/types.ts';
import type { UserAgent } from '../sip/user-agent.ts';

export interface PublicationsOptions {
  accounts: Pick<Accounts, 'list' | 'identity'>;
  isReady(account: Account): boolean;
  /** What to say about this address. */
  document(entity: string): Uint8Array;
  /** Changes whenever a document would. */
  fingerprint(): string;
}

export interface Publications {
  /** Accounts or presence may have changed. */
  update(): void;
  start(userAgent: UserAgent): void;
  stop(patienceMs: number): Promise<void>;
}

interface Published {
  key: string;
  entity: string;
  told: string;
  publication?: Publication;
}

const EXPIRES_S = 3600;

export function createPublications({ accounts, isReady, document, fingerprint }: PublicationsOptions): Publications {
  const published = new Map<string, Published>();
  let userAgent: UserAgent | undefined;

  const bodyOf = (entity: string): { contentType: string; bytes: Uint8Array } => ({ contentType: PIDF_TYPE, bytes: document(entity) });

  async function begin(account: Account, one: Published): Promise<void> {
    const agent = userAgent;
    const identity = await accounts.identity(account);
    if (!agent || agent !== userAgent || published.get(account.id) !== one || one.publication) return;
    one.told = fingerprint();
    const { entity } = one;
    // Whether it works is between the server and us, and in the trace: it is tried again by itself.
    one.publication = agent.publish({ identity, target: entity, event: 'presence', expiresS: EXPIRES_S, body: bodyOf(entity) }, { onState() {} });
  }

  async function end(id: string, one: Published, patienceMs?: number): Promise<void> {
    published.delete(id);
    await one.publication?.stop(patienceMs);
  }

  function update(): void {
    if (!userAgent) return;
    const wanted = new Map(accounts.list().filter((account) => account.enabled && account.publishPresence && isReady(account)).map((account) => [account.id, account]));
    for (const [id, one] of published) {
      const account = wanted.get(id);
      if (!account || keyOf(account) !== one.key) void end(id, one);
    }
    for (const account of wanted.values()) {
      const one = published.get(account.id);
      if (one) tell(one);
      else add(account);
    }
  }

  function add(account: Account): void {
    const one: Published = { key: keyOf(account), entity: accountIdentity(account, undefined).uri, told: '' };
    published.set(account.id, one);
    void begin(account, one);
  }

  function tell(one: Published): void {
    const now = fingerprint();
    if (!one.publication || one.told === now) return;
    one.told = now;
    one.publication.update(bodyOf(one.entity));
  }

  return {
    update,
    start(agent) {
      userAgent = agent;
      update();
    },
    async stop(patienceMs) {
      userAgent = undefined;
      await Promise.all([...published].map(([id, one]) => end(id, one, patienceMs)));
    },
  };
}

function keyOf({ user, domain, proxy, transport }: Account): string {
  return JSON.stringify([user, domain, proxy, transport]);
}
