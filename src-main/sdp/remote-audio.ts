/** What the peer's description says about one audio stream. */
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import { canonicalAddress, isIpv4, isIpv6, isMulticast } from '../../src-shared/sdp/address.ts';
import { attributeValue } from '../../src-shared/sdp/attributes.ts';
import { parseDecimal } from '../../src-shared/sdp/time.ts';
import type { SdpConnection, SdpMedia, SessionDescription } from '../../src-shared/sdp/types.ts';
import type { MediaDirection } from '../media/engine-port.ts';
import type { Endpoint } from '../ports.ts';
import { direction, directionOf, sends } from './direction.ts';
import { refusal } from './refusal.ts';
import type { SdpRefusal } from './refusal.ts';

/** A stream with the description that it stands in. */
export interface StreamOf {
  description: SessionDescription;
  media: SdpMedia;
}

export interface RemoteAudio {
  /** Where the peer receives; null while it holds by an unspecified address. */
  rtp: Endpoint | null;
  rtcp: Endpoint | null;
  /** From the peer's point of view. */
  direction: MediaDirection;
  ptimeMs: number | undefined;
  maxptimeMs: number | undefined;
}

/** Plain and encrypted RTP; whether the keys will do is media-keys.ts's to say. AVPF without `a=rtcp-fb` asks for nothing that AVP does not do (RFC 4585 4.2). */
const PROTOCOLS = ['RTP/AVP', 'RTP/AVPF', 'RTP/SAVP', 'RTP/SAVPF'];
const MAX_PORT = 65_535;

/** Reads an audio stream whose port is not 0. `ownAddress` tells which family can be reached. */
export function readRemoteAudio(description: SessionDescription, media: SdpMedia, ownAddress: string): Result<RemoteAudio, SdpRefusal> {
  if (!PROTOCOLS.includes(media.protocol)) return err(refuseProtocol(media.protocol));
  const connection = media.connections[0] ?? description.connection;
  if (!connection) return err(refusal(399, 'the audio stream has no c= line'));
  const unreachable = refuseAddress(connection, ownAddress);
  if (unreachable) return err(unreachable);

  const held = isUnspecified(connection.address);
  const declared = directionOf(description, media);
  return ok({
    rtp: held ? null : { address: canonicalAddress(connection.address), port: media.port },
    rtcp: held ? null : rtcpOf(media, connection.address),
    // RFC 3264 8.4: c=0.0.0.0 is the older way to say "do not send to me".
    direction: held ? direction(sends(declared), false) : declared,
    ptimeMs: milliseconds(description, media, 'ptime'),
    maxptimeMs: milliseconds(description, media, 'maxptime'),
  });
}

/** DTLS-SRTP (RFC 5764 8) is what browsers and some servers ask for: docs/decisions/0013-dtls-srtp.md. */
function refuseProtocol(protocol: string): SdpRefusal {
  if (/^UDP\/TLS\/RTP\//.test(protocol)) return refusal(302, `${protocol} (DTLS-SRTP) is not possible here, RTP/SAVP with a=crypto and RTP/AVP are`);
  return refusal(302, `${protocol} is not possible here, RTP/AVP is`);
}

function refuseAddress({ netType, address }: SdpConnection, ownAddress: string): SdpRefusal | undefined {
  if (netType !== 'IN') return refusal(300, `network type ${netType} is not possible here, IN is`);
  if (isMulticast(address)) return refusal(330, 'a call needs a unicast address');
  // Of either family: nothing is to be sent there.
  if (isUnspecified(address)) return undefined;
  if (isIpv6(address) !== isIpv6(ownAddress) || (!isIpv6(address) && !isIpv4(address))) {
    return refusal(301, `${isIpv6(ownAddress) ? 'an IPv6' : 'an IPv4'} address is needed`);
  }
  return undefined;
}

export function isUnspecified(address: string): boolean {
  return address === '0.0.0.0' || /^[0:]+$/.test(address);
}

/** RFC 3605 2.1: `a=rtcp:53020` or `a=rtcp:53020 IN IP4 192.0.2.1`; without it the port above RTP's (RFC 3550 11). */
function rtcpOf(media: SdpMedia, rtpAddress: string): Endpoint | null {
  const [port, , , address = rtpAddress] = attributeValue(media.attributes, 'rtcp')?.trim().split(/ +/) ?? [];
  const number = parseDecimal(port) ?? media.port + 1;
  const literal = isIpv6(address) === isIpv6(rtpAddress) && (isIpv6(address) || isIpv4(address));
  if (number < 1 || number > MAX_PORT || !literal || isUnspecified(address) || isMulticast(address)) return null;
  return { address: canonicalAddress(address), port: number };
}

/** RFC 8866 6.4 and 6.5 have these at media level; some phones write them at session level. */
function milliseconds(description: SessionDescription, media: SdpMedia, name: string): number | undefined {
  const text = attributeValue(media.attributes, name) ?? attributeValue(description.attributes, name);
  const value = parseDecimal(text?.trim());
  return value === 0 ? undefined : value;
}
