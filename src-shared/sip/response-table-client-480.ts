/** 4xx, the request has failed here: 480 to 494. */
import type { ResponseRow } from './response-table-row.ts';
import { GIVES_UP, NEVER, row } from './response-table-row.ts';

export const CLIENT_ROWS_480: readonly ResponseRow[] = [
  row(480, 'Temporarily Unavailable', '3261 21.4.18', {
    brief: ['Not reachable now', 'Zurzeit nicht erreichbar'],
    meaning: ['The party is known, but cannot be reached at the moment.', 'Die Gegenstelle ist bekannt, aber gerade nicht erreichbar.'],
    receiving: ['Gives up, and says when to try again where Retry-After tells.', 'Gibt auf und sagt, wann ein neuer Versuch lohnt, wenn Retry-After es nennt.'],
    sending: ['To calls while do not disturb is on or the phone is closing.', 'Auf Anrufe, solange „Nicht stören“ gilt oder das Telefon beendet wird.'],
  }),
  row(481, 'Call/Transaction Does Not Exist', '3261 21.4.19', {
    brief: ['The call does not exist there', 'Diesen Anruf gibt es dort nicht'],
    meaning: ['The other side knows no such call.', 'Die Gegenseite kennt kein solches Gespräch.'],
    receiving: ['The call is over; a subscription is made anew.', 'Das Gespräch ist zu Ende; ein Abonnement wird neu begonnen.'],
    sending: ['To requests for calls and subscriptions that this phone does not have.', 'Auf Anfragen zu Gesprächen und Abonnements, die dieses Telefon nicht hat.'],
  }),
  row(482, 'Loop Detected', '3261 21.4.20', {
    brief: ['Loop found', 'Schleife gefunden'],
    meaning: ['The request came round to the same server again.', 'Die Anfrage ist im Kreis zum selben Server zurückgekommen.'],
    receiving: GIVES_UP,
    sending: ['When the same request comes a second time along another path (8.2.2.2).', 'Wenn dieselbe Anfrage auf einem anderen Weg noch einmal kommt (8.2.2.2).'],
  }),
  row(483, 'Too Many Hops', '3261 21.4.21', {
    brief: ['Too many hops', 'Zu viele Stationen'],
    meaning: ['The request passed more servers than Max-Forwards allows.', 'Die Anfrage lief über mehr Server, als Max-Forwards erlaubt.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(484, 'Address Incomplete', '3261 21.4.22', {
    brief: ['Number incomplete', 'Nummer unvollständig'],
    meaning: ['The number is not complete yet.', 'Die Nummer ist noch nicht vollständig.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(485, 'Ambiguous', '3261 21.4.23', {
    brief: ['Address ambiguous', 'Adresse mehrdeutig'],
    meaning: ['The address fits several users.', 'Die Adresse passt auf mehrere Teilnehmer.'],
    receiving: ['Shows the addresses and lets the person choose.', 'Zeigt die Adressen und lässt wählen.'],
    sending: NEVER,
  }),
  row(486, 'Busy Here', '3261 21.4.24', {
    brief: ['Busy', 'Besetzt'],
    meaning: ['The called phone is busy.', 'Das gerufene Telefon ist besetzt.'],
    receiving: ['Gives up, and says when to try again where Retry-After tells.', 'Gibt auf und sagt, wann ein neuer Versuch lohnt, wenn Retry-After es nennt.'],
    sending: ['When the person presses Busy, or all lines are taken.', 'Wenn „Besetzt“ gedrückt wird oder alle Leitungen belegt sind.'],
  }),
  row(487, 'Request Terminated', '3261 21.4.25', {
    brief: ['Cancelled', 'Abgebrochen'],
    meaning: ['The call attempt was cancelled or ended.', 'Der Anrufversuch wurde abgebrochen oder beendet.'],
    receiving: ['The attempt is over: the answer to our CANCEL.', 'Der Versuch ist zu Ende: die Antwort auf unser CANCEL.'],
    sending: ['When the caller gives up (CANCEL, or BYE before the answer), or the invitation has expired.', 'Wenn der Anrufer aufgibt (CANCEL, oder BYE vor dem Abheben) oder die Einladung abgelaufen ist.'],
  }),
  row(488, 'Not Acceptable Here', '3261 21.4.26', {
    brief: ['No common codec or media', 'Kein gemeinsamer Codec oder Strom'],
    meaning: ['The media offered do not suit this phone.', 'Die angebotenen Medien passen nicht zu diesem Telefon.'],
    receiving: ['Gives up, and says what Warning says; a running call goes on as it was.', 'Gibt auf und sagt, was in Warning steht; ein laufendes Gespräch geht weiter wie zuvor.'],
    sending: ['When there is no codec in common; with Warning.', 'Wenn es keinen gemeinsamen Codec gibt; mit Warning.'],
  }),
  row(489, 'Bad Event', '6665 8.3.2', {
    brief: ['Event not supported', 'Ereignis nicht unterstützt'],
    meaning: ['This kind of event cannot be subscribed to here.', 'Diese Art von Ereignis kann hier nicht abonniert werden.'],
    receiving: ['Gives up the subscription.', 'Gibt das Abonnement auf.'],
    sending: ['To SUBSCRIBE for an event that this phone does not offer; with Allow-Events.', 'Auf SUBSCRIBE zu einem Ereignis, das dieses Telefon nicht anbietet; mit Allow-Events.'],
  }),
  row(491, 'Request Pending', '3261 21.4.27', {
    brief: ['Both sides changed the call at once', 'Beide Seiten änderten den Anruf zugleich'],
    meaning: ['Both sides changed the call at the same time; try again shortly.', 'Beide Seiten haben das Gespräch zugleich geändert; gleich noch einmal versuchen.'],
    receiving: ['Waits for a random time, as 14.1 says, and tries again.', 'Wartet eine zufällige Zeit, wie 14.1 es sagt, und versucht es noch einmal.'],
    sending: ['When the other side changes the call while our own change is under way.', 'Wenn die Gegenseite das Gespräch ändert, während unsere Änderung unterwegs ist.'],
  }),
  row(493, 'Undecipherable', '3261 21.4.28', {
    brief: ['Cannot be decrypted', 'Nicht entschlüsselbar'],
    meaning: ['The encrypted body could not be decrypted.', 'Der verschlüsselte Inhalt war nicht zu entschlüsseln.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(494, 'Security Agreement Required', '3329 2.3.1', {
    brief: ['Security agreement needed', 'Sicherheitsabsprache nötig'],
    meaning: ['A security mechanism has to be agreed first.', 'Zuerst muss ein Sicherheitsverfahren vereinbart werden.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
];
