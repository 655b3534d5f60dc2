/** Cause values of ITU-T Q.850 (2018) table 1: how the telephone network says why a call ended. They come in Reason (RFC 3326). */

interface Texts {
  en: string;
  de: string;
}

type Row = [cause: number, en: string, de: string];

const ROWS: Row[] = [
  [1, 'the number is not assigned', 'die Nummer ist nicht vergeben'],
  [2, 'no route to the transit network', 'kein Weg zum Durchgangsnetz'],
  [3, 'no route to the destination', 'kein Weg zum Ziel'],
  [4, 'send the special information tone', 'Sonderhinweiston zu senden'],
  [5, 'a wrong trunk prefix was dialled', 'falsche Vorwahl für Ferngespräche'],
  [6, 'the channel is not acceptable', 'der Kanal ist nicht annehmbar'],
  [7, 'the call was given to a channel that exists already', 'der Anruf wurde in einem bestehenden Kanal zugestellt'],
  [8, 'pre-empted by a call of higher priority', 'von einem Anruf mit Vorrang verdrängt'],
  [9, 'pre-empted, the circuit is kept for reuse', 'verdrängt, die Leitung bleibt belegt'],
  [14, 'the number has moved to another network', 'die Nummer ist in ein anderes Netz gewechselt'],
  [16, 'normal end of the call', 'gewöhnliches Ende des Anrufs'],
  [17, 'busy', 'besetzt'],
  [18, 'the phone called does not respond', 'das gerufene Telefon reagiert nicht'],
  [19, 'nobody answers', 'niemand hebt ab'],
  [20, 'the subscriber cannot be reached (phone off or without network)', 'der Teilnehmer ist nicht erreichbar (ausgeschaltet oder ohne Netz)'],
  [21, 'the call was rejected', 'der Anruf wurde abgewiesen'],
  [22, 'the number has changed', 'die Nummer hat sich geändert'],
  [23, 'redirected to a new destination', 'an ein neues Ziel umgeleitet'],
  [24, 'rejected by a feature at the destination', 'von einem Dienst am Ziel abgewiesen'],
  [25, 'routing error at an exchange', 'Fehler bei der Wegewahl in einer Vermittlungsstelle'],
  [26, 'released as another user was chosen', 'ausgelöst, da ein anderer Teilnehmer gewählt wurde'],
  [27, 'the destination is out of order', 'das Ziel ist gestört'],
  [28, 'the number is invalid or incomplete', 'die Nummer ist ungültig oder unvollständig'],
  [29, 'the facility asked for was refused', 'das verlangte Leistungsmerkmal wurde verweigert'],
  [30, 'answer to a status enquiry', 'Antwort auf eine Zustandsabfrage'],
  [31, 'normal, no closer reason', 'gewöhnlich, ohne nähere Angabe'],
  [34, 'no circuit is free', 'keine Leitung ist frei'],
  [38, 'the network is out of order', 'das Netz ist gestört'],
  [39, 'the permanent connection is out of service', 'die Festverbindung ist außer Betrieb'],
  [40, 'the permanent connection works', 'die Festverbindung ist in Betrieb'],
  [41, 'temporary failure', 'vorübergehende Störung'],
  [42, 'the exchange is overloaded', 'die Vermittlungsstelle ist überlastet'],
  [43, 'access information was discarded', 'Angaben des Anschlusses wurden verworfen'],
  [44, 'the channel asked for is not available', 'der verlangte Kanal ist nicht verfügbar'],
  [46, 'blocked by a call of higher priority', 'von einem Anruf mit Vorrang blockiert'],
  [47, 'no resource is free', 'keine Betriebsmittel sind frei'],
  [49, 'the quality of service asked for is not available', 'die verlangte Dienstgüte ist nicht verfügbar'],
  [50, 'the feature is not subscribed to', 'das Leistungsmerkmal ist nicht gebucht'],
  [53, 'outgoing calls are barred in this closed user group', 'gehende Anrufe sind in dieser geschlossenen Benutzergruppe gesperrt'],
  [55, 'incoming calls are barred in this closed user group', 'kommende Anrufe sind in dieser geschlossenen Benutzergruppe gesperrt'],
  [57, 'this kind of call is not allowed for the subscriber', 'diese Art von Anruf ist dem Teilnehmer nicht erlaubt'],
  [58, 'this kind of call is not available at present', 'diese Art von Anruf ist zurzeit nicht möglich'],
  [62, 'what was asked for does not fit the subscriber class', 'das Verlangte passt nicht zur Teilnehmerklasse'],
  [63, 'the service or option is not available', 'der Dienst oder die Option ist nicht verfügbar'],
  [65, 'this kind of call is not implemented', 'diese Art von Anruf ist nicht eingebaut'],
  [66, 'this kind of channel is not implemented', 'diese Art von Kanal ist nicht eingebaut'],
  [69, 'the feature asked for is not implemented', 'das verlangte Leistungsmerkmal ist nicht eingebaut'],
  [70, 'only restricted digital information is possible', 'nur eingeschränkte digitale Übertragung ist möglich'],
  [79, 'the service or option is not implemented', 'der Dienst oder die Option ist nicht eingebaut'],
  [81, 'invalid call reference', 'ungültige Anrufkennung'],
  [82, 'the channel named does not exist', 'den genannten Kanal gibt es nicht'],
  [83, 'a parked call exists, but not under this name', 'ein geparkter Anruf besteht, aber nicht unter diesem Namen'],
  [84, 'the name for the parked call is in use', 'der Name für den geparkten Anruf ist vergeben'],
  [85, 'no call is parked', 'kein Anruf ist geparkt'],
  [86, 'the parked call has been cleared', 'der geparkte Anruf ist beendet'],
  [87, 'the user is not a member of the closed user group', 'der Teilnehmer gehört nicht zur geschlossenen Benutzergruppe'],
  [88, 'the destination is not compatible', 'das Ziel ist nicht kompatibel'],
  [90, 'the closed user group does not exist', 'die geschlossene Benutzergruppe gibt es nicht'],
  [91, 'invalid transit network', 'ungültiges Durchgangsnetz'],
  [95, 'invalid message', 'ungültige Nachricht'],
  [96, 'a mandatory element is missing', 'ein Pflichtelement fehlt'],
  [97, 'the type of message is unknown', 'die Art der Nachricht ist unbekannt'],
  [98, 'the message does not fit the state of the call', 'die Nachricht passt nicht zum Zustand des Anrufs'],
  [99, 'an element is unknown', 'ein Element ist unbekannt'],
  [100, 'an element has an invalid content', 'ein Element hat ungültigen Inhalt'],
  [101, 'the message does not fit the state of the call', 'die Nachricht passt nicht zum Zustand des Anrufs'],
  [102, 'a timer ran out', 'eine Zeitüberwachung ist abgelaufen'],
  [103, 'a parameter is unknown, passed on', 'ein Parameter ist unbekannt, weitergereicht'],
  [110, 'a message with an unknown parameter was discarded', 'eine Nachricht mit unbekanntem Parameter wurde verworfen'],
  [111, 'protocol error', 'Protokollfehler'],
  [127, 'another network gave no closer reason', 'ein anderes Netz gab keinen näheren Grund an'],
];

