/** Checks and completes what a person wants to announce. */
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import { cryptoAttribute } from '../../src-shared/sdp/crypto.ts';
import { serializeSdp } from '../../src-shared/sdp/serialize.ts';
import type { SdpMedia, SessionDescription } from '../../src-shared/sdp/types.ts';
import type { Random } from '../ports.ts';
import { announcementGroup, isMulticast } from '../sap/groups.ts';
import { compareVersions } from '../sap/identity.ts';

export interface OwnDescription { sdp: string; description: SessionDescription }

/** Fragments of larger packets get lost, and many receivers take no more (RFC 2974 6 recommends 1 kB). */
const MAX_BYTES = 8192;
/** Of AES_CM_128_HMAC_SHA1_80 (RFC 4568 6.2). */
const MASTER_KEY_AND_SALT = 30;

/** With CRLF line ends. Throws RungFailure: `sdp-unreadable`, `session-too-large`. */
export function readOwn(text: string): OwnDescription {
  const sdp = text.replace(/\r?\n/g, '\r\n');
  const parsed = parseSdp(sdp);
  if (!parsed.ok) {
    const { line, message } = parsed.error;
    throw new RungFailure(rungError('sdp-unreadable', `Line ${line} of the description: ${message}`, { line, reason: message }));
  }
  const bytes = new TextEncoder().encode(sdp).length;
  if (bytes > MAX_BYTES) throw new RungFailure(rungError('session-too-large', `The description has ${bytes} bytes; announcements hold ${MAX_BYTES} at most, and better no more than 1000. Shorten it.`, { bytes, limit: MAX_BYTES }));
  return { sdp, description: parsed.value.description };
}

/** RFC 8866 5.2: a change makes the version of the o= line higher. The description as it is where that has been done. */
export function withHigherVersion(own: OwnDescription, before: SessionDescription): OwnDescription {
  const { origin } = own.description;
  const known = before.origin.sessionVersion;
  if (compareVersions(origin.sessionVersion, known) > 0) return own;
  const version = /^\d{1,30}$/.test(known) ? String(BigInt(known) + 1n) : '1';
  const line = `o=${origin.username} ${origin.sessionId} ${version} ${origin.netType} ${origin.addrType} ${origin.address}`;
  return readOwn(own.sdp.replace(/^o=.*$/m, () => line));
}

/** Sound that only those can hear who read the description: RTP without a key becomes SRTP with one (RFC 4568). */
export function withMediaKeys(own: OwnDescription, random: Random): OwnDescription {
  const { media } = own.description;
  const isOpen = ({ protocol, attributes }: SdpMedia): boolean => protocol === 'RTP/AVP' && !attributes.some(({ name }) => name === 'crypto');
  if (!media.some(isOpen)) return own;
  return readOwn(serializeSdp({ ...own.description, media: media.map((one) => (isOpen(one) ? encrypted(one, random) : one)) }));
}

function encrypted(media: SdpMedia, random: Random): SdpMedia {
  const inline = Buffer.from(random.bytes(MASTER_KEY_AND_SALT)).toString('base64');
  return { ...media, protocol: 'RTP/SAVP', attributes: [...media.attributes, cryptoAttribute(1, 'AES_CM_128_HMAC_SHA1_80', inline)] };
}

/** The group that its announcements belong on: that of its scope (RFC 2974 3). */
export function groupOf({ connection, media }: SessionDescription): string {
  const addresses = [...media.flatMap(({ connections }) => connections), ...(connection ? [connection] : [])].map(({ address }) => address);
  return announcementGroup(addresses.find(isMulticast) ?? addresses[0] ?? '');
}
