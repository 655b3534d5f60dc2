/** The terms of taking part in a multicast session: who may talk, in packets of what length, and where reports go. */
import { attributeValue } from '../../src-shared/sdp/attributes.ts';
import { parseDecimal } from '../../src-shared/sdp/time.ts';
import type { SdpMedia, SessionDescription } from '../../src-shared/sdp/types.ts';
import type { Coding } from '../media/engine-port.ts';
import { declaredDirection } from './direction.ts';

const USUAL_PTIME_MS = 20;
const MAX_PORT = 65_535;
/** Codecs of speech, with the headers of 50 packets a second. */
const SPEECH_BPS = 80_000;
const LINEAR_BITS = { L16: 16, L24: 24 };

/** RFC 8866 6.9: without a direction a broadcast is for listening, all else for talking. */
export function mayTalk(description: SessionDescription, medium: SdpMedia): boolean {
  const declared = declaredDirection(description, medium);
  if (declared) return declared === 'sendrecv';
  const type = attributeValue(description.attributes, 'type')?.trim();
  return type !== 'broadcast' && type !== 'H332';
}

/** AES67 has `a=ptime:0.125`. */
export function packetTimeOf(medium: SdpMedia): number {
  const value = Number(attributeValue(medium.attributes, 'ptime')?.trim() || Number.NaN);
  return Number.isFinite(value) && value > 0 ? value : USUAL_PTIME_MS;
}

/** RFC 3605 2.1, RFC 5761, else the port above (RFC 3550 11). None where a receiver's reports reach nobody (one sender's group, RFC 5760),
 *  or are not wanted (RFC 3556: `b=RR:0`). */
export function rtcpPortOf(medium: SdpMedia, isOneSenders: boolean): number | undefined {
  const isUnwanted = medium.bandwidths.some(({ type, kbps }) => type === 'RR' && kbps === 0);
  if (isOneSenders || isUnwanted) return undefined;
  if (attributeValue(medium.attributes, 'rtcp-mux') !== undefined) return medium.port;
  const port = parseDecimal(attributeValue(medium.attributes, 'rtcp')?.trim().split(' ')[0]) ?? medium.port + 1;
  return port >= 1 && port <= MAX_PORT ? port : undefined;
}

/** `b=AS`, else what the codec makes. */
export function bandwidthOf(description: SessionDescription, medium: SdpMedia, { codec, clockRateHz, channels }: Coding): number {
  const declared = [...medium.bandwidths, ...description.bandwidths].find(({ type, kbps }) => type === 'AS' && kbps > 0);
  if (declared) return declared.kbps * 1000;
  return codec === 'L16' || codec === 'L24' ? clockRateHz * channels * LINEAR_BITS[codec] : SPEECH_BPS;
}
