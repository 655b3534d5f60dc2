/** Who may come in: the guard before the sockets, and the accounts' switch "calls only from my registrar". */
import { createGuard } from '../guard/guard.ts';
import { mayInvite } from '../guard/may-invite.ts';
import type { DropReport } from '../guard/reports.ts';
import type { Clock } from '../ports.ts';
import type { Guard, Source } from '../sip/transport.ts';
import type { Session } from '../sip/user-agent.ts';
import type { Accounts } from './accounts.ts';

export interface DoorOptions {
  clock: Clock;
  accounts: Pick<Accounts, 'list' | 'calledBy' | 'isServer'>;
  /** False: no guard. A test peer takes whatever comes. */
  isGuarded: boolean;
  onDropped: (report: DropReport) => void;
  /** A call that may ring. */
  onInvite: (session: Session) => void;
}

export interface Door {
  /** For the transport. */
  guard: Guard | undefined;
  /** For the user agent. */
  onInvite(session: Session): void;
  close(): void;
}

export function createDoor({ clock, accounts, isGuarded, onDropped, onInvite }: DoorOptions): Door {
  const enabled = () => accounts.list().filter((account) => account.enabled);
  const isTrusted = (address: string): boolean => enabled().some((account) => accounts.isServer(account, address));
  const guard = createGuard({ clock, isTrusted, onDropped });

  function mayRing(session: Session, source: Source): boolean {
    return mayInvite({ account: accounts.calledBy(session.invite), accounts: enabled(), source, isServer: accounts.isServer });
  }

  return {
    guard: isGuarded ? guard.guard : undefined,
    onInvite(session) {
      const { source } = session;
      if (!source || mayRing(session, source)) return onInvite(session);
      guard.noteStranger(source);
      // Not among the missed calls: the trace has it, and there it is no reproach.
      session.reject(403);
    },
    close: guard.close,
  };
}
