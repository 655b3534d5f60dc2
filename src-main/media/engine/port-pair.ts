import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { Network, Random } from '../../ports.ts';
import { randomFraction } from '../random-integers.ts';
import type { SocketPair } from '../stream-sockets.ts';

/** Binds an even port for RTP and the next one for RTCP (RFC 3550 11), beginning at a random pair of the range: ports that are easy
 *  to guess invite strangers. `like`: begin there instead. Errors: `no-rtp-port`, `address-not-available`. */
export async function bindPortPair(
  bindUdp: Network['bindUdp'], random: Random, address: string, ports: { min: number; max: number }, like?: number,
): Promise<Result<SocketPair, RungError>> {
  const first = ports.min + (ports.min % 2);
  const pairs = Math.max(0, Math.floor((ports.max - first + 1) / 2));
  const offset = like === undefined ? Math.floor(randomFraction(random) * pairs) : (like - first) / 2;
  for (let i = 0; i < pairs; i++) {
    const bound = await bindPair(bindUdp, address, first + 2 * ((offset + i) % pairs));
    if (bound.ok) return bound;
    if (bound.error.code === 'address-not-available') return bound;
  }
  return err(noRtpPort(address, ports));
}

async function bindPair(bindUdp: Network['bindUdp'], address: string, port: number): Promise<Result<SocketPair, RungError>> {
  const rtp = await bindUdp({ address, port });
  if (!rtp.ok) return rtp;
  const rtcp = await bindUdp({ address, port: port + 1 });
  if (rtcp.ok) return ok({ rtp: rtp.value, rtcp: rtcp.value });
  await rtp.value.close();
  return rtcp;
}

function noRtpPort(address: string, { min, max }: { min: number; max: number }): RungError {
  const message = `No call audio possible: on ${address} no even UDP port between ${min} and ${max} is free together with the next one. Choose a larger range in the settings, or end the program that holds these ports.`;
  return rungError('no-rtp-port', message, { address, min, max });
}
