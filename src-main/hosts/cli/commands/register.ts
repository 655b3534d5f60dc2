import type { Given } from '../arguments.ts';
import { accountOf } from '../call-options.ts';
import { interruptible } from '../interrupt.ts';
import { listenTowards, openPhone } from '../phone.ts';
import { createReporter } from '../reporter.ts';
import { EXIT, UsageError } from '../usage-error.ts';

/** `rung register`: registers, stays registered until SIGINT, un-registers. */
export async function register(given: Given): Promise<number> {
  const account = accountOf(given);
  if (!account) throw new UsageError('register needs --user and --domain, or --account');
  return await interruptible(async (interrupted) => {
    const listen = await listenTowards(given, `sip:${account.account.domain}`, account);
    const cli = await openPhone(given, { listen, account, register: true, reporter: createReporter(given), interrupted });
    await interrupted;
    await cli.close();
    return EXIT.done;
  });
}
