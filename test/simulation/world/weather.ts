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
  /** This host neither sends nor receives. */
  cutOff(address: string): void;
  heal(address: string): void;
  healAll(): void;
}

/** What tells messages apart, however often and with whatever branch they are sent again. */
const NAMED_BY = /^\S+ \d*|\r\n(?:call-id|cseq): [^\r]*/gi;

export interface SkyOptions {
  network: FakeNetwork;
  random: SeededRandom;
  weather: Weather;
  /** Of another site's private network: no way leads there. */
  isReachable(from: string, to: string): boolean;
  recorder: Recorder | undefined;
}

export function createSky({ network, random, weather, isReachable, recorder }: SkyOptions): Sky {
  const away = new Set<string>();
  /** Messages whose last copy was swallowed. */
  const lost = new Set<string>();
  const { loss, isFair, ...others } = weather;
  network.weather = others;

  network.filter = ({ from, to, bytes }) => {
    const fate = fateOf(from.address, to.address, bytes);
    recorder?.sent('udp', from, to, bytes, fate);
    return fate === undefined;
  };

  function fateOf(from: string, to: string, bytes: Uint8Array): string | undefined {
    if (!isReachable(from, to)) return 'no route';
    if (away.has(from) || away.has(to)) return 'cut off';
    return loss > 0 && isLost(from, to, bytes) ? 'lost' : undefined;
  }

  function isLost(from: string, to: string, bytes: Uint8Array): boolean {
    const key = [from, to, ...(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').match(NAMED_BY) ?? [])].join(' ');
    const isSwallowed = !lost.has(key) && random.fraction() < loss;
    if (isSwallowed && isFair) lost.add(key);
    else lost.delete(key);
    return isSwallowed;
  }

  return {
    cutOff: (address) => void away.add(address),
    heal: (address) => void away.delete(address),
    healAll: () => away.clear(),
  };
}
