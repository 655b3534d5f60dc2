/** What is noted beside traced packets, in German: by the transport, by the directory of sessions, by readers of captures. */
import type { FaultWords } from './fault-template.ts';

const TRANSPORT: FaultWords = {
  'More than one Via in a response': 'Mehr als ein Via in einer Antwort',
  'The top Via is not ours': 'Das oberste Via ist nicht unseres',
  'Sent encrypted (SRTCP, RFC 3711 3.4); shown as it was before.': 'Verschlüsselt gesendet (SRTCP, RFC 3711 3.4); gezeigt, wie es vorher war.',
};

const SAP: FaultWords = {
  'A SAP packet has 8 bytes at least; this one has {count}.': 'Ein SAP-Paket hat mindestens 8 Byte; dieses hat {count}.',
  'SAP version {version} is not 1, the only one there is.': 'Die SAP-Version {version} ist nicht 1; eine andere gibt es nicht.',
  'The packet ends within the originating source.': 'Das Paket endet mitten in der Absenderadresse.',
  'The authentication data would be {said} bytes long; only {count} follow.': 'Die Authentisierungsdaten wären {said} Byte lang; es folgen nur {count}.',
  'There is no payload behind the header.': 'Auf den Kopf folgt kein Inhalt.',
  'The payload begins with neither "v=0" nor a MIME type that a zero byte ends.': 'Der Inhalt beginnt weder mit „v=0“ noch mit einem MIME-Typ, den ein Nullbyte beendet.',
  'The payload type is no MIME type.': 'Die Art des Inhalts ist kein MIME-Typ.',
  'The packet names a key that is known here and does not open with it: it is damaged or forged.': 'Das Paket nennt einen Schlüssel, der hier bekannt ist, und lässt sich damit nicht öffnen: Es ist beschädigt oder gefälscht.',
  'The payload is not zlib data, or more than {most} bytes when inflated.': 'Der Inhalt ist nicht mit zlib komprimiert oder entpackt größer als {most} Byte.',
  'The payload is {type}, no session description.': 'Der Inhalt ist {type}, keine Sitzungsbeschreibung.',
  'Too many packets to read them all: {count} were dropped since this was told last.': 'Zu viele Pakete, um alle zu lesen: {count} wurden verworfen, seit dies zuletzt gesagt wurde.',
};

const DIRECTORY: FaultWords = {
  'Too many private announcements that no key here opens.': 'Zu viele private Ankündigungen, die kein Schlüssel hier öffnet.',
  'The session has ended already.': 'Die Sitzung ist schon zu Ende.',
  'The directory is full. Who announces it again gets in, in the place of one that was heard only once.': 'Das Verzeichnis ist voll. Wer noch einmal ankündigt, kommt hinein, anstelle einer Sitzung, die nur einmal zu hören war.',
  '{owner} announces this session; {from} is not followed.': '{owner} kündigt diese Sitzung an; {from} wird nicht beachtet.',
  'A version of this session that is older than the one heard before.': 'Eine ältere Fassung dieser Sitzung als die zuvor gehörte.',
  'This session is ours; {from} speaks in its name.': 'Diese Sitzung ist unsere; {from} spricht in ihrem Namen.',
  '{owner} announces this session; the deletion by {from} is ignored.': '{owner} kündigt diese Sitzung an; die Löschung durch {from} wird nicht beachtet.',
  'This session is private; the packet is not made with its key.': 'Diese Sitzung ist privat; das Paket ist nicht mit ihrem Schlüssel gemacht.',
  'An older packet of this private session, played back.': 'Ein älteres Paket dieser privaten Sitzung, erneut eingespielt.',
  'The message identifier hash is that of another announcement of {from}.': 'Die Prüfsumme (message identifier hash) ist die einer anderen Ankündigung von {from}.',
  'The packet says that it is from {said}, but came from {from}.': 'Das Paket gibt an, von {said} zu sein, kam aber von {from}.',
  'changed without a higher version': 'geändert ohne höhere Version',
};

const ICMP: FaultWords = {
  'ICMP: {fault}, by {address}': 'ICMP: {fault}, von {address}',
  'destination unreachable': 'Ziel nicht erreichbar',
  'network unreachable': 'Netz nicht erreichbar',
  'host unreachable': 'Rechner nicht erreichbar',
  'protocol unreachable': 'Protokoll nicht erreichbar',
  'port unreachable': 'Port nicht erreichbar',
  'address unreachable': 'Adresse nicht erreichbar',
  'too long for the way, and not to be cut': 'zu lang für den Weg und nicht zu teilen',
  'too long for the way': 'zu lang für den Weg',
  'network prohibited': 'Netz gesperrt',
  'host prohibited': 'Rechner gesperrt',
  'prohibited by a filter': 'von einem Filter gesperrt',
  'time exceeded on the way': 'Zeit unterwegs abgelaufen',
  'parameter problem': 'Parameterfehler',
  'no route': 'kein Weg dorthin',
};

export const TRACE_FAULT_WORDS: FaultWords = { ...TRANSPORT, ...SAP, ...DIRECTORY, ...ICMP };
