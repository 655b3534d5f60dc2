/** The accounts of the phone: stored data, passwords, and one registration each (RFC 3261 10). */
import type { RungError } from '../../src-shared/errors.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import { asRungError } from '../../src-shared/rpc.ts';
import type { Account, Registration } from '../../src-shared/model.ts';
import type { SipRequest } from '../../src-shared/sip/message.ts';
import { toOf } from '../../src-shared/sip/typed-headers.ts';
import { parseSipUri } from '../../src-shared/sip/uri.ts';
import type { Clock, Secrets } from '../ports.ts';
import type { Realms } from '../sip/digest/realms.ts';
import { createAccountRealms } from '../sip/digest/realms.ts';
import type { Identity, UserAgent } from '../sip/user-agent.ts';
import type { Store } from '../store/store.ts';
import type { AccountFlows } from './account-flows.ts';
import { registrationOf, startFlows } from './account-flows.ts';
import { notReady } from './dialling.ts';
import { accountIdentity } from './identity.ts';

export interface Accounts {
  list(): Account[];
  registrations(): Registration[];
  /** Our Contact as the registrar gave it or sees it; undefined: nothing better than the address of the socket. */
  contactOf(id: string): string | undefined;
  /** Of all accounts with this digest user name, as far as they have been in use since the start. */
  passwordsOf(user: string): string[];
  /** Never rejects: where the password cannot be read, speaks without one. */
  identity(account: Account): Promise<Identity>;
  save(account: Account, password: string | undefined): Promise<Account>;
  remove(id: string): Promise<void>;
  /** One REGISTER and, when it worked, one un-REGISTER (and the real registration anew, as it may be the same binding). Nothing is stored. */
  test(account: Account, password: string | undefined): Promise<Registration>;
  /** Which account was called? The user part of the Request-URI is our Contact's; where several have it, To tells the domain. */
  calledBy(invite: SipRequest): Account | undefined;
  /** (Re-)registers everything over this user agent: at start and when the sockets have changed. */
  start(userAgent: UserAgent): Promise<void>;
  /** Our addresses have changed, or the machine has slept: registers everything anew at once. */
  networkChanged(): void;
  /** May this address send us requests of this account, being its registrar or its proxy? */
  isServer(account: Account, address: string): boolean;
  /** Un-registers everything. */
  stop(): Promise<void>;
}

export interface AccountsOptions {
  store: Store;
  secrets: Secrets;
  clock: Clock;
  /** `urn:uuid:…` of this installation (RFC 5626 4.1). */
  instanceId: string;
  onRegistration: (registration: Registration) => void;
  onAccounts: (accounts: Account[]) => void;
}

/** A test that gets no answer ends with the transaction (timer F, 32 s); a person is told sooner. */
const TEST_TIMEOUT_MS = 8000;

