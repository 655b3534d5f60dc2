/** What each line of a session description says. */
import type { Explanation } from './explanation.ts';
import { byName } from './rows.ts';
import type { Row } from './rows.ts';
import { SDP_ATTRIBUTES } from './sdp-attributes.ts';

const LINES: Row[] = [
  ['v', 'RFC 8866 5.1', 'The version of SDP; there is only 0.', 'Die Version von SDP; es gibt nur 0.'],
  ['o', 'RFC 8866 5.2', 'Who made the session, its number, the version of this description (up by one with each change), and the maker\'s address.', 'Wer die Sitzung angelegt hat, ihre Nummer, die Version dieser Beschreibung (mit jeder Änderung um eins höher) und die Adresse des Urhebers.'],
  ['s', 'RFC 8866 5.3', 'The name of the session; "-" when it has none.', 'Der Name der Sitzung; „-“, wenn sie keinen hat.'],
  ['i', 'RFC 8866 5.4', 'What the session or the stream is about, for people.', 'Worum es in der Sitzung oder im Strom geht, für Menschen.'],
  ['u', 'RFC 8866 5.5', 'A web page with more about the session.', 'Eine Webseite mit mehr zur Sitzung.'],
  ['e', 'RFC 8866 5.6', 'E-mail address of the person responsible.', 'E-Mail-Adresse der verantwortlichen Person.'],
  ['p', 'RFC 8866 5.6', 'Telephone number of the person responsible.', 'Telefonnummer der verantwortlichen Person.'],
  ['c', 'RFC 8866 5.7', 'The address to which the media are to be sent; 0.0.0.0 is an old way to say hold.', 'Die Adresse, an die die Medien gesendet werden sollen; 0.0.0.0 ist eine alte Art, zu halten.'],
  ['b', 'RFC 8866 5.8', 'The bandwidth that the session or the stream needs, mostly in kilobits per second.', 'Die Bandbreite, die Sitzung oder Strom brauchen, meist in Kilobit pro Sekunde.'],
  ['t', 'RFC 8866 5.9', 'When the session starts and stops, in NTP seconds; 0 0 means without bounds.', 'Wann die Sitzung beginnt und endet, in NTP-Sekunden; 0 0 heißt unbegrenzt.'],
  ['r', 'RFC 8866 5.10', 'How the session repeats: interval, duration and offsets.', 'Wie sich die Sitzung wiederholt: Abstand, Dauer und Versätze.'],
  ['z', 'RFC 8866 5.11', 'When the clocks change while the session repeats, and by how much.', 'Wann sich während der Wiederholungen die Uhrzeit umstellt, und um wie viel.'],
  ['k', 'RFC 8866 5.12', 'Obsolete: an encryption key in the open. Not to be used.', 'Veraltet: ein offen mitgeschickter Schlüssel. Nicht zu verwenden.'],
  ['a', 'RFC 8866 5.13', 'An attribute: a property of the session or the stream.', 'Ein Attribut: eine Eigenschaft der Sitzung oder des Stroms.'],
  ['m', 'RFC 8866 5.14', 'A stream: its kind, the port where it is received (0: declined), the protocol, and the formats in order of preference.', 'Ein Strom: seine Art, der Port, an dem er empfangen wird (0: abgelehnt), das Protokoll und die Formate nach Vorliebe.'],
];

const BY_LINE = byName(LINES);

/** Of a line by its letter, and for `a` more exactly by its value (`rtpmap:8 PCMA/8000`). Undefined for letters that are not SDP. */
export function explainSdpLine(type: string, value = ''): Explanation | undefined {
  if (type !== 'a') return BY_LINE.get(type);
  const colon = value.indexOf(':');
  return SDP_ATTRIBUTES.get((colon < 0 ? value : value.slice(0, colon)).trim()) ?? BY_LINE.get('a');
}
