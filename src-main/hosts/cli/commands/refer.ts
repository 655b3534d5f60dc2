import { printable } from '../../../../src-shared/ladder/printable.ts';
import type { ReferListener } from '../../../sip/refer/types.ts';
import type { Given } from '../arguments.ts';
import { accountOf } from '../call-options.ts';
import { interruptible } from '../interrupt.ts';
import { listenTowards, openPhone } from '../phone.ts';
import { createReporter, printLine } from '../reporter.ts';
import { CommandError, EXIT, exitOf } from '../usage-error.ts';
import { speakAsOf } from './call.ts';

/** Ringing, and a while: who has not told the end by then will not. */
const PATIENCE_S = 180;

type End = Parameters<ReferListener['onEnd']>[0];

/** `rung refer URI TARGET`: asks the phone at URI to call TARGET (RFC 3515), and tells how it fares there. */
export async function refer(given: Given): Promise<number> {
  const [phone = '', target = ''] = given.positionals;
  const account = accountOf(given);
  return await interruptible(async (interrupted) => {
    const listen = await listenTowards(given, phone, account);
    const cli = await openPhone(given, { listen, account, reporter: createReporter(given), interrupted });
    try {
      const { uri, identity } = await cli.phone.approach(phone, account?.account.id, speakAsOf(given));
      const { shownUri: referTo } = await cli.phone.approach(target, account?.account.id);
      const over = Promise.withResolvers<End>();
      const asked = await cli.phone.userAgent().refer({ within: { identity, target: uri }, referTo, referredBy: identity.uri }, {
        onProgress: ({ status, reason }) => tell(given, { event: 'refer', status, reason }, `${status} ${reason}`),
        onEnd: over.resolve,
      });
      if (!asked.ok) throw new CommandError(asked.error, exitOf(asked.error));
      const patience = setTimeout(() => over.resolve({}), (given.number('duration') ?? PATIENCE_S) * 1000);
      const end = await Promise.race([over.promise, interrupted.then((): End => ({}))]);
      clearTimeout(patience);
      return conclude(given, end);
    } finally {
      await cli.close();
    }
  });
}

function conclude(given: Given, { status, reason, error }: End): number {
  tell(given, { event: 'summary', status, reason, error: error?.code }, `ended with ${status ?? 'no status'} ${reason ?? ''}`);
  if (status !== undefined && status >= 200 && status < 300) return EXIT.done;
  process.stderr.write(`rung: ${error?.message ?? `the other phone did not get through: ${status ?? 'it did not say why'} ${printable(reason ?? '')}`}\n`);
  return EXIT.failed;
}

function tell(given: Given, value: object, text: string): void {
  if (given.has('json')) printLine(value);
  else if (!given.has('quiet')) process.stdout.write(`${printable(text)}\n`);
}
