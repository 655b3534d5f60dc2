/** What stands in the lines of announced sessions: groups and their reach, kinds of bandwidth, senders, clocks (AES67), grouping. */
import type { Explanation } from './explanation.ts';
import { byName } from './rows.ts';
import type { Row } from './rows.ts';

const FIELDS: Row[] = [
  ['c ttl', 'RFC 8866 5.7', 'How far the packets go (TTL): 0 this host, 1 this network, 15 the site, 63 the region, 127 the world.', 'Wie weit die Pakete gehen (TTL): 0 dieser Rechner, 1 dieses Netz, 15 der Standort, 63 die Region, 127 die Welt.'],
  ['c count', 'RFC 8866 5.7', 'So many groups, one address after the other: the layers of one stream.', 'So viele Gruppen, eine Adresse nach der anderen: die Schichten eines Stroms.'],
  ['m ports', 'RFC 8866 5.14', 'So many ports, for RTP each the next even one.', 'So viele Ports, bei RTP jeweils der nächste gerade.'],
  ['b ct', 'RFC 8866 5.8', 'CT: the session altogether, all its streams and senders.', 'CT: die Sitzung insgesamt, alle ihre Ströme und Sender.'],
  ['b as', 'RFC 8866 5.8', 'AS: this stream as the application counts it, with the headers of RTP, UDP and IP.', 'AS: dieser Strom, wie die Anwendung ihn zählt, mit den Köpfen von RTP, UDP und IP.'],
  ['b tias', 'RFC 3890 6.2', 'TIAS: the sound or picture alone, without headers, in bits per second.', 'TIAS: nur Ton oder Bild, ohne Paketköpfe, in Bit pro Sekunde.'],
  ['b rs', 'RFC 3556 2', 'RS: the RTCP of those who send, in bits per second.', 'RS: das RTCP der Sendenden, in Bit pro Sekunde.'],
  ['b rr', 'RFC 3556 2', 'RR: the RTCP of those who only receive, in bits per second; 0 turns it off.', 'RR: das RTCP der nur Empfangenden, in Bit pro Sekunde; 0 schaltet es ab.'],
  ['b x', 'RFC 8866 5.8', 'X-: a kind of bandwidth of its own, obsolete as a name.', 'X-: eine eigene Art von Bandbreite; solche Namen sind veraltet.'],
  ['b kilobits', 'RFC 8866 5.8', 'Kilobits per second.', 'Kilobit in der Sekunde.'],
  ['b bits', 'RFC 3556 2', 'Bits per second.', 'Bit in der Sekunde.'],
  ['filter incl', 'RFC 4570 3', 'Packets of these senders alone are wanted.', 'Nur Pakete dieser Absender sind erwünscht.'],
  ['filter excl', 'RFC 4570 3', 'Packets of these senders are not wanted.', 'Pakete dieser Absender sind nicht erwünscht.'],
  ['filter group', 'RFC 4570 3', 'The group that it is about; * for each.', 'Die Gruppe, um die es geht; * für jede.'],
  ['filter sender', 'RFC 4570 3', 'A sender, by its address or name.', 'Ein Absender, mit Adresse oder Namen.'],
  ['filter addrtype', 'RFC 4570 3', 'IP4, IP6, or * for both where names are given.', 'IP4, IP6 oder * für beide, wo Namen stehen.'],
  ['group LS', 'RFC 5888 7', 'LS: to be played at the same time, lips and voice together.', 'LS: gleichzeitig abzuspielen, Lippen und Stimme zusammen.'],
  ['group FID', 'RFC 5888 8', 'FID: one and the same thing in several streams, for instance keys beside sound.', 'FID: ein und dasselbe in mehreren Strömen, etwa Tasten neben dem Ton.'],
  ['group SRF', 'RFC 3524 2', 'SRF: one reservation of bandwidth for all of them.', 'SRF: eine gemeinsame Reservierung von Bandbreite.'],
  ['group ANAT', 'RFC 4091 3', 'ANAT: the same stream at an IPv4 and an IPv6 address; obsolete.', 'ANAT: derselbe Strom unter einer IPv4- und einer IPv6-Adresse; veraltet.'],
  ['group FEC', 'RFC 5956 4', 'FEC: a stream and the one that repairs its losses.', 'FEC: ein Strom und der, der seine Verluste ausgleicht.'],
  ['group FEC-FR', 'RFC 5956 4', 'FEC-FR: streams and those that repair their losses.', 'FEC-FR: Ströme und die, die ihre Verluste ausgleichen.'],
  ['group DDP', 'RFC 5583 5', 'DDP: a stream and the layers that build on it.', 'DDP: ein Strom und die Schichten, die auf ihm aufbauen.'],
  ['group BUNDLE', 'RFC 9143 7', 'BUNDLE: all of them on one port.', 'BUNDLE: alle auf einem Port.'],
  ['group DUP', 'RFC 7104 3', 'DUP: the same stream twice, against losses.', 'DUP: derselbe Strom zweimal, gegen Verluste.'],
  ['group CS', 'RFC 7197 3', 'CS: streams for one composed picture.', 'CS: Ströme für ein zusammengesetztes Bild.'],
  ['group other', 'RFC 5888 5', 'What these streams belong together for.', 'Wozu diese Ströme zusammengehören.'],
  ['group mid', 'RFC 5888 5', 'One of them, by its a=mid.', 'Einer davon, mit seinem a=mid.'],
  ['clock ntp', 'RFC 7273 4.3', 'The time of this NTP server.', 'Die Zeit dieses NTP-Servers.'],
  ['clock ptp', 'RFC 7273 4.4', 'The time of PTP (IEEE 1588): by it devices stay together to a microsecond.', 'Die Zeit von PTP (IEEE 1588): Mit ihr bleiben Geräte auf die Mikrosekunde beisammen.'],
  ['clock gps', 'RFC 7273 4.5', 'The time of GPS satellites.', 'Die Zeit der GPS-Satelliten.'],
  ['clock gal', 'RFC 7273 4.5', 'The time of Galileo satellites.', 'Die Zeit der Galileo-Satelliten.'],
  ['clock glonass', 'RFC 7273 4.5', 'The time of GLONASS satellites.', 'Die Zeit der GLONASS-Satelliten.'],
  ['clock local', 'RFC 7273 4.6', 'The sender\'s own clock, which follows no other.', 'Die eigene Uhr des Senders, die keiner anderen folgt.'],
  ['clock localmac', 'RFC 7273 4.8', 'The own clock of the device with this hardware address.', 'Die eigene Uhr des Geräts mit dieser Hardware-Adresse.'],
  ['clock private', 'RFC 7273 4.7', 'A clock that others cannot ask; "traceable" if it follows world time.', 'Eine Uhr, die andere nicht fragen können; „traceable“, wenn sie der Weltzeit folgt.'],
  ['clock other', 'RFC 7273 4.8', 'The kind of reference clock.', 'Die Art der Bezugsuhr.'],
  ['clock version', 'RFC 7273 4.4', 'The edition of IEEE 1588.', 'Die Ausgabe von IEEE 1588.'],
  ['clock identity', 'RFC 7273 4.4', 'The grandmaster, the clock that all follow; "traceable": any that follows world time.', 'Der Grandmaster, die Uhr, der alle folgen; „traceable“: irgendeine, die der Weltzeit folgt.'],
  ['clock domain', 'RFC 7273 4.4', 'The PTP domain: clocks of different domains know nothing of each other.', 'Die PTP-Domäne: Uhren verschiedener Domänen wissen nichts voneinander.'],
  ['clock server', 'RFC 7273 4.3', 'The address of the server.', 'Die Adresse des Servers.'],
  ['media sender', 'RFC 7273 5.1', 'The samples run by the sender\'s own clock.', 'Die Abtastwerte laufen nach der eigenen Uhr des Senders.'],
  ['media direct', 'RFC 7273 5.2', 'The samples are counted by the reference clock itself; RTP time stamps tell when to play.', 'Die Abtastwerte zählen nach der Bezugsuhr selbst; RTP-Zeitstempel sagen, wann zu spielen ist.'],
  ['media offset', 'RFC 7273 5.2', 'The RTP time stamp at the beginning of the reference clock\'s time.', 'Der RTP-Zeitstempel am Anfang der Zeit der Bezugsuhr.'],
  ['media rate', 'RFC 7273 5.2', 'The true rate as a fraction of the one in a=rtpmap.', 'Die wahre Rate als Bruchteil derjenigen in a=rtpmap.'],
  ['media ieee1722', 'RFC 7273 5.3', 'The clock of an AVB stream (IEEE 1722).', 'Die Uhr eines AVB-Stroms (IEEE 1722).'],
  ['media id', 'RFC 7273 5.1', 'By which name the clock is known.', 'Unter welchem Namen die Uhr bekannt ist.'],
  ['type broadcast', 'RFC 8866 6.9', 'Some send, most listen: recvonly unless something else is said.', 'Wenige senden, die meisten hören: recvonly, wenn nichts anderes dasteht.'],
  ['type meeting', 'RFC 8866 6.9', 'All may talk: sendrecv unless something else is said.', 'Alle dürfen sprechen: sendrecv, wenn nichts anderes dasteht.'],
  ['type moderated', 'RFC 8866 6.9', 'A chair gives the floor.', 'Eine Leitung erteilt das Wort.'],
  ['type test', 'RFC 8866 6.9', 'A test: not shown to everybody.', 'Ein Test: nicht für alle zu zeigen.'],
  ['type H332', 'RFC 8866 6.9', 'A large conference of H.332.', 'Eine große Konferenz nach H.332.'],
  ['k clear', 'RFC 4566 5.12', 'The key itself, readable for all.', 'Der Schlüssel selbst, für alle lesbar.'],
  ['k base64', 'RFC 4566 5.12', 'The key itself, spelled in base64: no secret.', 'Der Schlüssel selbst, in base64 geschrieben: kein Geheimnis.'],
  ['k uri', 'RFC 4566 5.12', 'Where the key can be had.', 'Wo es den Schlüssel gibt.'],
  ['k prompt', 'RFC 4566 5.12', 'The person is to be asked for the key.', 'Nach dem Schlüssel ist die Person zu fragen.'],
  ['k other', 'RFC 4566 5.12', 'How the key is given.', 'Wie der Schlüssel angegeben ist.'],
  ['k value', 'RFC 4566 5.12', 'The key, or where it is.', 'Der Schlüssel, oder wo er ist.'],
];

const BY_FIELD = byName(FIELDS);

/** `c ttl`, `group BUNDLE`, `clock ptp` …; of a kind that is not known what `other` says. */
export function explainSessionField(kind: string, name: string): Explanation | undefined {
  return BY_FIELD.get(`${kind} ${name}`) ?? BY_FIELD.get(`${kind} other`);
}
