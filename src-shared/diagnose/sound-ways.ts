/** Which ways the sound of a call went. */
import type { MediaSpan } from '../model.ts';
import { isUnroutableFrom } from '../sip/unroutable.ts';
import type { CallTrace } from './call-trace.ts';
import { sdpOf } from './message-text.ts';

/** A second of speech. */
export const ENOUGH_PACKETS = 50;
const ONE_WAY_BY_WISH = ['sendonly', 'recvonly', 'inactive'];

/** The phone's own call tells what was sent, too; a capture has a span for each way. What goes to an address that does not exist there
 *  will not arrive. */
function isCaptured({ stats, local, remote }: MediaSpan): boolean {
  return stats !== undefined && stats.sent === 0 && stats.received > 0 && stats.oneWay === undefined && !isUnroutableFrom(remote, local);
}

export function flowsBothWays({ media }: CallTrace): boolean {
  if (media.some(arrivesBothWays)) return true;
  return new Set(media.filter(isCaptured).map(({ local }) => local)).size > 1;
}

/** What was sent has arrived unless it went to an address that does not exist there, and the peer's own packets showed no other one. */
function arrivesBothWays({ stats, local, remote }: MediaSpan): boolean {
  if (!stats || stats.sent === 0 || stats.received === 0) return false;
  return stats.path?.kind === 'latched' || !isUnroutableFrom(local, remote);
}

/** The only stream of a captured call, when it is long enough to be speech. */
export function onlyWayOf({ media }: CallTrace): MediaSpan | undefined {
  const captured = media.filter(isCaptured);
  const isOneWay = new Set(captured.map(({ local }) => local)).size === 1;
  return isOneWay ? captured.find(({ stats }) => (stats?.received ?? 0) > ENOUGH_PACKETS) : undefined;
}

/** On hold nothing comes back either (RFC 3264 8.4). */
export function isOneWayByWish(call: CallTrace): boolean {
  return call.messages.some((message) => {
    const description = sdpOf(message);
    if (!description) return false;
    const audio = description.media.filter((media) => media.media === 'audio');
    const attributes = [...description.attributes, ...audio.flatMap((media) => media.attributes)];
    const addresses = [description.connection, ...audio.flatMap((media) => media.connections)];
    return attributes.some(({ name }) => ONE_WAY_BY_WISH.includes(name)) || addresses.some((connection) => connection?.address === '0.0.0.0');
  });
}
