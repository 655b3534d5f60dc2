/** Every response code Rung knows by name: reason phrase, RFC, and what it means in one sentence. */

export type StatusClass = 'provisional' | 'success' | 'redirection' | 'client-error' | 'server-error' | 'global-failure';

export interface StatusCode {
  code: number;
  reason: string;
  class: StatusClass;
  /** The RFC that defines it, with section: `3261 21.4.5`. */
  rfc: string;
  meaning: { en: string; de: string };
}

type Row = [code: number, reason: string, rfc: string, en: string, de: string];

const ROWS: Row[] = [
  [100, 'Trying', '3261 21.1.1', 'The request has arrived and is being worked on.', 'Die Anfrage ist angekommen und wird bearbeitet.'],
  [180, 'Ringing', '3261 21.1.2', 'The called phone is ringing.', 'Das gerufene Telefon klingelt.'],
  [181, 'Call Is Being Forwarded', '3261 21.1.3', 'The call is being forwarded to another destination.', 'Der Anruf wird an ein anderes Ziel weitergeleitet.'],
  [182, 'Queued', '3261 21.1.4', 'The called party is busy; the call waits in a queue.', 'Die Gegenstelle ist besetzt; der Anruf wartet in einer Schlange.'],
  [183, 'Session Progress', '3261 21.1.5', 'The call makes progress; tones or announcements may already be heard.', 'Der Anruf kommt voran; Töne oder Ansagen können schon zu hören sein.'],
  [199, 'Early Dialog Terminated', '6228 4', 'One branch of a forked call has ended; others may still ring.', 'Ein Zweig des verteilten Anrufs ist beendet; andere können noch klingeln.'],
  [200, 'OK', '3261 21.2.1', 'The request has succeeded.', 'Die Anfrage war erfolgreich.'],
  [202, 'Accepted', '6665 8.3.1', 'The request is accepted, but not carried out yet.', 'Die Anfrage ist angenommen, aber noch nicht ausgeführt.'],
  [204, 'No Notification', '5839 7.1', 'The subscription is refreshed; nothing has changed since.', 'Das Abonnement ist erneuert; seither hat sich nichts geändert.'],
  [300, 'Multiple Choices', '3261 21.3.1', 'There are several places to reach the party; choose one.', 'Die Gegenstelle ist an mehreren Orten erreichbar; wählen Sie einen.'],
  [301, 'Moved Permanently', '3261 21.3.2', 'The party has a new address for good.', 'Die Gegenstelle hat auf Dauer eine neue Adresse.'],
  [302, 'Moved Temporarily', '3261 21.3.3', 'The party is at another address for now.', 'Die Gegenstelle ist zurzeit unter einer anderen Adresse erreichbar.'],
  [305, 'Use Proxy', '3261 21.3.4', 'The party can only be reached through the proxy that is named.', 'Die Gegenstelle ist nur über den genannten Proxy erreichbar.'],
  [380, 'Alternative Service', '3261 21.3.5', 'The call failed, but other services are offered.', 'Der Anruf ist gescheitert, aber andere Dienste werden angeboten.'],
  [400, 'Bad Request', '3261 21.4.1', 'The request could not be understood: its syntax is wrong.', 'Die Anfrage war nicht zu verstehen: ihre Syntax ist falsch.'],
  [401, 'Unauthorized', '3261 21.4.2', 'User name and password are asked for.', 'Benutzername und Passwort werden verlangt.'],
  [402, 'Payment Required', '3261 21.4.3', 'Reserved: payment is required.', 'Reserviert: eine Bezahlung ist nötig.'],
  [403, 'Forbidden', '3261 21.4.4', 'The server understood and refuses; logging in will not help.', 'Der Server hat verstanden und lehnt ab; eine Anmeldung hilft nicht.'],
  [404, 'Not Found', '3261 21.4.5', 'There is no such user here.', 'Diesen Teilnehmer gibt es hier nicht.'],
  [405, 'Method Not Allowed', '3261 21.4.6', 'This method is known, but not allowed at this address.', 'Diese Methode ist bekannt, an dieser Adresse aber nicht erlaubt.'],
  [406, 'Not Acceptable', '3261 21.4.7', 'The answer would be in a form that the request does not accept.', 'Die Antwort hätte eine Form, die die Anfrage nicht annimmt.'],
  [407, 'Proxy Authentication Required', '3261 21.4.8', 'The proxy asks for user name and password.', 'Der Proxy verlangt Benutzername und Passwort.'],
  [408, 'Request Timeout', '3261 21.4.9', 'The party could not be found in time, or did not answer.', 'Die Gegenstelle wurde nicht rechtzeitig gefunden oder hat nicht geantwortet.'],
  [410, 'Gone', '3261 21.4.10', 'The user was here once, but is gone for good.', 'Den Teilnehmer gab es hier, er ist aber dauerhaft fort.'],
  [412, 'Conditional Request Failed', '3903 11.2.1', 'The published state that was to be changed is not there any more.', 'Der veröffentlichte Zustand, der geändert werden sollte, ist nicht mehr da.'],
  [413, 'Request Entity Too Large', '3261 21.4.11', 'The body of the request is too large.', 'Der Inhalt der Anfrage ist zu groß.'],
  [414, 'Request-URI Too Long', '3261 21.4.12', 'The address in the request is too long.', 'Die Adresse in der Anfrage ist zu lang.'],
  [415, 'Unsupported Media Type', '3261 21.4.13', 'The kind of body is not supported.', 'Die Art des Inhalts wird nicht unterstützt.'],
  [416, 'Unsupported URI Scheme', '3261 21.4.14', 'The kind of address (its scheme) is not supported.', 'Die Art der Adresse (ihr Schema) wird nicht unterstützt.'],
  [417, 'Unknown Resource-Priority', '4412 4.6.2', 'None of the priorities asked for is known.', 'Keine der verlangten Prioritäten ist bekannt.'],
  [420, 'Bad Extension', '3261 21.4.15', 'An extension is required that is not supported.', 'Eine verlangte Erweiterung wird nicht unterstützt.'],
  [421, 'Extension Required', '3261 21.4.16', 'The server needs an extension that the request does not offer.', 'Der Server braucht eine Erweiterung, die die Anfrage nicht anbietet.'],
  [422, 'Session Interval Too Small', '4028 6', 'The session timer asked for is too short.', 'Der verlangte Sitzungs-Zeitgeber ist zu kurz.'],
  [423, 'Interval Too Brief', '3261 21.4.17', 'The expiry time asked for is too short.', 'Die verlangte Gültigkeitsdauer ist zu kurz.'],
  [424, 'Bad Location Information', '6442 4.2', 'The location in the request is malformed or useless.', 'Die Standortangabe der Anfrage ist fehlerhaft oder unbrauchbar.'],
  [428, 'Use Identity Header', '8224 6.2.2', 'The caller must prove its identity with a signature.', 'Der Anrufer muss seine Identität mit einer Signatur belegen.'],
  [429, 'Provide Referrer Identity', '3892 5', 'The transfer must say, provably, who asks for it.', 'Die Vermittlung muss nachweisbar sagen, wer sie verlangt.'],
  [430, 'Flow Failed', '5626 11.5', 'The connection to the phone has failed; another may work.', 'Die Verbindung zum Telefon ist ausgefallen; eine andere kann gehen.'],
  [433, 'Anonymity Disallowed', '5079 5', 'Anonymous calls are not accepted.', 'Anonyme Anrufe werden nicht angenommen.'],
  [436, 'Bad Identity Info', '8224 6.2.2', 'The certificate for the signature could not be fetched.', 'Das Zertifikat zur Signatur war nicht abrufbar.'],
  [437, 'Unsupported Credential', '8224 6.2.2', 'The certificate for the signature is not trusted or not usable.', 'Dem Zertifikat zur Signatur wird nicht vertraut, oder es ist unbrauchbar.'],
  [438, 'Invalid Identity Header', '8224 6.2.2', 'The signature of the caller does not match the request.', 'Die Signatur des Anrufers passt nicht zur Anfrage.'],
  [439, 'First Hop Lacks Outbound Support', '5626 11.6', 'The first proxy does not support keeping connections open (outbound).', 'Der erste Proxy unterstützt offene Verbindungen (outbound) nicht.'],
  [440, 'Max-Breadth Exceeded', '5393 5.3.3', 'The call was to fork into more branches than allowed.', 'Der Anruf sollte sich in mehr Zweige teilen als erlaubt.'],
  [469, 'Bad Info Package', '6086 4.2.2', 'The kind of mid-call information is not known here.', 'Diese Art von Information im Gespräch ist hier nicht bekannt.'],
  [470, 'Consent Needed', '5360 5.9.2', 'The recipient has not consented to such requests.', 'Der Empfänger hat solchen Anfragen nicht zugestimmt.'],
  [480, 'Temporarily Unavailable', '3261 21.4.18', 'The party is known, but cannot be reached at the moment.', 'Die Gegenstelle ist bekannt, aber gerade nicht erreichbar.'],
  [481, 'Call/Transaction Does Not Exist', '3261 21.4.19', 'The other side knows no such call.', 'Die Gegenseite kennt kein solches Gespräch.'],
  [482, 'Loop Detected', '3261 21.4.20', 'The request came round to the same server again.', 'Die Anfrage ist im Kreis zum selben Server zurückgekommen.'],
  [483, 'Too Many Hops', '3261 21.4.21', 'The request passed more servers than Max-Forwards allows.', 'Die Anfrage lief über mehr Server, als Max-Forwards erlaubt.'],
  [484, 'Address Incomplete', '3261 21.4.22', 'The number is not complete yet.', 'Die Nummer ist noch nicht vollständig.'],
  [485, 'Ambiguous', '3261 21.4.23', 'The address fits several users.', 'Die Adresse passt auf mehrere Teilnehmer.'],
  [486, 'Busy Here', '3261 21.4.24', 'The called phone is busy.', 'Das gerufene Telefon ist besetzt.'],
  [487, 'Request Terminated', '3261 21.4.25', 'The call attempt was cancelled or ended.', 'Der Anrufversuch wurde abgebrochen oder beendet.'],
  [488, 'Not Acceptable Here', '3261 21.4.26', 'The media offered do not suit this phone.', 'Die angebotenen Medien passen nicht zu diesem Telefon.'],
  [489, 'Bad Event', '6665 8.3.2', 'This kind of event cannot be subscribed to here.', 'Diese Art von Ereignis kann hier nicht abonniert werden.'],
  [491, 'Request Pending', '3261 21.4.27', 'Both sides changed the call at the same time; try again shortly.', 'Beide Seiten haben das Gespräch zugleich geändert; gleich noch einmal versuchen.'],
  [493, 'Undecipherable', '3261 21.4.28', 'The encrypted body could not be decrypted.', 'Der verschlüsselte Inhalt war nicht zu entschlüsseln.'],
  [494, 'Security Agreement Required', '3329 2.3.1', 'A security mechanism has to be agreed first.', 'Zuerst muss ein Sicherheitsverfahren vereinbart werden.'],
  [500, 'Server Internal Error', '3261 21.5.1', 'The server met an unexpected condition.', 'Im Server ist etwas Unerwartetes geschehen.'],
  [501, 'Not Implemented', '3261 21.5.2', 'The server does not know this method.', 'Der Server kennt diese Methode nicht.'],
  [502, 'Bad Gateway', '3261 21.5.3', 'A server further on sent an invalid answer.', 'Ein weiterer Server hat ungültig geantwortet.'],
  [503, 'Service Unavailable', '3261 21.5.4', 'The server is overloaded or under maintenance.', 'Der Server ist überlastet oder wird gewartet.'],
  [504, 'Server Time-out', '3261 21.5.5', 'A server further on did not answer in time.', 'Ein weiterer Server hat nicht rechtzeitig geantwortet.'],
  [505, 'Version Not Supported', '3261 21.5.6', 'This version of SIP is not spoken here.', 'Diese SIP-Version wird hier nicht gesprochen.'],
  [513, 'Message Too Large', '3261 21.5.7', 'The message is too large for the server.', 'Die Nachricht ist für den Server zu groß.'],
  [555, 'Push Notification Service Not Supported', '8599 8.1', 'The push service of the phone is not supported.', 'Der Push-Dienst des Telefons wird nicht unterstützt.'],
  [580, 'Precondition Failure', '3312 8', 'What was to be reserved before ringing could not be had.', 'Was vor dem Klingeln reserviert sein sollte, war nicht zu bekommen.'],
  [600, 'Busy Everywhere', '3261 21.6.1', 'The party is busy at every phone and takes no call.', 'Die Gegenstelle ist an allen Telefonen besetzt und nimmt nicht an.'],
  [603, 'Decline', '3261 21.6.2', 'The party does not want to take the call.', 'Die Gegenstelle möchte den Anruf nicht annehmen.'],
  [604, 'Does Not Exist Anywhere', '3261 21.6.3', 'There is no such user anywhere.', 'Diesen Teilnehmer gibt es nirgends.'],
  [606, 'Not Acceptable', '3261 21.6.4', 'The party would talk, but not with these media.', 'Die Gegenstelle wäre bereit, aber nicht mit diesen Medien.'],
  [607, 'Unwanted', '8197 3', 'The party did not want this call; it may be taken for spam.', 'Der Anruf war unerwünscht; er gilt womöglich als Spam.'],
  [608, 'Rejected', '8688 3', 'A machine in the network has rejected the call.', 'Eine Maschine im Netz hat den Anruf zurückgewiesen.'],
];

const CLASSES: readonly StatusClass[] = ['provisional', 'success', 'redirection', 'client-error', 'server-error', 'global-failure'];

/** The class of a code from 100 to 699. */
export function statusClass(code: number): StatusClass {
  return CLASSES[Math.floor(code / 100) - 1] ?? 'server-error';
}

/** All registered codes Rung knows, ascending. */
export const STATUS_CODES: ReadonlyMap<number, StatusCode> = new Map(
  ROWS.map(([code, reason, rfc, en, de]) => [code, { code, reason, class: statusClass(code), rfc, meaning: { en, de } }]),
);

/** What is known of a code. An unknown one is treated as x00 of its class, a provisional one as 183 (RFC 3261 8.1.3.2): then the
 *  entry's `code` is not the code that was asked for. */
export function statusCode(code: number): StatusCode {
  return STATUS_CODES.get(code) ?? fallback(code);
}

function fallback(code: number): StatusCode {
  const treatedAs = code < 200 ? 183 : Math.min(600, Math.floor(code / 100) * 100);
  return STATUS_CODES.get(treatedAs) as StatusCode;
}

/** The standard reason phrase; of an unknown code that of the code it is treated as. */
export function reasonPhrase(code: number): string {
  return statusCode(code).reason;
}
