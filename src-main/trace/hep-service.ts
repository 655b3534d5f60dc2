/** HEP in and out as the settings want it. */
import type { RungError } from '../../src-shared/errors.ts';
import type { HepStatus } from '../../src-shared/hep-model.ts';
import type { Settings } from '../../src-shared/model.ts';
import type { Clock, Network, Resolver, Timer } from '../ports.ts';
import type { HepListener } from './hep-listener.ts';
import { listenHep } from './hep-listener.ts';
import { sendHep } from './hep-sender.ts';
import type { TraceHub } from './tap.ts';

type HepSettings = Pick<Settings, 'hepListen' | 'hepListenAddress' | 'hepListenPort' | 'hepSendTo'>;

export interface HepService {
  /** Opens, changes and closes what these settings ask for, in the order of the calls. */
  apply(settings: HepSettings): Promise<void>;
  status(): HepStatus;
  close(): Promise<void>;
}

/** How often changed counts are told. */
const TELL_EVERY_MS = 1_000;

export interface HepServiceOptions {
  network: Network;
  resolver: Resolver;
  clock: Clock;
  trace: TraceHub;
  onStatus: () => void;
}

export function createHepService({ network, resolver, clock, trace, onStatus }: HepServiceOptions): HepService {
  let applied = { listen: '', sendTo: '' };
  let listener: HepListener | undefined;
  let stopSending: (() => Promise<void>) | undefined;
  let listenError: RungError | undefined;
  let sendError: RungError | undefined;
  let work: Promise<void> = Promise.resolve();
  let telling: Timer | undefined;
  let told = 0;

  function watchCounts(): void {
    telling = clock.setTimer(TELL_EVERY_MS, () => {
      const { received = 0, passedOver = 0 } = listener?.counts() ?? {};
      if (received + passedOver !== told) onStatus();
      told = received + passedOver;
      watchCounts();
    });
  }

  async function listenAt(settings: HepSettings): Promise<void> {
    telling?.cancel();
    await listener?.close();
    listener = undefined;
    listenError = undefined;
    if (!settings.hepListen) return;
    const opened = await listenHep({ address: settings.hepListenAddress, port: settings.hepListenPort }, network, clock, trace.hear);
    if (!opened.ok) return void (listenError = opened.error);
    listener = opened.value;
    watchCounts();
  }

  async function sendTo(target: string): Promise<void> {
    await stopSending?.();
    stopSending = undefined;
    sendError = undefined;
    if (target === '') return;
    const sending = await sendHep(target, trace, network, resolver);
    if (sending.ok) stopSending = sending.value;
    else sendError = sending.error;
  }

  async function change(settings: HepSettings): Promise<void> {
    const wanted = { listen: settings.hepListen ? `${settings.hepListenAddress} ${settings.hepListenPort}` : '', sendTo: settings.hepSendTo.trim() };
    const before = applied;
    applied = wanted;
    if (wanted.listen !== before.listen || listenError) await listenAt(settings);
    if (wanted.sendTo !== before.sendTo || sendError) await sendTo(wanted.sendTo);
    if (wanted.listen !== before.listen || wanted.sendTo !== before.sendTo) onStatus();
  }

  function apply(settings: HepSettings): Promise<void> {
    work = work.then(() => change(settings)).catch(() => undefined);
    return work;
  }

  return {
    apply,
    status: () => ({ listening: listener?.local, listenError, sendError, ...(listener?.counts() ?? { received: 0, passedOver: 0 }) }),
    close: () => apply({ hepListen: false, hepListenAddress: '', hepListenPort: 1, hepSendTo: '' }),
  };
}
