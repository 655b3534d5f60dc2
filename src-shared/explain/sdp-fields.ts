/** What stands in which place of an SDP line. */
import type { Explanation } from './explanation.ts';
import { byName } from './rows.ts';
import type { Row } from './rows.ts';

const FIELDS: Row[] = [
  ['o username', 'RFC 8866 5.2', 'Who made the session; "-" where that is nobody\'s business.', 'Wer die Sitzung angelegt hat; „-“, wo das niemanden angeht.'],
  ['o sess-id', 'RFC 8866 5.2', 'The number of the session.', 'Die Nummer der Sitzung.'],
  ['o sess-version', 'RFC 3264 8', 'The version of this description: one more with every change.', 'Die Version dieser Beschreibung: bei jeder Änderung eins mehr.'],
  ['nettype', 'RFC 8866 8.2.6', 'The network: IN, the Internet.', 'Das Netz: IN, das Internet.'],
  ['addrtype', 'RFC 8866 8.2.7', 'The kind of address: IP4 or IP6.', 'Die Art der Adresse: IP4 oder IP6.'],
  ['o address', 'RFC 8866 5.2', 'The maker\'s address; media do not go there.', 'Die Adresse des Urhebers; Medien gehen nicht dorthin.'],
  ['c address', 'RFC 8866 5.7', 'Where media are to be sent; for multicast /TTL and a count may follow.', 'Wohin Medien zu senden sind; bei Multicast können /TTL und eine Anzahl folgen.'],
  ['b type', 'RFC 8866 5.8', 'CT: all together, AS: this stream, TIAS: without headers, RS and RR: for RTCP.', 'CT: alles zusammen, AS: dieser Strom, TIAS: ohne Paketköpfe, RS und RR: für RTCP.'],
  ['t start', 'RFC 8866 5.9', 'When it starts, in seconds since 1900; 0: at any time.', 'Wann es beginnt, in Sekunden seit 1900; 0: jederzeit.'],
  ['t stop', 'RFC 8866 5.9', 'When it stops; 0: never.', 'Wann es endet; 0: nie.'],
  ['r interval', 'RFC 8866 5.10', 'After how long it repeats.', 'Nach welcher Zeit es sich wiederholt.'],
  ['r duration', 'RFC 8866 5.10', 'How long it lasts each time.', 'Wie lange es jedes Mal dauert.'],
  ['r offset', 'RFC 8866 5.10', 'How long after the start a repetition begins.', 'Wie lange nach dem Beginn eine Wiederholung anfängt.'],
  ['z time', 'RFC 8866 5.11', 'When the clocks change.', 'Wann sich die Uhr umstellt.'],
  ['z offset', 'RFC 8866 5.11', 'By how much.', 'Um wie viel.'],
  ['m media', 'RFC 8866 5.14', 'The kind of stream: audio, video, text, image, application or message.', 'Die Art des Stroms: audio, video, text, image, application oder message.'],
  ['m port', 'RFC 3264 6', 'Where the stream is received; 0 declines it.', 'Wo der Strom empfangen wird; 0 lehnt ihn ab.'],
  ['rtp/avp', 'RFC 3551', 'RTP in the open.', 'Offenes RTP.'],
  ['rtp/savp', 'RFC 3711', 'Encrypted RTP (SRTP).', 'Verschlüsseltes RTP (SRTP).'],
  ['rtp/avpf', 'RFC 4585', 'RTP with early feedback.', 'RTP mit früher Rückmeldung.'],
  ['rtp/savpf', 'RFC 5124', 'Encrypted RTP with early feedback.', 'Verschlüsseltes RTP mit früher Rückmeldung.'],
  ['udp/tls/rtp/savp', 'RFC 5764', 'RTP encrypted with keys agreed by DTLS.', 'RTP, verschlüsselt mit Schlüsseln aus DTLS.'],
  ['udp/tls/rtp/savpf', 'RFC 5764', 'The same with early feedback: what browsers use.', 'Dasselbe mit früher Rückmeldung: so machen es Browser.'],
  ['udptl', 'ITU-T T.38', 'Fax in UDP packets.', 'Fax in UDP-Paketen.'],
  ['tcp', 'RFC 4145', 'A TCP connection.', 'Eine TCP-Verbindung.'],
  ['tcp/msrp', 'RFC 4975', 'A session of text messages.', 'Eine Sitzung mit Textnachrichten.'],
  ['m proto', 'RFC 8866 5.14', 'The protocol that carries the stream.', 'Das Protokoll, das den Strom trägt.'],
  ['m format', 'RFC 8866 5.14', 'A format of this protocol.', 'Ein Format dieses Protokolls.'],
  ['rate', 'RFC 8866 6.6', 'Clock rate in hertz.', 'Takt in Hertz.'],
  ['channels', 'RFC 8866 6.6', 'Number of channels.', 'Zahl der Kanäle.'],
  ['crypto tag', 'RFC 4568 9.1', 'The number by which the answer names this line.', 'Die Nummer, mit der die Antwort diese Zeile nennt.'],
  ['crypto suite', 'RFC 4568 6.2', 'Cipher and length of the proof that nothing was changed.', 'Verschlüsselung und Länge des Beweises, dass nichts verändert ist.'],
  ['crypto key', 'RFC 4568 9.2', 'The key, struck out here; lifetime and number may follow.', 'Der Schlüssel, hier geschwärzt; Lebensdauer und Nummer können folgen.'],
  ['crypto session', 'RFC 4568 6.3', 'A condition, such as UNENCRYPTED_SRTCP.', 'Eine Bedingung, etwa UNENCRYPTED_SRTCP.'],
  ['candidate foundation', 'RFC 8839 5.1', 'The same for candidates of one kind, base and server.', 'Gleich für Kandidaten einer Art, Basis und desselben Servers.'],
  ['candidate component', 'RFC 8839 5.1', 'Which packets: 1 is RTP, 2 is RTCP.', 'Welche Pakete: 1 ist RTP, 2 ist RTCP.'],
  ['candidate transport', 'RFC 8839 5.1', 'The transport of the candidate.', 'Der Transport des Kandidaten.'],
  ['candidate priority', 'RFC 8445 5.1.2', 'The higher, the sooner it is tried.', 'Je höher, desto eher wird er versucht.'],
  ['candidate address', 'RFC 8839 5.1', 'The address that might work.', 'Die Adresse, die gehen könnte.'],
  ['candidate port', 'RFC 8839 5.1', 'Its port.', 'Ihr Port.'],
  ['candidate host', 'RFC 8445 5.1.1', 'An address of the device itself.', 'Eine Adresse des Geräts selbst.'],
  ['candidate srflx', 'RFC 8445 5.1.1', 'How the device appears behind a NAT.', 'Wie das Gerät hinter einem NAT erscheint.'],
  ['candidate prflx', 'RFC 8445 5.1.1', 'Found during the checks.', 'Bei den Prüfungen gefunden.'],
  ['candidate relay', 'RFC 8445 5.1.1', 'An address of a relay (TURN).', 'Eine Adresse eines Relais (TURN).'],
  ['candidate extension', 'RFC 8839 5.1', 'More about the candidate.', 'Mehr über den Kandidaten.'],
];

const BY_FIELD = byName(FIELDS);

/** `o sess-id`, `rtp/avp`, `candidate host` …: letter or attribute and field. */
export function explainSdpField(name: string): Explanation | undefined {
  return BY_FIELD.get(name);
}
