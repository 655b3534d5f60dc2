import type { SipRequest } from '../../src-shared/sip/message.ts';
import { mayInvite } from '../guard/may-invite.ts';
import type { Source } from '../sip/transport.ts';
import type { Accounts } from './accounts.ts';

/** What the accounts say of strangers holds for texts and for those who want to watch as it does for calls. */
export function mayReach(accounts: Pick<Accounts, 'list' | 'calledBy' | 'isServer'>, { request, source }: { request: SipRequest; source: Source }): boolean {
  const enabled = accounts.list().filter((account) => account.enabled);
  return mayInvite({ account: accounts.calledBy(request), accounts: enabled, source, isServer: accounts.isServer });
}