export function createAccounts(options: AccountsOptions): Accounts {
  const { store, secrets, clock } = options;
  const registered = new Map<string, AccountFlows>();
  const states = new Map<string, Registration>();
  const turns = new Map<string, Promise<void>>();
  const realms = new Map<string, { of: string; realms: Realms }>();
  /** As they were read last: for the judging of proofs, which cannot wait. */
  const passwords = new Map<string, string>();
  let list = store.accounts.list();
  let userAgent: UserAgent | undefined;

  const secretKey = (id: string): string => `account:${id}`;

  function setState(registration: Registration): void {
    states.set(registration.accountId, registration);
    options.onRegistration(registration);
  }

  async function passwordOf(account: Account): Promise<Result<string | undefined, RungError>> {
    try {
      const password = await secrets.get(secretKey(account.id));
      if (password === undefined) passwords.delete(account.id);
      else passwords.set(account.id, password);
      return ok(password);
    } catch (error) {
      return err(asRungError(error));
    }
  }

  async function identity(account: Account): Promise<Identity> {
    const password = await passwordOf(account);
    return accountIdentity(account, password.ok ? password.value : undefined, registered.get(account.id)?.standing(), realmsOf(account));
  }

  /** Who may ask for the account's password: learned by its registrations, as long as domain and proxy stay the same. */
  function realmsOf({ id, domain, proxy }: Account): Realms {
    const known = realms.get(id);
    if (known?.of === `${domain} ${proxy}`) return known.realms;
    const fresh = createAccountRealms(domain);
    realms.set(id, { of: `${domain} ${proxy}`, realms: fresh });
    return fresh;
  }

  /** Changes of one account's registration, one after the other: two at once would leave one behind that nobody stops. */
  function inTurn(id: string, work: () => Promise<void>): Promise<void> {
    const turn = (turns.get(id) ?? Promise.resolve()).then(work);
    turns.set(id, turn);
    return turn;
  }

  /** As the account is stored when its turn comes. */
  function register(id: string): Promise<void> {
    return inTurn(id, async () => {
      await unregister(id);
      const account = list.find((candidate) => candidate.id === id);
      if (!account) return;
      const password = await passwordOf(account);
      if (!userAgent || !account.enabled || !account.register) return setState({ accountId: id, state: 'off' });
      if (!password.ok) return setState({ accountId: id, state: 'failed', error: password.error });
      const own = accountIdentity(account, password.value, undefined, realmsOf(account));
      registered.set(id, startFlows({ account, identity: own, userAgent, clock, instanceId: options.instanceId, onRegistration: setState }));
    });
  }

  async function unregister(id: string): Promise<void> {
    const flows = registered.get(id);
    registered.delete(id);
    await flows?.stop();
  }

  function stored(): void {
    list = store.accounts.list();
    options.onAccounts(list);
  }

  return {
    list: () => list,
    registrations: () => [...states.values()],
    passwordsOf: (user) => list.flatMap((account) => ((account.authUser || account.user) === user && passwords.get(account.id)) || []),
    contactOf: (id) => registered.get(id)?.standing().contactUri,
    identity,
    async save(account, password) {
      if (password === '') await secrets.remove(secretKey(account.id));
      if (password) await secrets.set(secretKey(account.id), password);
      store.accounts.save(account);
      stored();
      await register(account.id);
      return account;
    },
    async remove(id) {
      store.accounts.remove(id);
      stored();
      await inTurn(id, () => unregister(id));
      states.delete(id);
      realms.delete(id);
      passwords.delete(id);
      await secrets.remove(secretKey(id));
    },
    async test(account, password) {
      if (!userAgent) throw new RungFailure(notReady());
      const known = password ?? (await secrets.get(secretKey(account.id)));
      const tested = await testRegistration(userAgent, clock, account, accountIdentity(account, known));
      registered.get(account.id)?.refresh();
      return tested;
    },
    calledBy(invite) {
      const called = parseSipUri(invite.uri);
      const usable = list.filter((account) => account.enabled && called !== undefined && account.user === called.user);
      if (usable.length < 2) return usable[0];
      const to = parseSipUri(toOf(invite)?.uri ?? '');
      return usable.find((account) => parseSipUri(`sip:${account.domain}`)?.host === to?.host) ?? usable[0];
    },
    async start(agent) {
      userAgent = agent;
      await Promise.all(list.map(({ id }) => register(id)));
    },
    networkChanged: () => registered.forEach((flows) => flows.networkChanged()),
    isServer: (account, address) => realmsOf(account).knows(address) || (registered.get(account.id)?.standing().servers.has(address) ?? false),
    async stop() {
      userAgent = undefined;
      await Promise.all(list.map(({ id }) => inTurn(id, () => unregister(id))));
    },
  };
}

async function testRegistration(userAgent: UserAgent, clock: Clock, account: Account, identity: Identity): Promise<Registration> {
  const outcome = Promise.withResolvers<Registration>();
  const patience = clock.setTimer(TEST_TIMEOUT_MS, () => {
    outcome.resolve({ accountId: account.id, state: 'failed', error: noAnswer(account.domain) });
  });
  const handle = userAgent.register({ identity, registrarUri: `sip:${account.domain}`, expiresS: 60 }, {
    onState(news) {
      if (news.state === 'registered' || news.state === 'failed') outcome.resolve(registrationOf(account.id, [news], clock));
    },
  });
  const registration = await outcome.promise;
  patience.cancel();
  await handle.stop();
  return registration;
}

function noAnswer(domain: string): RungError {
  return rungError('registrar-silent', `${domain} does not answer. Check the server's name, the port, and that this network lets SIP through.`, { host: domain });
}

