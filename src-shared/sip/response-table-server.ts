/** 5xx server error, 6xx global failure. */
import type { ResponseRow } from './response-table-row.ts';
import { GIVES_UP, NEVER, row } from './response-table-row.ts';

export const SERVER_ROWS: readonly ResponseRow[] = [
  row(500, 'Server Internal Error', '3261 21.5.1', {
    brief: ['The server failed', 'Der Server hat versagt'],
    meaning: ['The server met an unexpected condition.', 'Im Server ist etwas Unerwartetes geschehen.'],
    receiving: ['As 413: waits at most 10 s for Retry-After, and sends it once more.', 'Wie 413: wartet auf Retry-After höchstens 10 s und sendet noch einmal.'],
    sending: [
      'To a request out of order, to a second change of the call while the first is open (with Retry-After), and when something fails here.',
      'Auf eine Anfrage außer der Reihe, auf eine zweite Änderung, solange die erste offen ist (mit Retry-After), und wenn hier etwas versagt.',
    ],
  }),
  row(501, 'Not Implemented', '3261 21.5.2', {
    brief: ['Not implemented there', 'Dort nicht eingebaut'],
    meaning: ['The server does not know this method.', 'Der Server kennt diese Methode nicht.'],
    receiving: GIVES_UP,
    sending: ['To a method that is not known here.', 'Auf eine Methode, die hier nicht bekannt ist.'],
  }),
  row(502, 'Bad Gateway', '3261 21.5.3', {
    brief: ['Bad gateway', 'Gateway gestört'],
    meaning: ['A server further on sent an invalid answer.', 'Ein weiterer Server hat ungültig geantwortet.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(503, 'Service Unavailable', '3261 21.5.4', {
    brief: ['Service not available', 'Dienst nicht verfügbar'],
    meaning: ['The server is overloaded or under maintenance.', 'Der Server ist überlastet oder wird gewartet.'],
    receiving: ['Tries the next server of the domain (RFC 3263 4.3). When none is left, as 413.', 'Versucht den nächsten Server der Domäne (RFC 3263 4.3). Ist keiner übrig, wie 413.'],
    sending: NEVER,
  }),
  row(504, 'Server Time-out', '3261 21.5.5', {
    brief: ['The server got no answer in time', 'Der Server bekam keine Antwort'],
    meaning: ['A server further on did not answer in time.', 'Ein weiterer Server hat nicht rechtzeitig geantwortet.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(505, 'Version Not Supported', '3261 21.5.6', {
    brief: ['SIP version not supported', 'SIP-Version nicht unterstützt'],
    meaning: ['This version of SIP is not spoken here.', 'Diese SIP-Version wird hier nicht gesprochen.'],
    receiving: GIVES_UP,
    sending: ['To versions other than SIP/2.0.', 'Auf andere Versionen als SIP/2.0.'],
  }),
  row(513, 'Message Too Large', '3261 21.5.7', {
    brief: ['Message too large for the server', 'Nachricht zu groß für den Server'],
    meaning: ['The message is too large for the server.', 'Die Nachricht ist für den Server zu groß.'],
    receiving: GIVES_UP,
    sending: ['When head or body of a message on a connection goes beyond what is accepted.', 'Wenn Kopf oder Inhalt einer Nachricht auf einer Verbindung größer ist als erlaubt.'],
  }),
  row(555, 'Push Notification Service Not Supported', '8599 8.1', {
    brief: ['Push service not supported', 'Push-Dienst nicht unterstützt'],
    meaning: ['The push service of the phone is not supported.', 'Der Push-Dienst des Telefons wird nicht unterstützt.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(580, 'Precondition Failure', '3312 8', {
    brief: ['Precondition failed', 'Vorbedingung gescheitert'],
    meaning: ['What was to be reserved before ringing could not be had.', 'Was vor dem Klingeln reserviert sein sollte, war nicht zu bekommen.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(600, 'Busy Everywhere', '3261 21.6.1', {
    brief: ['Busy everywhere', 'Überall besetzt'],
    meaning: ['The party is busy at every phone and takes no call.', 'Die Gegenstelle ist an allen Telefonen besetzt und nimmt nicht an.'],
    receiving: ['Gives up; no other address is tried. Says when to try again where Retry-After tells.', 'Gibt auf; keine andere Adresse wird versucht. Sagt, wann ein neuer Versuch lohnt, wenn Retry-After es nennt.'],
    sending: NEVER,
  }),
  row(603, 'Decline', '3261 21.6.2', {
    brief: ['Declined', 'Abgelehnt'],
    meaning: ['The party does not want to take the call.', 'Die Gegenstelle möchte den Anruf nicht annehmen.'],
    receiving: ['As 600.', 'Wie 600.'],
    sending: ['When the person presses Decline.', 'Wenn „Ablehnen“ gedrückt wird.'],
  }),
  row(604, 'Does Not Exist Anywhere', '3261 21.6.3', {
    brief: ['Exists nowhere', 'Gibt es nirgends'],
    meaning: ['There is no such user anywhere.', 'Diesen Teilnehmer gibt es nirgends.'],
    receiving: ['Gives up; no other address is tried.', 'Gibt auf; keine andere Adresse wird versucht.'],
    sending: NEVER,
  }),
  row(606, 'Not Acceptable', '3261 21.6.4', {
    brief: ['Not acceptable anywhere', 'Nirgends annehmbar'],
    meaning: ['The party would talk, but not with these media.', 'Die Gegenstelle wäre bereit, aber nicht mit diesen Medien.'],
    receiving: ['Gives up, and says what Warning says; no other address is tried.', 'Gibt auf und sagt, was in Warning steht; keine andere Adresse wird versucht.'],
    sending: NEVER,
  }),
  row(607, 'Unwanted', '8197 3', {
    brief: ['Unwanted', 'Unerwünscht'],
    meaning: ['The party did not want this call; it may be taken for spam.', 'Der Anruf war unerwünscht; er gilt womöglich als Spam.'],
    receiving: ['Gives up; no other address is tried.', 'Gibt auf; keine andere Adresse wird versucht.'],
    sending: NEVER,
  }),
  row(608, 'Rejected', '8688 3', {
    brief: ['Rejected on the way', 'Unterwegs abgewiesen'],
    meaning: ['A machine in the network has rejected the call.', 'Eine Maschine im Netz hat den Anruf zurückgewiesen.'],
    receiving: ['Gives up, and says that no person has refused; no other address is tried.', 'Gibt auf und sagt, dass kein Mensch abgelehnt hat; keine andere Adresse wird versucht.'],
    sending: NEVER,
  }),
];
