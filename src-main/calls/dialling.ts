/** From what a person, a link or another phone wants called to a call: who is meant, which account speaks, over which sockets. */
import type { RungError } from '../../src-shared/errors.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Account, Call, TransportName } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import { asRungError } from '../../src-shared/rpc.ts';
import type { Resolver } from '../ports.ts';
import type { Transport } from '../sip/transport.ts';
import type { Identity, UserAgent } from '../sip/user-agent.ts';
import type { Accounts } from './accounts.ts';
import type { Calls, DialRequest } from './calls.ts';
import { dialTarget } from './dial-target.ts';
import { directIdentity } from './identity.ts';

/** To speak as somebody else than the account or the default says. */
export interface SpeakAs {
  user?: string | undefined;
  transport?: TransportName | undefined;
  from?: { displayName: string; uri: string } | undefined;
}

export type DialMore = Partial<Omit<DialRequest, 'uri' | 'identity'>> & { accountId?: string | undefined; as?: SpeakAs };

/** Whom to address, and who speaks. */
export interface Approach {
  uri: string;
  /** What the person meant, where that differs from `uri` (built-in peers). */
  shownUri: string;
  account: Account | undefined;
  identity: Identity;
  /** Goes out unchanged and with the caller's number. */
  isEmergency: boolean;
}

export interface DiallingOptions {
  accounts: Accounts;
  calls: Pick<Calls, 'dial' | 'notDialled'>;
  /** Throws `not-ready` while there are no sockets. */
  userAgent: () => UserAgent;
  transport: () => Transport | undefined;
  resolver: Resolver;
  /** The way to the built-in peers. */
  translate: (uri: string) => Promise<Result<string, RungError>>;
}

export interface Dialling {
  /** Throws RungFailure: what `approach` does; the history has it then. */
  dial(target: string, more: DialMore): Promise<Call>;
  /** What a person typed. Throws RungFailure: the errors of `dialTarget`, of the built-in peers, `not-ready`, and of finding a direct peer. */
  approach(target: string, accountId?: string, as?: SpeakAs): Promise<Approach>;
  /** An address that came over the network (REFER): nothing is completed in a SIP one, and no built-in peer is meant. */
  approachFromNetwork(uri: string, account: Account | undefined): Promise<Result<Pick<Approach, 'uri' | 'account' | 'identity'>, RungError>>;
  /** Where to send somebody else, in words that the other side understands. Throws RungFailure. */
  addressOf(target: string, account: Account | undefined): string;
}

export function createDialling({ accounts, calls, userAgent, transport, resolver, translate }: DiallingOptions): Dialling {
  async function approach(target: string, accountId?: string, as?: SpeakAs): Promise<Approach> {
    const found = dialTarget(target, accounts.list(), accountId);
    if (!found.ok) throw new RungFailure(found.error);
    userAgent();
    const built = await translate(found.value.uri);
    if (!built.ok) throw new RungFailure(built.error);
    const { account } = found.value;
    const identity = await identityFor(built.value, account, as?.user);
    return {
      uri: built.value,
      shownUri: found.value.uri,
      account,
      isEmergency: found.value.isEmergency ?? false,
      identity: { ...identity, ...as?.from, transport: as?.transport ?? identity.transport },
    };
  }

  async function identityFor(uri: string, account: Account | undefined, user = 'rung'): Promise<Identity> {
    if (account) return await accounts.identity(account);
    const open = transport();
    if (!open) throw new RungFailure(notReady());
    const identity = await directIdentity(uri, { user, displayName: '' }, { resolver, transport: open });
    if (!identity.ok) throw new RungFailure(identity.error);
    return identity.value;
  }

  function addressOf(target: string, account: Account | undefined): string {
    const found = dialTarget(target, accounts.list(), account?.enabled ? account.id : undefined);
    if (!found.ok) throw new RungFailure(found.error);
    return found.value.uri;
  }

  return {
    approach,
    addressOf,
    async dial(target, { accountId, as, ...more }) {
      try {
        const change = more.retry?.change;
        const speakAs = change?.transport ? { ...as, transport: change.transport } : as;
        return calls.dial({ ...more, ...(await approach(target, change?.accountId ?? accountId, speakAs)) });
      } catch (error) {
        if (error instanceof RungFailure && error.error.code !== 'dial-empty') calls.notDialled(target, accountId, error.error);
        throw error;
      }
    },
    async approachFromNetwork(target, account) {
      try {
        // RFC 3261 19.1.6: a number is called where the account is at home.
        const uri = /^tel:/i.test(target) ? addressOf(target, account) : target;
        return ok({ uri, account, identity: await identityFor(uri, account) });
      } catch (error) {
        return err(asRungError(error));
      }
    },
  };
}

export function notReady(): RungError {
  return rungError('not-ready', 'The phone has no open socket yet. See Settings, Network.');
}
