import type { TracedMessage } from '../model.ts';
import { isMulticast } from '../sdp/address.ts';
import { audioOf, sdpOf } from './message-text.ts';

/** Where the first sound stream of a description goes. */
export function soundAddressOf(message: TracedMessage): string | undefined {
  const audio = audioOf(message);
  return audio && (audio.connections[0] ?? sdpOf(message)?.connection)?.address;
}

/** An offer that leads into a multicast session (RFC 3264 5.2). */
export function leadsIntoGroup(message: TracedMessage): boolean {
  return isMulticast(soundAddressOf(message) ?? '');
}
