/** Stands before everything else: what scanners and floods send is neither shown nor answered, only counted (docs/security.md). */
import type { Clock } from '../ports.ts';
import type { Guard, Source } from '../sip/transport.ts';
import { createRates } from './rates.ts';
import type { DropReport } from './reports.ts';
import { createReports } from './reports.ts';
import { isScanner } from './scanners.ts';
import { sourceKey } from './source-key.ts';

export interface GuardOptions {
  clock: Clock;
  /** Registrars and proxies of ours: they speak for many, and are never held up. Nor is this computer itself. */
  isTrusted: (address: string) => boolean;
  onDropped: (report: DropReport) => void;
}

export interface GuardHandle {
  /** For the transport. */
  guard: Guard;
  /** A call was refused that `mayInvite` does not allow: to be told like the others. */
  noteStranger(source: Source): void;
  close(): void;
}

export function createGuard({ clock, isTrusted, onDropped }: GuardOptions): GuardHandle {
  const mayPass = createRates(clock);
  const reports = createReports(clock, onDropped);

  return {
    guard(message, { remote }) {
      if (isLoopback(remote.address) || isTrusted(remote.address)) return 'pass';
      const source = sourceKey(remote.address);
      // Its silence tells a scanner that nobody is here, where a 403 would tell it to go on.
      const reason = message?.kind === 'request' && isScanner(message) ? 'scanner' : mayPass(source, message) ? undefined : 'flood';
      if (!reason) return 'pass';
      reports.add(source, reason);
      return 'drop';
    },
    noteStranger: ({ remote }) => reports.add(sourceKey(remote.address), 'stranger'),
    close: reports.close,
  };
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./i.test(address);
}
