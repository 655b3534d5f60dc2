import type { Given } from '../arguments.ts';
import { accountOf, headersOf } from '../call-options.ts';
import { listenTowards, openPhone } from '../phone.ts';
import { createReporter, printLine } from '../reporter.ts';
import { CommandError, EXIT, exitOf } from '../usage-error.ts';
import { speakAsOf } from './call.ts';

/** `rung message URI TEXT`: one text message (RFC 3428); tells what the other side, or a server for it, answered. */
export async function message(given: Given): Promise<number> {
  const [target = '', text = ''] = given.positionals;
  const account = accountOf(given);
  const headers = headersOf(given);
  const listen = await listenTowards(given, target, account);
  const cli = await openPhone(given, { listen, account, reporter: createReporter(given) });
  try {
    const { uri, identity } = await cli.phone.approach(target, account?.account.id, speakAsOf(given));
    const body = { contentType: 'text/plain;charset=UTF-8', bytes: new TextEncoder().encode(text) };
    const sent = await cli.phone.userAgent().send({ method: 'MESSAGE', identity, target: uri, headers, body, contact: false });
    if (!sent.ok) throw new CommandError(sent.error, exitOf(sent.error));
    const { status, reason } = sent.value.response;
    if (given.has('json')) printLine({ event: 'summary', status, reason, rttMs: Math.round(sent.value.rttMs * 1000) / 1000 });
    else if (!given.has('quiet')) process.stdout.write(`${status} ${reason}${status === 202 ? ': a server has it and will try to deliver it' : ''}\n`);
    if (status < 300) return EXIT.done;
    process.stderr.write(`rung: the message was not taken: ${status} ${reason}\n`);
    return EXIT.failed;
  } finally {
    await cli.close();
  }
}
