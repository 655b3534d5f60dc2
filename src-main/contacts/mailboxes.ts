/** Message waiting (RFC 3842): asked for where an account has a mailbox, taken from whoever's server tells it unasked. */
import type { Account, Mailbox } from '../../src-shared/model.ts';
import type { Accounts } from '../calls/accounts.ts';
import { accountIdentity } from '../calls/identity.ts';
import { isVouchedFor } from '../calls/may-reach.ts';
import { MESSAGE_SUMMARY_TYPE, readMessageSummary } from '../events/message-summary.ts';
import type { Body, UnsolicitedNotify } from '../sip/subscription/types.ts';
import type { Wanted } from './subscriptions.ts';

export interface MailboxesOptions {
  accounts: Pick<Accounts, 'list' | 'identity' | 'contactOf' | 'calledBy' | 'isServer'>;
  isReady(account: Account): boolean;
  onChanged(mailbox: Mailbox): void;
}

export interface Mailboxes {
  /** Of the accounts that have told something. */
  list(): Mailbox[];
  wanted(): Wanted[];
  /** A NOTIFY outside of any subscription. False: for nobody here, by nobody's server, or nothing that is understood. */
  takeUnsolicited(notification: UnsolicitedNotify): boolean;
}

const MESSAGE_SUMMARY = 'message-summary';

export function createMailboxes({ accounts, isReady, onChanged }: MailboxesOptions): Mailboxes {
  const mailboxes = new Map<string, Mailbox>();

  function learn(accountId: string, body: Body | undefined): boolean {
    const summary = body && readMessageSummary(body.bytes);
    if (!summary) return false;
    const { waiting, newVoice, oldVoice, account: uri } = summary;
    const mailbox: Mailbox = { accountId, waiting, newVoice, oldVoice, ...(uri === undefined ? {} : { uri }) };
    if (JSON.stringify(mailboxes.get(accountId)) === JSON.stringify(mailbox)) return true;
    mailboxes.set(accountId, mailbox);
    onChanged(mailbox);
    return true;
  }

  function watch(account: Account): Wanted {
    const { id, user, domain } = account;
    return {
      key: JSON.stringify([MESSAGE_SUMMARY, id, user, domain, accounts.contactOf(id)]),
      event: MESSAGE_SUMMARY,
      accept: [MESSAGE_SUMMARY_TYPE],
      whom: async () => ({ target: accountIdentity(account, undefined).uri, identity: await accounts.identity(account) }),
      onNotify: (body) => void learn(id, body),
      // A server without mailboxes refuses this: no reason to bother anybody, and the trace shows it.
      onTrouble() {},
    };
  }

  return {
    list: () => [...mailboxes.values()].filter(({ accountId }) => accounts.list().some(({ id, enabled }) => enabled && id === accountId)),
    wanted: () => accounts.list().filter((account) => account.enabled && account.mailbox && isReady(account)).map(watch),
    takeUnsolicited(notification) {
      const { event, body, request } = notification;
      // It names what is dialled to hear the messages.
      const account = event === MESSAGE_SUMMARY && isVouchedFor(accounts, notification) ? accounts.calledBy(request) : undefined;
      return account !== undefined && learn(account.id, body);
    },
  };
}
