/** 4xx, the request has failed here: 400 to 470. */
import type { ResponseRow } from './response-table-row.ts';
import { GIVES_UP, NEVER, row } from './response-table-row.ts';

export const CLIENT_ROWS: readonly ResponseRow[] = [
  row(400, 'Bad Request', '3261 21.4.1', {
    brief: ['Request not understood', 'Anfrage nicht verstanden'],
    meaning: ['The request could not be understood: its syntax is wrong.', 'Die Anfrage war nicht zu verstehen: ihre Syntax ist falsch.'],
    receiving: ['Gives up; the reason phrase tells what was objected to.', 'Gibt auf; der Text der Antwort sagt, was störte.'],
    sending: ['To requests against the grammar or without a mandatory field; the reason phrase names the fault.', 'Auf Anfragen gegen die Grammatik oder ohne ein Pflichtfeld; der Text nennt den Fehler.'],
  }),
  row(401, 'Unauthorized', '3261 21.4.2', {
    brief: ['Password needed or wrong', 'Passwort nötig oder falsch'],
    meaning: ['User name and password are asked for.', 'Benutzername und Passwort werden verlangt.'],
    receiving: [
      'Sends the request again with a digest of the password, if the realm is one of the account\'s own server. Asked again, the password is wrong.',
      'Sendet die Anfrage noch einmal mit einem Digest des Passworts, wenn der Bereich einer des eigenen Servers ist. Kommt die Frage wieder, ist das Passwort falsch.',
    ],
    sending: NEVER,
  }),
  row(402, 'Payment Required', '3261 21.4.3', {
    brief: ['Payment needed', 'Bezahlung nötig'],
    meaning: ['Reserved: payment is required.', 'Reserviert: eine Bezahlung ist nötig.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(403, 'Forbidden', '3261 21.4.4', {
    brief: ['Forbidden', 'Verboten'],
    meaning: ['The server understood and refuses; logging in will not help.', 'Der Server hat verstanden und lehnt ab; eine Anmeldung hilft nicht.'],
    receiving: [
      'Gives up; a registration is tried again after half an hour, as trying sooner may lock the account.',
      'Gibt auf; eine Anmeldung wird nach einer halben Stunde wiederholt, da früheres Wiederholen das Konto sperren kann.',
    ],
    sending: ['To calls from elsewhere than the registrar, where the account takes calls only from there.', 'Auf Anrufe, die nicht vom Registrar kommen, wenn das Konto nur solche annimmt.'],
  }),
  row(404, 'Not Found', '3261 21.4.5', {
    brief: ['Nobody has this address', 'Niemand hat diese Adresse'],
    meaning: ['There is no such user here.', 'Diesen Teilnehmer gibt es hier nicht.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(405, 'Method Not Allowed', '3261 21.4.6', {
    brief: ['Method not allowed', 'Methode nicht erlaubt'],
    meaning: ['This method is known, but not allowed at this address.', 'Diese Methode ist bekannt, an dieser Adresse aber nicht erlaubt.'],
    receiving: ['Gives up that request; Allow tells what would be possible. A call goes on.', 'Gibt diese Anfrage auf; Allow sagt, was ginge. Ein Gespräch geht weiter.'],
    sending: ['To a method that is known but not taken here; with Allow.', 'Auf eine bekannte Methode, die hier nicht genommen wird; mit Allow.'],
  }),
  row(406, 'Not Acceptable', '3261 21.4.7', {
    brief: ['Answer not acceptable', 'Antwort nicht annehmbar'],
    meaning: ['The answer would be in a form that the request does not accept.', 'Die Antwort hätte eine Form, die die Anfrage nicht annimmt.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(407, 'Proxy Authentication Required', '3261 21.4.8', {
    brief: ['Password needed or wrong at the proxy', 'Passwort beim Proxy nötig oder falsch'],
    meaning: ['The proxy asks for user name and password.', 'Der Proxy verlangt Benutzername und Passwort.'],
    receiving: ['As 401, for the proxy.', 'Wie 401, für den Proxy.'],
    sending: NEVER,
  }),
  row(408, 'Request Timeout', '3261 21.4.9', {
    brief: ['No answer in time', 'Keine Antwort innerhalb der Zeit'],
    meaning: ['The party could not be found in time, or did not answer.', 'Die Gegenstelle wurde nicht rechtzeitig gefunden oder hat nicht geantwortet.'],
    receiving: ['Gives up; inside a call, ends the call.', 'Gibt auf; in einem Gespräch beendet es das Gespräch.'],
    sending: NEVER,
  }),
  row(410, 'Gone', '3261 21.4.10', {
    brief: ['This address is gone', 'Diese Adresse gibt es nicht mehr'],
    meaning: ['The user was here once, but is gone for good.', 'Den Teilnehmer gab es hier, er ist aber dauerhaft fort.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(412, 'Conditional Request Failed', '3903 11.2.1', {
    brief: ['Condition not met', 'Bedingung nicht erfüllt'],
    meaning: ['The published state that was to be changed is not there any more.', 'Der veröffentlichte Zustand, der geändert werden sollte, ist nicht mehr da.'],
    receiving: ['Publishes the whole state anew.', 'Veröffentlicht den ganzen Zustand neu.'],
    sending: NEVER,
  }),
  row(413, 'Request Entity Too Large', '3261 21.4.11', {
    brief: ['Message too large', 'Nachricht zu groß'],
    meaning: ['The body of the request is too large.', 'Der Inhalt der Anfrage ist zu groß.'],
    receiving: [
      'Where Retry-After names at most 10 s, waits and sends it once more. Else gives up and says when to try again.',
      'Nennt Retry-After höchstens 10 s, wartet es und sendet noch einmal. Sonst gibt es auf und sagt, wann ein neuer Versuch lohnt.',
    ],
    sending: NEVER,
  }),
  row(414, 'Request-URI Too Long', '3261 21.4.12', {
    brief: ['Address too long', 'Adresse zu lang'],
    meaning: ['The address in the request is too long.', 'Die Adresse in der Anfrage ist zu lang.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(415, 'Unsupported Media Type', '3261 21.4.13', {
    brief: ['Media type not supported', 'Medienart nicht unterstützt'],
    meaning: ['The kind of body is not supported.', 'Die Art des Inhalts wird nicht unterstützt.'],
    receiving: ['Gives up; Accept tells what would be taken.', 'Gibt auf; Accept sagt, was genommen würde.'],
    sending: ['When the body is of a kind that this phone cannot read, or compressed; with Accept.', 'Wenn der Inhalt von einer Art ist, die dieses Telefon nicht liest, oder gepackt; mit Accept.'],
  }),
  row(416, 'Unsupported URI Scheme', '3261 21.4.14', {
    brief: ['Address scheme not supported', 'Adressart nicht unterstützt'],
    meaning: ['The kind of address (its scheme) is not supported.', 'Die Art der Adresse (ihr Schema) wird nicht unterstützt.'],
    receiving: GIVES_UP,
    sending: ['When the request is for something other than a sip:, sips: or tel: address.', 'Wenn die Anfrage keiner sip:-, sips:- oder tel:-Adresse gilt.'],
  }),
  row(417, 'Unknown Resource-Priority', '4412 4.6.2', {
    brief: ['Resource priority unknown', 'Ressourcenvorrang unbekannt'],
    meaning: ['None of the priorities asked for is known.', 'Keine der verlangten Prioritäten ist bekannt.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(420, 'Bad Extension', '3261 21.4.15', {
    brief: ['Extension not supported', 'Erweiterung nicht unterstützt'],
    meaning: ['An extension is required that is not supported.', 'Eine verlangte Erweiterung wird nicht unterstützt.'],
    receiving: ['Sends the request once more without the extensions that Unsupported names.', 'Sendet die Anfrage noch einmal ohne die Erweiterungen, die Unsupported nennt.'],
    sending: ['When Require names an extension that this phone does not speak; with Unsupported.', 'Wenn Require eine Erweiterung nennt, die dieses Telefon nicht spricht; mit Unsupported.'],
  }),
  row(421, 'Extension Required', '3261 21.4.16', {
    brief: ['Extension required', 'Erweiterung verlangt'],
    meaning: ['The server needs an extension that the request does not offer.', 'Der Server braucht eine Erweiterung, die die Anfrage nicht anbietet.'],
    receiving: ['Sends the request once more with the extensions that Require names, if Rung speaks them all.', 'Sendet die Anfrage noch einmal mit den Erweiterungen, die Require nennt, wenn Rung sie alle spricht.'],
    sending: NEVER,
  }),
  row(422, 'Session Interval Too Small', '4028 6', {
    brief: ['Session timer too short', 'Sitzungszeit zu kurz'],
    meaning: ['The session timer asked for is too short.', 'Der verlangte Sitzungs-Zeitgeber ist zu kurz.'],
    receiving: ['Sends the request again with the interval that Min-SE demands.', 'Sendet die Anfrage noch einmal mit der Zeit, die Min-SE verlangt.'],
    sending: ['When a session timer below 90 s is asked for; with Min-SE.', 'Wenn ein Sitzungs-Zeitgeber unter 90 s verlangt wird; mit Min-SE.'],
  }),
  row(423, 'Interval Too Brief', '3261 21.4.17', {
    brief: ['Interval too short', 'Zeitraum zu kurz'],
    meaning: ['The expiry time asked for is too short.', 'Die verlangte Gültigkeitsdauer ist zu kurz.'],
    receiving: ['Sends the request again with the lifetime that Min-Expires demands, up to a week.', 'Sendet die Anfrage noch einmal mit der Dauer, die Min-Expires verlangt, bis zu einer Woche.'],
    sending: NEVER,
  }),
  row(424, 'Bad Location Information', '6442 4.2', {
    brief: ['Bad location', 'Falsche Ortsangabe'],
    meaning: ['The location in the request is malformed or useless.', 'Die Standortangabe der Anfrage ist fehlerhaft oder unbrauchbar.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(428, 'Use Identity Header', '8224 6.2.2', {
    brief: ['Identity needed', 'Identität nötig'],
    meaning: ['The caller must prove its identity with a signature.', 'Der Anrufer muss seine Identität mit einer Signatur belegen.'],
    receiving: ['Gives up: the account\'s provider would have to sign the call.', 'Gibt auf: Der Anbieter des Kontos müsste den Anruf signieren.'],
    sending: NEVER,
  }),
  row(429, 'Provide Referrer Identity', '3892 5', {
    brief: ['Referrer identity needed', 'Identität des Vermittlers nötig'],
    meaning: ['The transfer must say, provably, who asks for it.', 'Die Vermittlung muss nachweisbar sagen, wer sie verlangt.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(430, 'Flow Failed', '5626 11.5', {
    brief: ['Connection to the phone failed', 'Verbindung zum Telefon gescheitert'],
    meaning: ['The connection to the phone has failed; another may work.', 'Die Verbindung zum Telefon ist ausgefallen; eine andere kann gehen.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(433, 'Anonymity Disallowed', '5079 5', {
    brief: ['Anonymous calls not accepted', 'Anonyme Anrufe unerwünscht'],
    meaning: ['Anonymous calls are not accepted.', 'Anonyme Anrufe werden nicht angenommen.'],
    receiving: ['Gives up; showing the number is left to the person.', 'Gibt auf; ob die Nummer gezeigt wird, entscheidet der Mensch.'],
    sending: NEVER,
  }),
  row(436, 'Bad Identity Info', '8224 6.2.2', {
    brief: ['Identity info not found', 'Identitätsangabe nicht gefunden'],
    meaning: ['The certificate for the signature could not be fetched.', 'Das Zertifikat zur Signatur war nicht abrufbar.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(437, 'Unsupported Credential', '8224 6.2.2', {
    brief: ['Certificate not supported', 'Zertifikat nicht unterstützt'],
    meaning: ['The certificate for the signature is not trusted or not usable.', 'Dem Zertifikat zur Signatur wird nicht vertraut, oder es ist unbrauchbar.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(438, 'Invalid Identity Header', '8224 6.2.2', {
    brief: ['Identity invalid', 'Identität ungültig'],
    meaning: ['The signature of the caller does not match the request.', 'Die Signatur des Anrufers passt nicht zur Anfrage.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(439, 'First Hop Lacks Outbound Support', '5626 11.6', {
    brief: ['First hop lacks outbound support', 'Erste Station kann kein Outbound'],
    meaning: ['The first proxy does not support keeping connections open (outbound).', 'Der erste Proxy unterstützt offene Verbindungen (outbound) nicht.'],
    receiving: ['Gives up; outbound is to be switched off in the account.', 'Gibt auf; outbound ist im Konto auszuschalten.'],
    sending: NEVER,
  }),
  row(440, 'Max-Breadth Exceeded', '5393 5.3.3', {
    brief: ['Too many forks', 'Zu viele Verzweigungen'],
    meaning: ['The call was to fork into more branches than allowed.', 'Der Anruf sollte sich in mehr Zweige teilen als erlaubt.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
  row(469, 'Bad Info Package', '6086 4.2.2', {
    brief: ['Info package unknown', 'Info-Paket unbekannt'],
    meaning: ['The kind of mid-call information is not known here.', 'Diese Art von Information im Gespräch ist hier nicht bekannt.'],
    receiving: ['Gives up the INFO; the call goes on.', 'Gibt das INFO auf; das Gespräch geht weiter.'],
    sending: ['To an INFO of a package that this phone does not take.', 'Auf ein INFO aus einem Paket, das dieses Telefon nicht nimmt.'],
  }),
  row(470, 'Consent Needed', '5360 5.9.2', {
    brief: ['Consent needed', 'Einwilligung nötig'],
    meaning: ['The recipient has not consented to such requests.', 'Der Empfänger hat solchen Anfragen nicht zugestimmt.'],
    receiving: GIVES_UP,
    sending: NEVER,
  }),
];
