/** What each line of a session description says. */
import type { Explanation } from './explanation.ts';

type Row = [name: string, section: string, en: string, de: string];

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

const ATTRIBUTES: Row[] = [
  ['rtpmap', 'RFC 8866 6.6', 'Which codec a payload number stands for, with its clock rate.', 'Für welchen Codec eine Nutzlastnummer steht, mit seiner Taktrate.'],
  ['fmtp', 'RFC 8866 6.15', 'Parameters of one format, for instance the keypad events 0-15.', 'Parameter eines Formats, etwa die Tastenereignisse 0-15.'],
  ['ptime', 'RFC 8866 6.4', 'How many milliseconds of sound a packet should hold.', 'Wie viele Millisekunden Ton ein Paket enthalten soll.'],
  ['maxptime', 'RFC 8866 6.5', 'How many milliseconds of sound a packet may hold at most.', 'Wie viele Millisekunden Ton ein Paket höchstens enthalten darf.'],
  ['sendrecv', 'RFC 8866 6.7', 'Sends and receives: a usual conversation.', 'Sendet und empfängt: ein gewöhnliches Gespräch.'],
  ['sendonly', 'RFC 8866 6.7', 'Sends only: so says who puts the other side on hold.', 'Sendet nur: so sagt es, wer die Gegenseite hält.'],
  ['recvonly', 'RFC 8866 6.7', 'Receives only: the answer to being put on hold.', 'Empfängt nur: die Antwort darauf, gehalten zu werden.'],
  ['inactive', 'RFC 8866 6.7', 'Neither sends nor receives.', 'Sendet nicht und empfängt nicht.'],
  ['rtcp', 'RFC 3605 2.1', 'Where RTCP is received when that is not the next port.', 'Wo RTCP empfangen wird, wenn nicht am nächsten Port.'],
  ['rtcp-mux', 'RFC 5761 5.1', 'RTP and RTCP can share one port.', 'RTP und RTCP können sich einen Port teilen.'],
  ['rtcp-fb', 'RFC 4585 4.2', 'Feedback that the sender understands, such as a lost-picture report.', 'Rückmeldungen, die der Absender versteht, etwa über verlorene Bilder.'],
  ['rtcp-xr', 'RFC 3611 5.1', 'Extended quality reports that the sender can give.', 'Erweiterte Qualitätsberichte, die der Absender geben kann.'],
  ['ssrc', 'RFC 5576 4.1', 'The number by which a source is known in its RTP packets.', 'Die Nummer, unter der eine Quelle in ihren RTP-Paketen erscheint.'],
  ['crypto', 'RFC 4568 4', 'Encrypted sound (SRTP): a number by which the answer names the line, the cipher, and the key (struck out here). Whoever can read this message can listen, so it should travel over TLS.', 'Verschlüsselter Ton (SRTP): eine Nummer, mit der die Antwort die Zeile nennt, das Verfahren und der Schlüssel (hier geschwärzt). Wer diese Nachricht lesen kann, kann mithören; sie sollte über TLS gehen.'],
  ['fingerprint', 'RFC 8122 5', 'The fingerprint of the certificate that will encrypt the media (DTLS).', 'Der Fingerabdruck des Zertifikats, das die Medien verschlüsseln wird (DTLS).'],
  ['setup', 'RFC 4145 4', 'Who opens the connection: active, passive or either.', 'Wer die Verbindung öffnet: active, passive oder beides.'],
  ['candidate', 'RFC 8839 5.1', 'One address at which the media might be reached; ICE tries them all.', 'Eine Adresse, unter der die Medien erreichbar sein könnten; ICE probiert alle.'],
  ['ice-ufrag', 'RFC 8839 5.4', 'User name for the connectivity checks of ICE.', 'Benutzername für die Verbindungsprüfungen von ICE.'],
  ['ice-pwd', 'RFC 8839 5.4', 'Password for the connectivity checks of ICE.', 'Kennwort für die Verbindungsprüfungen von ICE.'],
  ['mid', 'RFC 5888 4', 'A name for this stream, to group streams by.', 'Ein Name für diesen Strom, um Ströme zu gruppieren.'],
  ['group', 'RFC 5888 5', 'Streams that belong together, for instance on one port (BUNDLE).', 'Ströme, die zusammengehören, etwa auf einem Port (BUNDLE).'],
  ['msid', 'RFC 8830 2', 'Which stream of a browser this is.', 'Welcher Strom eines Browsers dies ist.'],
  ['extmap', 'RFC 8285 5', 'An extension of the RTP header and its number.', 'Eine Erweiterung des RTP-Kopfes und ihre Nummer.'],
  ['silenceSupp', 'RFC 3108', 'Whether silence is left out instead of being sent.', 'Ob Stille weggelassen statt gesendet wird.'],
  ['charset', 'RFC 8866 6.10', 'The character set of names and descriptions; UTF-8 without it.', 'Der Zeichensatz von Namen und Beschreibungen; ohne Angabe UTF-8.'],
  ['sdplang', 'RFC 8866 6.11', 'The language of the description.', 'Die Sprache der Beschreibung.'],
  ['lang', 'RFC 8866 6.12', 'The language spoken in the session.', 'Die Sprache, die in der Sitzung gesprochen wird.'],
  ['framerate', 'RFC 8866 6.13', 'The greatest number of pictures a second.', 'Die höchste Zahl von Bildern pro Sekunde.'],
  ['quality', 'RFC 8866 6.14', 'The wished quality of the pictures, from 0 to 10.', 'Die gewünschte Bildqualität von 0 bis 10.'],
  ['orient', 'RFC 8866 6.8', 'How a shared whiteboard is turned: portrait or landscape.', 'Wie eine gemeinsame Tafel steht: hoch oder quer.'],
  ['type', 'RFC 8866 6.9', 'The kind of conference, for instance broadcast or meeting.', 'Die Art der Konferenz, etwa broadcast oder meeting.'],
  ['cat', 'RFC 8866 6.1', 'The category of the session, to filter a list by.', 'Die Rubrik der Sitzung, um eine Liste zu filtern.'],
  ['keywds', 'RFC 8866 6.2', 'Keywords of the session, to filter a list by.', 'Stichwörter der Sitzung, um eine Liste zu filtern.'],
  ['tool', 'RFC 8866 6.3', 'The software that wrote the description.', 'Die Software, die die Beschreibung geschrieben hat.'],
  ['label', 'RFC 4574 4', 'A label by which other documents refer to this stream.', 'Eine Marke, mit der andere Dokumente auf diesen Strom verweisen.'],
  ['T38FaxVersion', 'ITU-T T.38', 'The version of T.38, fax over the network.', 'Die Version von T.38, Fax über das Netz.'],
];

const TO_SECTION = ([name, section, en, de]: Row): [string, Explanation] => [name, { en, de, section }];
const BY_LINE = new Map(LINES.map(TO_SECTION));
const BY_ATTRIBUTE = new Map(ATTRIBUTES.map(TO_SECTION));

/** Of a line by its letter, and for `a` more exactly by its value (`rtpmap:8 PCMA/8000`). Undefined for letters that are not SDP. */
export function explainSdpLine(type: string, value = ''): Explanation | undefined {
  if (type !== 'a') return BY_LINE.get(type);
  const colon = value.indexOf(':');
  return BY_ATTRIBUTE.get((colon < 0 ? value : value.slice(0, colon)).trim()) ?? BY_LINE.get('a');
}
