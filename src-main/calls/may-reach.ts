import type { SipRequest } from '../../src-shared/sip/message.ts';
import { mayInvite } from '../guard/may-invite.ts';
import type { Source } from '../sip/transport.ts';
import type { Accounts } from './accounts.ts';

type Known = Pick<Accounts, 'list' | 'calledBy' | 'isServer'>;

/** What came, and from where. */
export interface Arrival {
  request: SipRequest;
  source: Source;
}

/** What the accounts say of strangers holds for texts and for being sent elsewhere as it does for calls. */
export function mayReach(accounts: Known, { request, source }: Arrival): boolean {
  const enabled = accounts.list().filter((account) => account.enabled);
  return mayInvite({ account: accounts.calledBy(request), accounts: enabled, source, isServer: accounts.isServer });
}

/** For what does more than ring: who watches us, what stands in our mailbox, a microphone that opens by itself. Anybody who reaches our port
 *  can write any From; so the server of the account that is meant has to have let it in. An account that does not register has no such server:
 *  there the rule for calls has to do. */
export function isVouchedFor(accounts: Known, arrival: Arrival): boolean {
  const account = accounts.calledBy(arrival.request);
  return account?.register ? accounts.isServer(account, arrival.source.remote.address) : mayReach(accounts, arrival);
}
