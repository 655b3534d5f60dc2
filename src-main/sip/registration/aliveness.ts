/** Keeps the way to the registrar open (RFC 5626 3.5, 4.4): a NAT forgets a silent flow within half a minute. */
import type { AgentContext } from '../agent-context.ts';
import type { Target } from '../transport.ts';

interface Aliveness {
  /** From now on, towards this target; `flowTimerS` is the server's own wish (RFC 5626 4.4). */
  keep(target: Target, flowTimerS: number | undefined): void;
  stop(): void;
}

/** The flow must be seen alive well before the server's patience ends. */
const FLOW_TIMER_SHARE = 0.8;

export function createAliveness(agent: AgentContext, options: { keepAliveS: number; onLost: () => void }): Aliveness {
  let kept: { key: string; stop(): void } | undefined;

  function stop(): void {
    kept?.stop();
    kept = undefined;
  }

  return {
    keep(target, flowTimerS) {
      const intervalS = flowTimerS ? Math.min(options.keepAliveS || flowTimerS, flowTimerS * FLOW_TIMER_SHARE) : options.keepAliveS;
      const key = `${target.transport} ${target.address} ${target.port} ${intervalS}`;
      if (kept?.key === key) return;
      stop();
      if (intervalS <= 0) return;
      const { stop: end } = agent.transport.keepAlive(target, {
        intervalS,
        // RFC 5626 4.4: who names a Flow-Timer answers keep-alives; of others one cannot know.
        agreed: flowTimerS !== undefined,
        onLost() {
          kept = undefined;
          options.onLost();
        },
      });
      kept = { key, stop: end };
    },
    stop,
  };
}
