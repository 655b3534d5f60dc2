/** How much one source may send. A table of gates, bounded: a flood from invented addresses fills no memory. */
import type { SipMessage } from '../../src-shared/sip/message.ts';
import { tagsOf } from '../../src-shared/sip/typed-headers.ts';
import type { Clock } from '../ports.ts';
import type { GateOptions } from '../sip/gate.ts';
import { createGate } from '../sip/gate.ts';

/** `invite`: would ring. `request`: any other that begins something, and what cannot be read. `rest`: responses, and requests that say they
 *  belong to a call; the layers above sort them. */
type Kind = 'invite' | 'request' | 'rest';

type Gates = Partial<Record<Kind, () => boolean>>;

/** Far above what a phone or a PBX sends, retransmissions included (an INVITE is sent seven times at most, RFC 3261 17.1.1.2). */
const OF_A_SOURCE: Record<Kind, GateOptions> = {
  invite: { burst: 24, perSecond: 1 },
  request: { burst: 60, perSecond: 10 },
  rest: { burst: 400, perSecond: 100 },
};
/** All sources together that are nobody's server: what a flood from ever new addresses gets. */
const OF_ALL: Record<'invite' | 'request', GateOptions> = {
  invite: { burst: 120, perSecond: 20 },
  request: { burst: 400, perSecond: 100 },
};
const MAX_SOURCES = 1000;

export function createRates(clock: Clock): (source: string, message: SipMessage | undefined) => boolean {
  const sources = new Map<string, Gates>();
  const all: Gates = {};

  /** The one that was silent longest makes room. */
  function gatesOf(source: string): Gates {
    const gates = sources.get(source) ?? {};
    sources.delete(source);
    sources.set(source, gates);
    if (sources.size > MAX_SOURCES) sources.delete(sources.keys().next().value ?? '');
    return gates;
  }

  function mayPass(gates: Gates, kind: Kind, rate: GateOptions): boolean {
    const gate = (gates[kind] ??= createGate(clock, rate));
    return gate();
  }

  return (source, message) => {
    const kind = kindOf(message);
    // Whoever has used up its own share takes nothing from the others'.
    if (!mayPass(gatesOf(source), kind, OF_A_SOURCE[kind])) return false;
    return kind === 'rest' || mayPass(all, kind, OF_ALL[kind]);
  };
}

function kindOf(message: SipMessage | undefined): Kind {
  if (!message) return 'request';
  if (message.kind === 'response' || tagsOf(message).to !== '') return 'rest';
  return message.method === 'INVITE' ? 'invite' : 'request';
}
