/** "Calls only from my registrar": the switch of an account. */
import type { Account } from '../../src-shared/model.ts';
import type { Source } from '../sip/transport.ts';

export interface InviteQuestion {
  /** Whom the INVITE is for, where it is for one of ours. */
  account: Account | undefined;
  /** All that are enabled. */
  accounts: readonly Account[];
  source: Source;
  /** Is this an address of the account's registrar or proxy? */
  isServer: (account: Account, address: string) => boolean;
}

/** May this INVITE ring? A call for none of our accounts may not where all of them have the switch on: scanners try any name. */
export function mayInvite({ account, accounts, source, isServer }: InviteQuestion): boolean {
  const { address } = source.remote;
  if (account) return !account.onlyFromRegistrar || isServer(account, address);
  if (accounts.length === 0 || !accounts.every(({ onlyFromRegistrar }) => onlyFromRegistrar)) return true;
  return accounts.some((candidate) => isServer(candidate, address));
}
