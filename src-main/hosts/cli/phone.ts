/** A phone for one command: real sockets, nothing stored. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Registration } from '../../../src-shared/model.ts';
import type { MediaEngine } from '../../media/engine-port.ts';
import { openWav } from '../../media/engine/wav-files.ts';
import { createWorkerEngine } from '../../media/engine/worker-engine.ts';
import { createNodeResolver } from '../../net/dns.ts';
import { createNodeNetwork } from '../../net/network.ts';
import { createNodeClock } from '../../net/node-clock.ts';
import { createNodeRandom } from '../../net/node-random.ts';
import type { Endpoint, Network } from '../../ports.ts';
import { locate } from '../../sip/locate.ts';
import type { Softphone, SoftphoneOptions } from '../../softphone.ts';
import { createSoftphone } from '../../softphone.ts';
import { openStore } from '../../store/store.ts';
import type { Given } from './arguments.ts';
import type { AccountGiven } from './call-options.ts';
import { codecsOf, dtmfModeOf, endpointOf, rtpPortsOf, srtpOf, tlsOf } from './call-options.ts';
import { dialTarget } from '../../calls/dial-target.ts';
import { sendHepTo } from './hep-target.ts';
import { memorySecrets } from './memory-secrets.ts';
import { writePcap } from './pcap-file.ts';
import type { Reporter } from './reporter.ts';
import { CommandError, EXIT } from './usage-error.ts';

export interface CliPhone {
  phone: Softphone;
  /** Ends calls and registrations, closes sockets and files. */
  close(): Promise<void>;
}

export type PhoneExtras = Pick<SoftphoneOptions, 'incomingPlan' | 'onIncoming' | 'maxCalls' | 'watch'> & {
  listen: Endpoint;
  account: AccountGiven | undefined;
  /** Register even without --register. */
  register?: boolean;
  reporter: Reporter;
  /** Somebody wants to end it: nothing is waited for any longer. */
  interrupted?: Promise<void>;
};

/** Opens the sockets. Throws CommandError (exit 3) where they cannot be had. */
export async function openPhone(given: Given, extras: PhoneExtras): Promise<CliPhone> {
  await checkPlayed(given);
  const registered = Promise.withResolvers<Registration>();
  const clock = createNodeClock();
  const opened = openStore(':memory:', clock.wallMs());
  if (!opened.ok) throw networkFailure(opened.error);
  const store = opened.value.store;
  const ports = rtpPortsOf(given);
  store.settings.save({ rtpPortMin: ports.min, rtpPortMax: ports.max, ...tlsOf(given) });
  const engine = createWorkerEngine();
  const network = createNodeNetwork();
  const phone = createSoftphone({
    clock,
    random: createNodeRandom(),
    network,
    resolver: createNodeResolver(),
    secrets: memorySecrets(),
    store,
    engine,
    host: 'cli',
    emit(event, data) {
      if (event !== 'registration.changed') return;
      const registration = data as Registration;
      extras.reporter.registration(registration);
      if (registration.state === 'registered' || registration.state === 'failed') registered.resolve(registration);
    },
    listen: extras.listen,
    incomingPlan: extras.incomingPlan,
    onIncoming: extras.onIncoming,
    maxCalls: extras.maxCalls,
    watch: extras.watch,
    codecs: codecsOf(given),
    dtmfMode: dtmfModeOf(given),
    srtp: srtpOf(given),
  });
  const status = await phone.start();
  if (status.error) {
    await phone.stop();
    throw networkFailure(status.error);
  }
  const endPcap = await startPcap(given, phone, engine);
  const endHep = await startHep(given, phone, network);
  extras.reporter.listening(status);
  phone.trace.read((message) => extras.reporter.message(message));
  const cli: CliPhone = {
    phone,
    async close() {
      await phone.stop();
      endPcap();
      await endHep();
    },
  };
  if (!extras.account) return cli;
  try {
    const wanted = given.has('register') || extras.register;
    await saveAccount(phone, extras.account, wanted ? Promise.race([registered.promise, givenUp(extras.interrupted)]) : undefined);
    return cli;
  } catch (error) {
    await cli.close();
    throw error;
  }
}

/** Rejects when somebody wants to end it. */
async function givenUp(interrupted: Promise<void> = new Promise(() => {})): Promise<never> {
  await interrupted;
  throw new CommandError('interrupted before the registrar had answered', EXIT.failed);
}

/** Before anyone is called: is the file to be played one? Throws CommandError (exit 4). */
async function checkPlayed(given: Given): Promise<void> {
  const path = given.text('play');
  const read = path === undefined ? undefined : await openWav(path);
  if (read?.ok === false) throw new CommandError(read.error, EXIT.input);
}

async function startPcap(given: Given, phone: Softphone, engine: MediaEngine): Promise<() => void> {
  try {
    return writePcap(given.text('pcap'), phone.trace, engine);
  } catch (error) {
    await phone.stop();
    throw error;
  }
}

async function startHep(given: Given, phone: Softphone, network: Network): Promise<() => Promise<void>> {
  try {
    return await sendHepTo(given.text('hep'), phone.trace, network, createNodeResolver());
  } catch (error) {
    await phone.stop();
    throw error;
  }
}

/** With --register: waits until the registrar has accepted. Throws CommandError (exit 1) when it does not. */
async function saveAccount(phone: Softphone, { account, password }: AccountGiven, registered: Promise<Registration> | undefined): Promise<void> {
  await phone.accounts.save({ ...account, register: registered !== undefined }, password);
  if (!registered) return;
  const settled = await registered;
  if (settled.state === 'registered') return;
  const why = settled.error?.message ?? `${settled.status ?? ''} ${settled.reason ?? ''}`;
  throw new CommandError(`not registered at ${account.domain}: ${why}`, EXIT.failed);
}

/** `--listen`, or the address that the route to the target uses, and any free port. */
export async function listenTowards(given: Given, target: string, account: AccountGiven | undefined): Promise<Endpoint> {
  const network = createNodeNetwork();
  if (given.has('listen')) return endpointOf(given, 'listen', { address: '0.0.0.0', port: 0 });
  const nextHop = account?.account.proxy || (account ? `sip:${account.account.domain}` : undefined);
  const found = dialTarget(target, account ? [account.account] : []);
  const uri = nextHop ? (/^sips?:/i.test(nextHop) ? nextHop : `sip:${nextHop}`) : found.ok ? found.value.uri : undefined;
  if (uri === undefined) throw new CommandError(found.ok ? 'no target' : found.error, EXIT.usage);
  if (/@local(?:[;?:]|$)/.test(uri)) return { address: '127.0.0.1', port: 0 };
  const located = await locate(uri, createNodeResolver());
  if (!located.ok) throw new CommandError(located.error, located.error.code === 'bad-uri' ? EXIT.usage : EXIT.network);
  const own = await network.addressTowards(located.value[0]?.address ?? '127.0.0.1');
  if (!own.ok) throw networkFailure(own.error);
  return { address: own.value, port: 0 };
}

function networkFailure(error: RungError): CommandError {
  return new CommandError(error, EXIT.network);
}
