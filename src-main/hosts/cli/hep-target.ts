/** `--hep HOST:PORT`: every SIP message of this run goes to a capture server too. */
import type { Network, Resolver } from '../../ports.ts';
import { sendHep } from '../../trace/hep-sender.ts';
import type { TraceHub } from '../../trace/tap.ts';
import { CommandError, UsageError, exitOf } from './usage-error.ts';

/** Gives the way to end it. Throws UsageError, or CommandError where the host cannot be found. */
export async function sendHepTo(text: string | undefined, trace: TraceHub, network: Network, resolver: Resolver): Promise<() => Promise<void>> {
  if (text === undefined) return async () => {};
  const sending = await sendHep(text, trace, network, resolver);
  if (sending.ok) return sending.value;
  if (sending.error.code === 'bad-hep-target') throw new UsageError(`--hep is HOST:PORT, not "${text}"`);
  throw new CommandError(sending.error, exitOf(sending.error));
}
