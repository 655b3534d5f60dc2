/** How much one source may send. A table of token buckets, bounded: a flood from invented addresses fills no memory. */
import type { SipMessage } from '../../src-shared/sip/message.ts';
import { tagsOf } from '../../src-shared/sip/typed-headers.ts';
import type { Clock } from '../ports.ts';

/** `invite`: would ring. `request`: any other that begins something, and what cannot be read. `rest`: responses, and requests that say they
 *  belong to a call; the layers above sort them. */
type Kind = 'invite' | 'request' | 'rest';

interface Bucket {
  tokens: number;
  atMs: number;
}

interface Rate {
  burst: number;
  perSecond: number;
}

/** Far above what a phone or a PBX sends, retransmissions included (an INVITE is sent seven times at most, RFC 3261 17.1.1.2). */
const OF_A_SOURCE: Record<Kind, Rate> = {
  invite: { burst: 24, perSecond: 1 },
  request: { burst: 60, perSecond: 10 },
  rest: { burst: 400, perSecond: 100 },
};
/** All sources together that are nobody's server: what a flood from ever new addresses gets. */
const OF_ALL: Record<'invite' | 'request', Rate> = {
  invite: { burst: 120, perSecond: 20 },
  request: { burst: 400, perSecond: 100 },
};
const MAX_SOURCES = 1000;

export function createRates(clock: Clock): (source: string, message: SipMessage | undefined) => boolean {
  const sources = new Map<string, Partial<Record<Kind, Bucket>>>();
  const all: Partial<Record<Kind, Bucket>> = {};

  /** The one that was silent longest makes room. */
  function bucketsOf(source: string): Partial<Record<Kind, Bucket>> {
    const buckets = sources.get(source) ?? {};
    sources.delete(source);
    sources.set(source, buckets);
    if (sources.size > MAX_SOURCES) sources.delete(sources.keys().next().value ?? '');
    return buckets;
  }

  function take(buckets: Partial<Record<Kind, Bucket>>, kind: Kind, { burst, perSecond }: Rate): boolean {
    const nowMs = clock.nowMs();
    const bucket = (buckets[kind] ??= { tokens: burst, atMs: nowMs });
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  return (source, message) => {
    const kind = kindOf(message);
    // Whoever has used up its own share takes nothing from the others'.
    if (!take(bucketsOf(source), kind, OF_A_SOURCE[kind])) return false;
    return kind === 'rest' || take(all, kind, OF_ALL[kind]);
  };
}

function kindOf(message: SipMessage | undefined): Kind {
  if (!message) return 'request';
  if (message.kind === 'response' || tagsOf(message).to !== '') return 'rest';
  return message.method === 'INVITE' ? 'invite' : 'request';
}