const CAUSES: ReadonlyMap<number, Texts> = new Map(ROWS.map(([cause, en, de]) => [cause, { en, de }]));

/** Q.850 2.2.6: by the class of the cause, its three upper bits. */
const CLASSES: readonly Texts[] = [
  { en: 'normal', de: 'gewöhnlich' },
  { en: 'normal', de: 'gewöhnlich' },
  { en: 'a resource was not available', de: 'Betriebsmittel waren nicht verfügbar' },
  { en: 'a service was not available', de: 'ein Dienst war nicht verfügbar' },
  { en: 'a service is not implemented', de: 'ein Dienst ist nicht eingebaut' },
  { en: 'an invalid message', de: 'eine ungültige Nachricht' },
  { en: 'a protocol error', de: 'ein Protokollfehler' },
  { en: 'the networks do not work together', de: 'die Netze arbeiten nicht zusammen' },
];

/** A clause to stand behind a colon. An unknown cause is named by its class; undefined outside 1..127. */
export function q850Words(cause: number): Texts | undefined {
  return CAUSES.get(cause) ?? (cause >= 1 && cause <= 127 ? CLASSES[cause >> 4] : undefined);
}

/** Somebody hung up, nothing broke: normal clearing, and normal without closer reason. */
export function isNormalClearing(cause: number): boolean {
  return cause === 16 || cause === 31;
}
