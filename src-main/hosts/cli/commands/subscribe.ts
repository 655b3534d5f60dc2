import { printable } from '../../../../src-shared/ladder/printable.ts';
import type { SubscriptionListener } from '../../../sip/subscription/types.ts';
import type { Given } from '../arguments.ts';
import { accountOf } from '../call-options.ts';
import { interruptible } from '../interrupt.ts';
import { listenTowards, openPhone } from '../phone.ts';
import { createReporter, printLine } from '../reporter.ts';
import { EXIT, UsageError } from '../usage-error.ts';
import { speakAsOf } from './call.ts';

/** What each event package's state is written in, where nobody says otherwise (RFC 3842, 4235, 3856, 3680). */
const USUAL_TYPES: Record<string, string[]> = {
  'message-summary': ['application/simple-message-summary'],
  dialog: ['application/dialog-info+xml'],
  presence: ['application/pidf+xml'],
  reg: ['application/reginfo+xml'],
};

type Last = Parameters<SubscriptionListener['onState']>[0];

/** `rung subscribe URI EVENT`: prints each notification, until --count, --duration, SIGINT or the end of the subscription. */
export async function subscribe(given: Given): Promise<number> {
  const [target = '', event = ''] = given.positionals;
  if (!/^[A-Za-z0-9\-.!%*_+`'~;=]+$/.test(event)) throw new UsageError(`EVENT is a name such as message-summary or dialog, not "${event}"`);
  const expiresS = given.number('expires') ?? 300;
  const account = accountOf(given);
  return await interruptible(async (interrupted) => {
    const listen = await listenTowards(given, target, account);
    const cli = await openPhone(given, { listen, account, reporter: createReporter(given), interrupted });
    try {
      const { uri, identity } = await cli.phone.approach(target, account?.account.id, speakAsOf(given));
      const over = Promise.withResolvers<Last | undefined>();
      const accept = given.has('accept') ? given.all('accept') : (USUAL_TYPES[event.split(';')[0] ?? ''] ?? ['*/*']);
      const listener = listening(given, expiresS, over.resolve);
      const subscription = cli.phone.userAgent().subscribe({ identity, target: uri, event, accept, expiresS }, listener);
      const patience = given.has('duration') ? setTimeout(() => over.resolve(undefined), (given.number('duration') ?? 0) * 1000) : undefined;
      const last = await Promise.race([over.promise, interrupted.then(() => undefined)]);
      clearTimeout(patience);
      await subscription.stop();
      return conclude(last);
    } finally {
      await cli.close();
    }
  });
}

function listening(given: Given, expiresS: number, end: (last: Last | undefined) => void): SubscriptionListener {
  const wanted = given.number('count') ?? Infinity;
  let count = 0;
  return {
    onState(state) {
      if (given.has('json')) printLine({ event: 'subscription', state: state.state, expiresS: state.expiresS, reason: state.reason, error: state.error?.code });
      else if (!given.has('quiet')) process.stdout.write(`${state.state}${state.reason === undefined ? '' : ` (${printable(state.reason)})`}\n`);
      if (state.error || (state.state === 'ended' && expiresS > 0)) return end(state);
      if (state.state === 'ended') end(undefined);
    },
    onNotify({ body, request }) {
      const text = body === undefined ? '' : new TextDecoder().decode(body.bytes);
      const state = request.headers.first('subscription-state') ?? '';
      if (given.has('json')) printLine({ event: 'notify', state, contentType: body?.contentType, body: text });
      else if (!given.has('quiet')) process.stdout.write(`${printable(state)}\n${text.split(/\r?\n/).map((line) => `  ${printable(line)}`).join('\n')}\n`);
      if (++count >= wanted) end(undefined);
    },
  };
}

function conclude(last: Last | undefined): number {
  if (!last) return EXIT.done;
  process.stderr.write(`rung: ${last.error?.message ?? `the subscription has ended: ${printable(last.reason ?? 'no reason was given')}`}\n`);
  return EXIT.failed;
}
