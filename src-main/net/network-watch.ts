/** Notices that the computer has got other addresses (another network, a VPN), or has slept. Node is told of neither by the system. */
import type { Clock, Network, Timer } from '../ports.ts';

/** Listing the interfaces takes some ten microseconds. */
const DEFAULT_LOOK_EVERY_MS = 1_000;
/** A change comes in steps: one address goes, another comes. */
const SETTLE_MS = 300;
/** A look that comes so much too late was slept through. Wall time goes on in sleep; monotonic time does so only on some systems. */
const SLEPT_MS = 5_000;

export interface NetworkWatch {
  /** Looks at once, and tells even if no address has changed: for hosts that hear of sleep or of the network from the system. */
  poke(): void;
  close(): void;
}

export interface NetworkWatchOptions {
  network: Pick<Network, 'interfaces'>;
  clock: Clock;
  lookEveryMs?: number | undefined;
  /** The addresses now, and whether the computer has slept: then connections may be dead though the addresses are the same. */
  onChange(addresses: string[], slept: boolean): void;
}

export function createNetworkWatch({ network, clock, lookEveryMs = DEFAULT_LOOK_EVERY_MS, onChange }: NetworkWatchOptions): NetworkWatch {
  let told = current();
  let seen = told;
  let lookedAtMs = clock.wallMs();
  let settling: Timer | undefined;
  let hasSlept = false;
  let next = clock.setTimer(lookEveryMs, look);

  function current(): string {
    return [...new Set(network.interfaces().map(({ address }) => address))].sort().join(' ');
  }

  function look(): void {
    const lateMs = clock.wallMs() - lookedAtMs - lookEveryMs;
    lookedAtMs = clock.wallMs();
    if (lateMs > SLEPT_MS) hasSlept = true;
    compare();
    next = clock.setTimer(lookEveryMs, look);
  }

  /** Waits until the addresses have stayed the same for a moment. */
  function compare(): void {
    const now = current();
    const isMoving = now !== seen;
    seen = now;
    if (!isMoving && (settling || (now === told && !hasSlept))) return;
    settling?.cancel();
    settling = clock.setTimer(SETTLE_MS, settle);
  }

  function settle(): void {
    settling = undefined;
    if (current() !== seen) return compare();
    // It went away and came back.
    if (seen === told && !hasSlept) return;
    const slept = hasSlept;
    hasSlept = false;
    told = seen;
    onChange(seen === '' ? [] : seen.split(' '), slept);
  }

  return {
    poke() {
      hasSlept = true;
      compare();
    },
    close() {
      next.cancel();
      settling?.cancel();
    },
  };
}
