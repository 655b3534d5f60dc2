/** What the wire does to datagrams. Mostly it is unkind but fair: of one and the same message it never swallows two copies in a
 *  row, so that retransmission is bound to get through, and nobody who behaves can lose a call to it. Storms and outages are not fair. */
import type { FakeNetwork } from '../../fakes/fake-network.ts';
import type { SeededRandom } from '../../fakes/seeded-random.ts';
import type { Recorder } from './recorder.ts';

export interface Weather {
  loss: number;
  duplicate: number;
  delayMs: number;
  jitterMs: number;
  isFair: boolean;
}

export interface Sky {
  /** Messages that were sent more often than the weather can be blamed for. */
  insistent(): string[];
  /** This host neither sends nor receives. */
  cutOff(address: string): void;
  heal(address: string): void;
  healAll(): void;
}

/** What tells messages apart, however often they are sent. The ACK to a repeated 2xx has a new branch each time. */
const NAMED_BY = /^\S+ \d*|\r\n(?:call-id|cseq): [^\r]*/gi;
const BRANCH = /branch=[^;\r]*/;
const INVITE_ANSWERED = /\r\ncseq: \d+ invite/i;
/** STUN and line ends. */
const MAX_KEEP_ALIVE_BYTES = 60;
/** A request and its response lost in turn, twice, and the timers that fire before a slow answer. */
const COPIES_IN_BAD_WEATHER = 8;

/** Until somebody acts (RFC 3261 13.3.1.1), or until an ACK has come all the way (13.3.1.4). A 408 is told to those who wait no longer (9.1). */
function isRepeated(text: string): boolean {
  return text.startsWith('SIP/2.0 1') || text.startsWith('SIP/2.0 408') || (text.startsWith('SIP/2.0 2') && INVITE_ANSWERED.test(text));
}

export interface SkyOptions {
  network: FakeNetwork;
  random: SeededRandom;
  weather: Weather;
  /** Of another site's private network: no way leads there. */
  isReachable(from: string, to: string): boolean;
  recorder: Recorder | undefined;
}

export function createSky({ network, random, weather, isReachable, recorder }: SkyOptions): Sky {
  const { loss, isFair, ...others } = weather;
  const away = new Set<string>();
  const isPerfect = loss === 0 && weather.jitterMs === 0;
  const copies = new Map<string, number>();
  /** Messages whose last copy was swallowed. */
  const lost = new Set<string>();
  network.weather = others;

  network.filter = ({ from, to, bytes }) => {
    const fate = fateOf(from.address, to.address, bytes);
    recorder?.sent('udp', from, to, bytes, fate);
    return fate === undefined;
  };

  function fateOf(from: string, to: string, bytes: Uint8Array): string | undefined {
    if (!isReachable(from, to)) return 'no route';
    if (away.has(from) || away.has(to)) return 'cut off';
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const key = [from, to, ...(text.match(NAMED_BY) ?? [])].join(' ');
    if (bytes.length > MAX_KEEP_ALIVE_BYTES && !isRepeated(text)) {
      const copy = `${key} ${BRANCH.exec(text)?.[0] ?? ''}`;
      copies.set(copy, (copies.get(copy) ?? 0) + 1);
    }
    return loss > 0 && isLost(key) ? 'lost' : undefined;
  }

  function isLost(key: string): boolean {
    const isSwallowed = !lost.has(key) && random.fraction() < loss;
    if (isSwallowed && isFair) lost.add(key);
    else lost.delete(key);
    return isSwallowed;
  }

  return {
    insistent: () => [...copies].filter(([, count]) => count > (isPerfect ? 1 : COPIES_IN_BAD_WEATHER)).map(([key, count]) => `sent ${count} times: ${key}`),
    cutOff: (address) => void away.add(address),
    heal: (address) => void away.delete(address),
    healAll: () => away.clear(),
  };
}
