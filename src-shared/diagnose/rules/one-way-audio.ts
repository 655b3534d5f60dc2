import type { StreamStats } from '../../model.ts';
import type { CallTrace } from '../call-trace.ts';
import { talkMsOf } from '../dialog-steps.ts';
import { ENOUGH_PACKETS, isOneWayByWish, onlyWayOf } from '../sound-ways.ts';
import { privateMediaAddress } from './private-media-address.ts';
import type { Rule } from '../types.ts';

/** RFC 3264 6.1: both sides agreed to send, and one is not heard. */
export const oneWayAudio: Rule = {
  name: 'one-way-audio',
  severity: 'error',
  section: 'RFC 3264 6.1',
  texts: {
    en: {
      message: 'Audio goes one way only: {sent} packets went to {remote}, none came back to {local}.',
      advice: 'The address in the session description of {local} may not be reachable for the other side (NAT, VPN, firewall). Compare its c= line with the address that the other side sees.',
    },
    de: {
      message: 'Der Ton geht nur in eine Richtung: {sent} Pakete gingen an {remote}, keines kam an {local} zurück.',
      advice: 'Die Adresse in der Sitzungsbeschreibung von {local} ist für die Gegenseite vielleicht nicht erreichbar (NAT, VPN, Firewall). Vergleichen Sie deren c=-Zeile mit der Adresse, die die Gegenseite sieht.',
    },
  },
  find(call) {
    const guilty = call.messages.findLast((message) => message.hasSdp) ?? call.messages[0];
    if (!guilty || isOneWayByWish(call)) return undefined;
    const silent = call.media.find(({ stats }) => stats?.oneWay?.reason === 'no-packets' || (stats !== undefined && isSilent(stats)));
    if (silent?.stats) return { seq: guilty.seq, params: { sent: silent.stats.sent, local: silent.local, remote: silent.remote } };
    // The private address is the cause.
    const only = talkMsOf(call) > 0 && isConfirmed(call) && !privateMediaAddress.find(call) ? onlyWayOf(call) : undefined;
    return only?.stats && { seq: guilty.seq, params: { sent: only.stats.received, local: only.remote, remote: only.local } };
  },
};

/** RFC 3261 13.2.2.4: the caller has heard the answer. */
const isConfirmed = ({ messages }: CallTrace): boolean => messages.some(({ method }) => method === 'ACK');

/** Nothing came, no other reason is known, and the peer does not say that it only listens. */
function isSilent({ received, sent, oneWay, remote }: StreamStats): boolean {
  const onlyListens = remote !== undefined && remote.reports > 0 && remote.sent === 0;
  return received === 0 && sent > ENOUGH_PACKETS && oneWay === undefined && !onlyListens;
}
