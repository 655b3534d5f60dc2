import { isUnroutableFrom } from '../../sip/unroutable.ts';
import type { CallTrace } from '../call-trace.ts';
import { sourceOf, targetOf } from '../call-trace.ts';
import { audioOf, sdpOf } from '../message-text.ts';
import { oneWayFor } from '../one-way-reason.ts';
import { flowsBothWays } from '../sound-ways.ts';
import type { Finding } from '../types.ts';
import type { Rule } from '../types.ts';

/** RFC 1918 3: sound sent to a private address stays in the network of the sender. RFC 8866 5.7: c= says where it is to go. */
export const privateMediaAddress: Rule = {
  name: 'private-media-address',
  severity: 'error',
  section: 'RFC 8866 5.7',
  texts: {
    en: {
      message: '{source} wants its sound at {address}: a private address that does not exist where this description came from. That side will hear nothing.',
      advice: 'It is behind a NAT and named its inner address. It needs STUN or ICE, or a server that relays the sound.',
    },
    de: {
      message: '{source} will den Ton an {address}: eine private Adresse, die es dort, woher diese Beschreibung kam, nicht gibt. Jene Seite wird nichts hören.',
      advice: 'Sie steht hinter einem NAT und hat ihre innere Adresse genannt. Sie braucht STUN oder ICE oder einen Server, der den Ton weiterleitet.',
    },
  },
  find: (call) => (oneWayFor(call, 'private-address') || flowsBothWays(call) ? undefined : privateAddressIn(call)),
};

function privateAddressIn({ messages }: CallTrace): Finding | undefined {
  for (const message of messages) {
    const address = message.hasSdp ? audioOf(message)?.connections[0]?.address ?? sdpOf(message)?.connection?.address : undefined;
    if (address === undefined || !isUnroutableFrom(sourceOf(message), address) || !isUnroutableFrom(targetOf(message), address)) continue;
    return { seq: message.seq, params: { source: sourceOf(message), address } };
  }
  return undefined;
}
