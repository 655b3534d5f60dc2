/** What makes two announcements the same session (RFC 8866 5.2: all of o= but the version). */
import type { SdpOrigin, SessionDescription } from '../../src-shared/sdp/types.ts';

const NOBODY = /^(?:127\.|0\.0\.0\.0$|::1$|::$|localhost$)/i;

function originId({ username, sessionId, netType, addrType, address }: SdpOrigin): string {
  return `${username} ${sessionId} ${netType} ${addrType} ${address}`;
}

/** `from`: address of the sender. Some write the same o= into every description (ffmpeg: `- 0 0 IN IP4 127.0.0.1`): then the sender and
 *  where the media go make the difference. */
export function sessionId(description: SessionDescription, from: string): string {
  const { origin } = description;
  if (!NOBODY.test(origin.address)) return originId(origin);
  const media = description.media[0];
  const target = (media?.connections[0] ?? description.connection)?.address ?? '';
  return `${originId(origin)} @${from} ${target}:${media?.port ?? 0}`;
}

/** Negative, 0 or positive, as a comparison of decimal numbers of any length. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+(?=\d)/, ''), b.replace(/^0+(?=\d)/, '')];
  if (x.length !== y.length) return x.length - y.length;
  return x < y ? -1 : x > y ? 1 : 0;
}
