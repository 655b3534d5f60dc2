/** Everything about others that is not a call or a text: address book, presence, busy lamps, mailboxes, and what we tell of ourselves. */
import type { EventData, EventName, Handlers, Reply } from '../../src-shared/contract.ts';
import type { Account, Registration } from '../../src-shared/model.ts';
import type { Accounts } from '../calls/accounts.ts';
import { accountIdentity } from '../calls/identity.ts';
import { isVouchedFor } from '../calls/may-reach.ts';
import type { Addressee } from '../chat/chat.ts';
import { DIALOG_INFO_TYPE, lineOf, writeDialogInfo } from '../events/dialog-info.ts';
import { PIDF_TYPE, writePidf } from '../events/pidf.ts';
import type { Clock, Random } from '../ports.ts';
import type { UserAgent } from '../sip/user-agent.ts';
import type { Store } from '../store/store.ts';
import type { Contacts } from './contacts.ts';
import { createContacts } from './contacts.ts';
import { createMailboxes } from './mailboxes.ts';
import type { OwnLine } from './own-lines.ts';
import type { Chosen } from './own-presence.ts';
import { ownPresence } from './own-presence.ts';
import { createPublications } from './publications.ts';
import { createSubscriptions } from './subscriptions.ts';
import type { About } from './watchers.ts';
import { addressedEntity, createWatchers } from './watchers.ts';

export interface PeopleOptions {
  clock: Clock;
  random: Random;
  store: Store;
  accounts: Pick<Accounts, 'list' | 'identity' | 'contactOf' | 'calledBy' | 'isServer'>;
  /** As for a call; rejects with RungFailure: those of dialling. */
  address(target: string, accountId?: string): Promise<Addressee>;
  /** Our calls as they are now. */
  lines(): OwnLine[];
  doNotDisturb(): boolean;
  emit: <E extends EventName>(event: E, data: EventData<E>) => void;
}

export interface People extends Pick<Contacts, 'nameOf' | 'pickUpOf'> {
  handlers: Pick<Handlers, 'contact.save' | 'contact.remove' | 'presence.set'>;
  state(): Pick<Reply<'app.state'>, 'contacts' | 'contactStates' | 'mailboxes' | 'presence'>;
  /** To be told of each: who is registered may watch. */
  onRegistration(registration: Registration): void;
  /** Accounts may have changed. */
  onAccounts(): void;
  /** Calls or settings may have changed, and with them what we tell of ourselves. */
  onActivity(): void;
  /** The network changed. */
  refresh(): void;
  start(userAgent: UserAgent): void;
  /** Un-subscribes and un-publishes; resolves when that is known, or nobody waits any longer. */
  stop(patienceMs: number): Promise<void>;
}

export function createPeople(options: PeopleOptions): People {
  const { accounts, emit } = options;
  const registered = new Set<string>();
  let chosen: Chosen = { status: 'available', note: '' };
  const isReady = (account: Account): boolean => account.enabled && (!account.register || registered.has(account.id));

  const subscriptions = createSubscriptions(options);
  const contacts = createContacts({ ...options, isReady, onChanged: update });
  const mailboxes = createMailboxes({ accounts, isReady, onChanged: (mailbox) => emit('mailbox.changed', mailbox) });
  const presenceNow = (): ReturnType<typeof ownPresence> =>
    ownPresence(chosen, { doNotDisturb: options.doNotDisturb(), onThePhone: isBusy(options.lines()) });
  const publications = createPublications({
    ...options,
    isReady,
    document: (entity) => writePidf(entity, presenceNow()),
    fingerprint: () => JSON.stringify(presenceNow()),
  });
  const watchers = createWatchers({
    isContact: contacts.has,
    isVouchedFor: (incoming) => isVouchedFor(accounts, incoming),
    about(incoming) {
      const account = accounts.calledBy(incoming.request);
      return { account, entity: account ? accountIdentity(account, undefined).uri : addressedEntity(incoming) };
    },
    identity: accounts.identity,
  });
  /** The calls of the account that was asked about; of those without an account where none was. */
  const linesOf = ({ account, entity }: About): OwnLine[] =>
    options.lines().filter((line) => line.accountId === account?.id).map((line) => ({ ...line, local: { uri: entity } }));
  const servePresence = watchers.serve({
    contentType: PIDF_TYPE,
    document: ({ entity }) => writePidf(entity, presenceNow()),
    fingerprint: () => JSON.stringify(presenceNow()),
  });
  const serveDialogs = watchers.serve({
    contentType: DIALOG_INFO_TYPE,
    document: (about, version) => writeDialogInfo(about.entity, version, linesOf(about)),
    fingerprint: (about) => JSON.stringify(linesOf(about)),
  });

  function update(): void {
    subscriptions.want([...contacts.wanted(), ...mailboxes.wanted()]);
    tell();
  }

  function tell(): void {
    publications.update();
    watchers.update();
  }

  return {
    handlers: {
      ...contacts.handlers,
      'presence.set': ({ status, note }) => {
        chosen = { status, note };
        emit('presence.changed', chosen);
        tell();
      },
    },
    state: () => ({ contacts: contacts.list(), contactStates: contacts.states(), mailboxes: mailboxes.list(), presence: chosen }),
    nameOf: contacts.nameOf,
    pickUpOf: contacts.pickUpOf,
    onRegistration({ accountId, state }) {
      // While it is refreshed, and when that fails for a while, what is watched stays watched.
      if (state === 'registered') registered.add(accountId);
      if (state === 'off') registered.delete(accountId);
      if (state === 'registered' || state === 'off') update();
    },
    onAccounts: update,
    onActivity: tell,
    refresh: subscriptions.refresh,
    start(userAgent) {
      userAgent.packages.set('presence', servePresence).set('dialog', serveDialogs);
      userAgent.onUnsolicitedNotify = mailboxes.takeUnsolicited;
      subscriptions.start(userAgent);
      publications.start(userAgent);
      update();
    },
    async stop(patienceMs) {
      registered.clear();
      watchers.stop();
      await Promise.all([subscriptions.stop(patienceMs), publications.stop(patienceMs)]);
    },
  };
}

function isBusy(lines: readonly OwnLine[]): boolean {
  return lineOf({ version: 0, dialogs: new Map(lines.map((line) => [line.id, line])) }).line === 'busy';
}
