import { tokensOf } from '../../../../src-shared/sip/typed-headers.ts';
import type { Given } from '../arguments.ts';
import { accountOf } from '../call-options.ts';
import { listenTowards, openPhone } from '../phone.ts';
import { createReporter, printLine } from '../reporter.ts';
import { CommandError, EXIT, exitOf } from '../usage-error.ts';

/** `rung options URI`: asks what the other side can do (RFC 3261 11), tells it and the round trip time. */
export async function options(given: Given): Promise<number> {
  const target = given.positionals[0] ?? '';
  const account = accountOf(given);
  const listen = await listenTowards(given, target, account);
  const cli = await openPhone(given, { listen, account, reporter: createReporter(given) });
  try {
    const asked = await cli.phone.ping(target, account?.account.id);
    if (!asked.ok) throw new CommandError(asked.error, exitOf(asked.error));
    const { response, rttMs } = asked.value;
    const abilities = { allow: tokensOf(response, 'allow'), supported: tokensOf(response, 'supported'), accept: tokensOf(response, 'accept') };
    const server = response.headers.first('server') ?? response.headers.first('user-agent');
    if (given.has('json')) {
      printLine({ event: 'summary', status: response.status, reason: response.reason, rttMs: Math.round(rttMs * 1000) / 1000, ...abilities, server });
    } else if (!given.has('quiet')) {
      process.stdout.write(`${response.status} ${response.reason} after ${rttMs.toFixed(1)} ms\n`);
      for (const [name, values] of Object.entries(abilities)) if (values.length > 0) process.stdout.write(`${name}: ${values.join(', ')}\n`);
    }
    return response.status < 300 ? EXIT.done : EXIT.failed;
  } finally {
    await cli.close();
  }
}
