/** The accounts of the phone: stored data, passwords, and one registration each (RFC 3261 10). */
import type { RungError } from '../../src-shared/errors.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Account, Registration } from '../../src-shared/model.ts';
import type { Clock, Secrets } from '../ports.ts';
import type { Identity, RegistrationHandle, RegistrationListener, UserAgent } from '../sip/user-agent.ts';
import type { Store } from '../store/store.ts';
import { accountIdentity } from './identity.ts';

export interface Accounts {
  list(): Account[];
  registrations(): Registration[];
  identity(account: Account): Promise<Identity>;
  save(account: Account, password: string | undefined): Promise<Account>;
  remove(id: string): Promise<void>;
  /** One REGISTER and, when it worked, one un-REGISTER. Nothing is stored. */
  test(account: Account, password: string | undefined): Promise<Registration>;
  /** Which account was called? By the user part of the Request-URI, which is our Contact's. */
  calledBy(requestUser: string | undefined): Account | undefined;
  /** (Re-)registers everything over this user agent: at start and when the sockets have changed. */
  start(userAgent: UserAgent): Promise<void>;
  /** Un-registers everything. */
  stop(): Promise<void>;
}

export interface AccountsOptions {
  store: Store;
  secrets: Secrets;
  clock: Clock;
  onRegistration: (registration: Registration) => void;
  onAccounts: (accounts: Account[]) => void;
}

/** A test that gets no answer ends with the transaction (timer F, 32 s); a person is told sooner. */
const TEST_TIMEOUT_MS = 8000;

export function createAccounts(options: AccountsOptions): Accounts {
  const { store, secrets, clock } = options;
  const handles = new Map<string, RegistrationHandle>();
  const states = new Map<string, Registration>();
  let userAgent: UserAgent | undefined;

  const secretKey = (id: string): string => `account:${id}`;

  function setState(registration: Registration): void {
    states.set(registration.accountId, registration);
    options.onRegistration(registration);
  }

  function listenerFor(accountId: string, tell: (registration: Registration) => void): RegistrationListener {
    return {
      onState(state) {
        tell({
          accountId,
          state: state.state,
          status: state.status,
          reason: state.reason,
          expiresAtMs: state.expiresS === undefined ? undefined : clock.wallMs() + state.expiresS * 1000,
          contacts: state.contacts,
          retryAtMs: state.retryInS === undefined ? undefined : clock.wallMs() + state.retryInS * 1000,
          error: state.error,
        });
      },
    };
  }

  async function identity(account: Account): Promise<Identity> {
    return accountIdentity(account, await secrets.get(secretKey(account.id)));
  }

  async function register(account: Account): Promise<void> {
    await unregister(account.id);
    if (!userAgent || !account.enabled || !account.register) return setState({ accountId: account.id, state: 'off' });
    const options = { identity: await identity(account), registrarUri: `sip:${account.domain}`, expiresS: account.expiresS };
    handles.set(account.id, userAgent.register(options, listenerFor(account.id, setState)));
  }

  async function unregister(id: string): Promise<void> {
    const handle = handles.get(id);
    handles.delete(id);
    await handle?.stop();
  }

  return {
    list: () => store.accounts.list(),
    registrations: () => [...states.values()],
    identity,
    async save(account, password) {
      if (password === '') await secrets.remove(secretKey(account.id));
      if (password) await secrets.set(secretKey(account.id), password);
      store.accounts.save(account);
      options.onAccounts(store.accounts.list());
      await register(account);
      return account;
    },
    async remove(id) {
      await unregister(id);
      states.delete(id);
      store.accounts.remove(id);
      await secrets.remove(secretKey(id));
      options.onAccounts(store.accounts.list());
    },
    async test(account, password) {
      if (!userAgent) throw new RungFailure(notReady());
      const known = password ?? (await secrets.get(secretKey(account.id)));
      const registrarUri = `sip:${account.domain}`;
      return await testRegistration(userAgent, clock, listenerFor, { account, identity: accountIdentity(account, known), registrarUri });
    },
    calledBy(requestUser) {
      const usable = store.accounts.list().filter((account) => account.enabled);
      return usable.find((account) => account.user === requestUser);
    },
    async start(agent) {
      userAgent = agent;
      await Promise.all(store.accounts.list().map(register));
    },
    async stop() {
      await Promise.all([...handles.keys()].map(unregister));
      userAgent = undefined;
    },
  };
}

async function testRegistration(
  userAgent: UserAgent,
  clock: Clock,
  listenerFor: (id: string, tell: (registration: Registration) => void) => RegistrationListener,
  what: { account: Account; identity: Identity; registrarUri: string },
): Promise<Registration> {
  let handle: RegistrationHandle | undefined;
  const outcome = await new Promise<Registration>((resolve) => {
    const listener = listenerFor(what.account.id, (registration) => {
      if (registration.state === 'registered' || registration.state === 'failed') resolve(registration);
    });
    clock.setTimer(TEST_TIMEOUT_MS, () => resolve({ accountId: what.account.id, state: 'failed', error: noAnswer(what.account.domain) }));
    handle = userAgent.register({ identity: what.identity, registrarUri: what.registrarUri, expiresS: 60 }, listener);
  });
  await handle?.stop();
  return outcome;
}

function noAnswer(domain: string): RungError {
  return rungError('registrar-silent', `${domain} does not answer. Check the server's name, the port, and that this network lets SIP through.`, { host: domain });
}

function notReady(): RungError {
  return rungError('not-ready', 'The phone has no open socket yet. See Settings, Network.');
}
