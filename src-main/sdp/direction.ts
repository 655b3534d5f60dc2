/** Directions of a stream (RFC 3264 5.1, 6.1), each from the point of view of whoever writes it. */
import type { SdpMedia, SessionDescription } from '../../src-shared/sdp/types.ts';
import type { MediaDirection } from '../media/engine-port.ts';

const NAMES: readonly string[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] satisfies MediaDirection[];

export function direction(sends: boolean, receives: boolean): MediaDirection {
  if (sends) return receives ? 'sendrecv' : 'sendonly';
  return receives ? 'recvonly' : 'inactive';
}

export function sends(of: MediaDirection): boolean {
  return of === 'sendrecv' || of === 'sendonly';
}

function receives(of: MediaDirection): boolean {
  return of === 'sendrecv' || of === 'recvonly';
}

/** The same stream seen from the other end. */
export function reversed(of: MediaDirection): MediaDirection {
  return direction(receives(of), sends(of));
}

/** What both allow. */
export function common(one: MediaDirection, other: MediaDirection): MediaDirection {
  return direction(sends(one) && sends(other), receives(one) && receives(other));
}

/** The stream's own attribute, else the session's, else sendrecv (RFC 8866 6.7). */
export function directionOf(description: SessionDescription, media: SdpMedia): MediaDirection {
  return declaredDirection(description, media) ?? 'sendrecv';
}

/** Undefined where neither says anything. */
export function declaredDirection(description: SessionDescription, media: SdpMedia): MediaDirection | undefined {
  const isDirection = ({ name }: { name: string }): boolean => NAMES.includes(name);
  const found = media.attributes.find(isDirection) ?? description.attributes.find(isDirection);
  return found?.name as MediaDirection | undefined;
}
