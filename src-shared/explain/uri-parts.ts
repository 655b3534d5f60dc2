/** What the parts of a URI are. */
import type { Explanation } from './explanation.ts';
import { byName } from './rows.ts';
import type { Row } from './rows.ts';

const PARTS: Row[] = [
  ['sip', 'RFC 3261 19.1', 'The scheme: an address reached by SIP.', 'Das Schema: eine Adresse, die über SIP erreicht wird.'],
  ['sips', 'RFC 3261 19.1', 'The scheme: SIP, encrypted on every hop.', 'Das Schema: SIP, auf jeder Station verschlüsselt.'],
  ['tel', 'RFC 3966', 'The scheme: a telephone number, wherever it is reached.', 'Das Schema: eine Telefonnummer, wo immer sie erreicht wird.'],
  ['scheme', 'RFC 3986 3.1', 'The kind of address.', 'Die Art der Adresse.'],
  ['user', 'RFC 3261 19.1.1', 'Who or what is meant at that host.', 'Wer oder was bei diesem Host gemeint ist.'],
  ['telephone-number', 'RFC 3261 19.1.6', 'A telephone number; + in front: with the country code. Dashes and brackets are for the eye.', 'Eine Telefonnummer; mit + davor samt Landesvorwahl. Striche und Klammern sind fürs Auge.'],
  ['password', 'RFC 3261 19.1.1', 'A password in the open: not to be used, and struck out here.', 'Ein offenes Kennwort: nicht zu verwenden, hier geschwärzt.'],
  ['host', 'RFC 3261 19.1.1', 'The host name of the domain, looked up in the DNS.', 'Der Name der Domäne, im DNS nachzuschlagen.'],
  ['ipv4', 'RFC 3261 19.1.1', 'An IPv4 address.', 'Eine IPv4-Adresse.'],
  ['ipv6', 'RFC 5118 4.1', 'An IPv6 address, in brackets.', 'Eine IPv6-Adresse, in Klammern.'],
  ['port', 'RFC 3261 19.1.2', 'The port; without one 5060, for TLS 5061, or what the DNS says.', 'Der Port; ohne Angabe 5060, bei TLS 5061, oder was das DNS sagt.'],
  ['display-name', 'RFC 3261 20.10', 'A name for people; it proves nothing.', 'Ein Name für Menschen; er beweist nichts.'],
  [';transport', 'RFC 3261 19.1.1', 'The transport to use: udp, tcp, tls, ws.', 'Der zu benutzende Transport: udp, tcp, tls, ws.'],
  [';maddr', 'RFC 3261 19.1.1', 'The address to send to instead of the host.', 'Die Adresse, an die statt an den Host zu senden ist.'],
  [';ttl', 'RFC 3261 19.1.1', 'How many networks a multicast packet may cross; obsolete with maddr.', 'Wie viele Netze ein Multicast-Paket durchqueren darf; veraltet wie maddr.'],
  [';user', 'RFC 3261 19.1.1', 'phone: the user is a telephone number.', 'phone: der Benutzer ist eine Telefonnummer.'],
  [';method', 'RFC 3261 19.1.1', 'Which request is to be sent to this address.', 'Welche Anfrage an diese Adresse zu senden ist.'],
  [';lr', 'RFC 3261 19.1.1', 'A loose router: it leaves the target of the request alone.', 'Ein loser Router: er lässt das Ziel der Anfrage in Ruhe.'],
  [';ob', 'RFC 5626 4.3', 'Later requests are to come over the connection that this one came by.', 'Spätere Anfragen sollen über die Verbindung kommen, auf der diese kam.'],
  [';gr', 'RFC 5627 3', 'This very device of the user, not just any.', 'Genau dieses Gerät des Benutzers, nicht irgendeines.'],
  [';comp', 'RFC 3486 4', 'Messages may be compressed.', 'Nachrichten dürfen komprimiert sein.'],
  [';sigcomp-id', 'RFC 5049 9.1', 'Which memory of the compression is meant.', 'Welches Gedächtnis der Komprimierung gemeint ist.'],
  [';phone-context', 'RFC 3966 5.1.5', 'Where a local number is valid.', 'Wo eine örtliche Nummer gilt.'],
  [';ext', 'RFC 3966 5.3', 'The extension behind the number.', 'Die Durchwahl hinter der Nummer.'],
  [';isub', 'RFC 3966 5.3', 'The ISDN subaddress behind the number.', 'Die ISDN-Unteradresse hinter der Nummer.'],
  [';npdi', 'RFC 4694', 'The number portability database has been asked already.', 'Die Datenbank der Rufnummernmitnahme ist schon befragt.'],
  [';rn', 'RFC 4694', 'The routing number of a number that has moved to another operator.', 'Die Leitwegnummer einer Rufnummer, die den Anbieter gewechselt hat.'],
  [';cause', 'RFC 4458 2', 'Why the call was sent on: 486 busy, 408 no answer.', 'Warum der Anruf weitergeleitet wurde: 486 besetzt, 408 keine Antwort.'],
  [';parameter', 'RFC 3261 19.1.1', 'A parameter of an extension; who does not know it passes over it.', 'Ein Parameter einer Erweiterung; wer ihn nicht kennt, übergeht ihn.'],
  ['?', 'RFC 3261 19.1.1', 'The header part: fields that a request to this address shall have.', 'Der Kopfteil: Felder, die eine Anfrage an diese Adresse haben soll.'],
];

const BY_PART = byName(PARTS);

/** `user`, `host`, `port`… or `;transport` for a parameter; one that nobody knows is explained as such. */
export function explainUriPart(part: string): Explanation | undefined {
  const name = part.toLowerCase();
  return BY_PART.get(name) ?? (name.startsWith(';') ? BY_PART.get(';parameter') : undefined);
}
