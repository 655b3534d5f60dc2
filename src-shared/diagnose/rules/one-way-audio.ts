import type { CallTrace } from '../call-trace.ts';
import { sdpOf } from '../message-text.ts';
import type { StreamStats } from '../../model.ts';
import type { Rule } from '../types.ts';

/** A second of speech. */
const ENOUGH_PACKETS = 50;
const ONE_WAY_BY_WISH = ['sendonly', 'recvonly', 'inactive'];

/** RFC 3264 6.1: both sides agreed to send, and one is not heard. */
export const oneWayAudio: Rule = {
  name: 'one-way-audio',
  severity: 'error',
  section: 'RFC 3264 6.1',
  texts: {
    en: {
      message: 'Audio goes one way only: {sent} packets went to {remote}, none came back to {local}.',
      advice: 'The address in our session description may not be reachable for the other side (NAT, VPN, firewall). Compare the c= line with the address that the other side sees.',
    },
    de: {
      message: 'Der Ton geht nur in eine Richtung: {sent} Pakete gingen an {remote}, keines kam an {local} zurück.',
      advice: 'Die Adresse in unserer Sitzungsbeschreibung ist für die Gegenseite vielleicht nicht erreichbar (NAT, VPN, Firewall). Vergleichen Sie die c=-Zeile mit der Adresse, die die Gegenseite sieht.',
    },
  },
  find(call) {
    const silent = call.media.find(({ stats }) => stats?.oneWay?.reason === 'no-packets' || (stats !== undefined && isSilent(stats)));
    if (!silent?.stats || isOneWayByWish(call)) return undefined;
    const guilty = call.messages.findLast((message) => message.hasSdp) ?? call.messages[0];
    return guilty && { seq: guilty.seq, params: { sent: silent.stats.sent, local: silent.local, remote: silent.remote } };
  },
};

/** Nothing came, no other reason is known, and the peer does not say that it only listens. */
function isSilent({ received, sent, oneWay, remote }: StreamStats): boolean {
  const onlyListens = remote !== undefined && remote.reports > 0 && remote.sent === 0;
  return received === 0 && sent > ENOUGH_PACKETS && oneWay === undefined && !onlyListens;
}

/** On hold nothing comes back either (RFC 3264 8.4). */
function isOneWayByWish(call: CallTrace): boolean {
  return call.messages.some((message) => {
    const description = sdpOf(message);
    if (!description) return false;
    const audio = description.media.filter((media) => media.media === 'audio');
    const attributes = [...description.attributes, ...audio.flatMap((media) => media.attributes)];
    const addresses = [description.connection, ...audio.flatMap((media) => media.connections)];
    return attributes.some(({ name }) => ONE_WAY_BY_WISH.includes(name)) || addresses.some((connection) => connection?.address === '0.0.0.0');
  });
}
