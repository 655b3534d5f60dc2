/** Why a codec won, lost or was declined, and what the rest of two descriptions comes to. */
import type { Explanation } from './explanation.ts';

const words = (section: string, en: string, de: string): Explanation => ({ en, de, section });

export const WHY = {
  open: words('RFC 3264 5', 'No answer has come.', 'Es ist keine Antwort gekommen.'),
  refused: words('RFC 3261 13.2.1', 'The whole offer was refused with the final answer.', 'Das ganze Angebot wurde mit der endgültigen Antwort abgelehnt.'),
  missing: words('RFC 3264 6', 'The answer has no line for this stream; it must have one for each.', 'Die Antwort hat für diesen Strom keine Zeile; sie muss für jeden eine haben.'),
  accepted: words('RFC 3264 6', 'The stream was accepted.', 'Der Strom wurde angenommen.'),
  port0: words('RFC 3264 6', 'Declined: the answer has port 0.', 'Abgelehnt: Die Antwort hat Port 0.'),
  wasOff: words('RFC 3264 8.2', 'The offer itself takes the stream out: port 0.', 'Schon das Angebot nimmt den Strom heraus: Port 0.'),
  nothingCommon: words('RFC 3264 6', 'Accepted with none of the offered codecs: nothing can be sent.', 'Angenommen, aber mit keinem der angebotenen Codecs: Es kann nichts gesendet werden.'),
  chosen: words('RFC 3264 6.1', 'Won: the first codec of the answer that was offered; this is what is sent.', 'Gewonnen: der erste Codec der Antwort, der angeboten war; er wird gesendet.'),
  chosenRenumbered: words('RFC 3264 5.1', 'Won: the first codec of the answer that was offered. Each side has another number for it; packets bear the receiver\'s.', 'Gewonnen: der erste Codec der Antwort, der angeboten war. Jede Seite hat eine andere Nummer dafür; Pakete tragen die des Empfängers.'),
  ranksAfter: words('RFC 3264 7', 'Both can do it, but the answer names another one first. It may still be sent without asking again.', 'Beide können ihn, aber die Antwort nennt zuerst einen anderen. Er darf dennoch ohne neue Anfrage gesendet werden.'),
  notSupported: words('RFC 3264 6.1', 'Lost: the answerer cannot do it, or does not want to.', 'Verloren: Die antwortende Seite kann oder will ihn nicht.'),
  extra: words('RFC 3264 6.1', 'Answered without having been offered: the offerer may not understand it.', 'Geantwortet, ohne angeboten zu sein: Die anbietende Seite versteht ihn womöglich nicht.'),
  events: words('RFC 4733 2.5.1.1', 'Keys are sent as events.', 'Tasten werden als Ereignisse gesendet.'),
  noEvents: words('RFC 4733 2.5.1.1', 'The answerer does not take keys as events.', 'Die antwortende Seite nimmt Tasten nicht als Ereignisse.'),
  auxiliary: words('RFC 3264 6.1', 'Agreed, to go beside the codec.', 'Vereinbart, neben dem Codec.'),
} as const;

export const FACTS = {
  protocol: words('RFC 3264 6', 'The same on both sides, as it must be.', 'Auf beiden Seiten gleich, wie es sein muss.'),
  otherProtocol: words('RFC 3264 6', 'The answer names another protocol than the offer, which it must not; encrypted and open sound do not meet.', 'Die Antwort nennt ein anderes Protokoll als das Angebot, was sie nicht darf; verschlüsselter und offener Ton treffen sich nicht.'),
  address: words('RFC 8866 5.7', 'Where each side wants to receive.', 'Wo jede Seite empfangen will.'),
  bothWays: words('RFC 3264 6.1', 'Both send and receive.', 'Beide senden und empfangen.'),
  oneWay: words('RFC 3264 8.4', 'One side only sends: a held call, or an announcement.', 'Nur eine Seite sendet: ein gehaltenes Gespräch oder eine Ansage.'),
  noWay: words('RFC 3264 6.1', 'Nobody sends.', 'Niemand sendet.'),
  directionWrong: words('RFC 3264 6.1', 'This answer does not fit the offered direction.', 'Diese Antwort passt nicht zur angebotenen Richtung.'),
  ptime: words('RFC 3264 6.1', 'How much sound each side wants in a packet.', 'Wie viel Ton jede Seite in einem Paket haben will.'),
  ptimesDiffer: words('RFC 3264 6.1', 'Each side wants to receive packets of its own length; that is allowed, but not every device bears it.', 'Jede Seite will Pakete ihrer eigenen Länge empfangen; das ist erlaubt, aber nicht jedes Gerät verträgt es.'),
  events: words('RFC 4733', 'Keys are sent as events.', 'Tasten werden als Ereignisse gesendet.'),
  noEventsOffered: words('RFC 4733', 'No keypad events were offered: keys can go in the sound or by INFO only.', 'Es wurden keine Tastenereignisse angeboten: Tasten gehen nur im Ton oder mit INFO.'),
  noEventsAnswered: words('RFC 4733', 'Keypad events were offered and not accepted: keys can go in the sound or by INFO only.', 'Tastenereignisse wurden angeboten und nicht angenommen: Tasten gehen nur im Ton oder mit INFO.'),
  keys: words('RFC 4568 5.1.2', 'The answer has chosen one of the offered ciphers.', 'Die Antwort hat eines der angebotenen Verfahren gewählt.'),
  keysNotOffered: words('RFC 4568 5.1.2', 'The answer names a cipher or number that was not offered.', 'Die Antwort nennt ein Verfahren oder eine Nummer, die nicht angeboten war.'),
  keysNotAnswered: words('RFC 4568 5.1.2', 'Encryption was offered and not answered: the sound is open.', 'Verschlüsselung wurde angeboten und nicht beantwortet: Der Ton ist offen.'),
  onePort: words('RFC 5761 5.1.1', 'RTP and RTCP share one port.', 'RTP und RTCP teilen sich einen Port.'),
  twoPorts: words('RFC 5761 5.1.1', 'Not accepted: RTCP has a port of its own.', 'Nicht angenommen: RTCP hat einen eigenen Port.'),
  muxNotOffered: words('RFC 5761 5.1.1', 'Answered without having been offered, which is not allowed.', 'Geantwortet, ohne angeboten zu sein, was nicht erlaubt ist.'),
  ice: words('RFC 8839 4.2', 'Both try their candidates.', 'Beide probieren ihre Kandidaten.'),
  noIce: words('RFC 8839 4.2.2', 'Only one side can do ICE: the addresses of c= and m= hold.', 'Nur eine Seite kann ICE: Es gelten die Adressen von c= und m=.'),
} as const;
