/** What each SIP header field is for, in one sentence. */
import { canonicalName, isKnown } from '../sip/headers-known.ts';
import type { Explanation } from './explanation.ts';
import { byName } from './rows.ts';
import type { Row } from './rows.ts';
import { explainValue } from './values.ts';

const GENERAL: Row[] = [
  ['accept', 'RFC 3261 20.1', 'The kinds of body that the sender understands.', 'Die Arten von Nachrichtenkörpern, die der Absender versteht.'],
  ['accept-encoding', 'RFC 3261 20.2', 'The compressions of a body that the sender understands.', 'Die Komprimierungen des Nachrichtenkörpers, die der Absender versteht.'],
  ['accept-language', 'RFC 3261 20.3', 'The languages the sender likes to read reasons and descriptions in.', 'Die Sprachen, in denen der Absender Begründungen und Beschreibungen lesen möchte.'],
  ['call-id', 'RFC 3261 20.8', 'Names the call: the same in all its messages, different for every call.', 'Benennt den Anruf: gleich in allen seinen Nachrichten, bei jedem Anruf anders.'],
  ['contact', 'RFC 3261 20.10', 'The address at which the sender wants to be reached directly from now on.', 'Die Adresse, unter der der Absender von nun an unmittelbar erreicht werden will.'],
  ['cseq', 'RFC 3261 20.16', 'Numbers the requests of a dialog; an answer repeats the number and method of its request.', 'Zählt die Anfragen eines Dialogs; eine Antwort wiederholt Nummer und Methode ihrer Anfrage.'],
  ['date', 'RFC 3261 20.17', 'When the message was first sent.', 'Wann die Nachricht zuerst gesendet wurde.'],
  ['encryption', 'RFC 2543 6', 'Obsolete: said how the body was encrypted. Never sent today.', 'Veraltet: sagte, wie der Nachrichtenkörper verschlüsselt ist. Wird heute nie gesendet.'],
  ['expires', 'RFC 3261 20.19', 'After how many seconds the message or what it asks for ends; 0 ends it now.', 'Nach wie vielen Sekunden die Nachricht oder das Erbetene endet; 0 beendet es sofort.'],
  ['from', 'RFC 3261 20.20', 'Who the request says it comes from; the tag is the sender\'s half of the dialog\'s name.', 'Von wem die Anfrage nach eigener Angabe kommt; das Tag ist die Hälfte des Dialognamens, die der Absender vergibt.'],
  ['record-route', 'RFC 3261 20.30', 'A proxy that wants to stay on the path of all later requests of the call.', 'Ein Proxy, der auf dem Weg aller späteren Anfragen dieses Anrufs bleiben will.'],
  ['timestamp', 'RFC 3261 20.38', 'When the request was sent, so that the round trip can be measured.', 'Wann die Anfrage gesendet wurde, damit sich die Laufzeit messen lässt.'],
  ['to', 'RFC 3261 20.39', 'Who is wanted; the tag is added by the one who answers and completes the name of the dialog.', 'Wer gewünscht ist; das Tag fügt hinzu, wer antwortet, und vervollständigt damit den Dialognamen.'],
  ['via', 'RFC 3261 20.42', 'One hop of the path that the request has taken; the answer goes back the same way. The branch names the transaction.', 'Eine Station des Weges der Anfrage; die Antwort geht denselben Weg zurück. Der Branch benennt die Transaktion.'],
  ['content-encoding', 'RFC 3261 20.12', 'How the body is compressed.', 'Wie der Nachrichtenkörper komprimiert ist.'],
  ['content-length', 'RFC 3261 20.14', 'The size of the body in bytes; over TCP it tells where the message ends.', 'Die Größe des Nachrichtenkörpers in Byte; bei TCP zeigt sie, wo die Nachricht endet.'],
  ['content-type', 'RFC 3261 20.15', 'What the body is, for instance application/sdp.', 'Was der Nachrichtenkörper ist, etwa application/sdp.'],
  ['content-disposition', 'RFC 3261 20.11', 'What the body is meant for, for instance to describe the session.', 'Wofür der Nachrichtenkörper gedacht ist, etwa zur Beschreibung der Sitzung.'],
  ['content-language', 'RFC 3261 20.13', 'The language of the body.', 'Die Sprache des Nachrichtenkörpers.'],
  ['mime-version', 'RFC 3261 20.24', 'The version of MIME that the body follows.', 'Die MIME-Version, nach der der Nachrichtenkörper aufgebaut ist.'],
];

const REQUEST: Row[] = [
  ['authorization', 'RFC 3261 20.7', 'Proves to a server that the sender knows the password, without saying it.', 'Beweist einem Server, dass der Absender das Kennwort kennt, ohne es zu nennen.'],
  ['hide', 'RFC 2543 6', 'Obsolete: asked proxies to conceal the path. Never sent today.', 'Veraltet: bat Proxys, den Weg zu verbergen. Wird heute nie gesendet.'],
  ['max-forwards', 'RFC 3261 20.22', 'How many more hops the request may take before it is thrown away; stops endless circles.', 'Über wie viele Stationen die Anfrage noch gehen darf; verhindert endlose Kreise.'],
  ['organization', 'RFC 3261 20.25', 'The organisation the sender belongs to.', 'Die Organisation, zu der der Absender gehört.'],
  ['priority', 'RFC 3261 20.26', 'How urgent the call is in the eyes of the caller.', 'Wie dringend der Anruf aus Sicht des Anrufers ist.'],
  ['proxy-authorization', 'RFC 3261 20.28', 'Proves to a proxy that the sender knows the password, without saying it.', 'Beweist einem Proxy, dass der Absender das Kennwort kennt, ohne es zu nennen.'],
  ['proxy-require', 'RFC 3261 20.29', 'Extensions that every proxy on the way must understand.', 'Erweiterungen, die jeder Proxy unterwegs verstehen muss.'],
  ['route', 'RFC 3261 20.34', 'The proxies that the request has still to pass, in this order.', 'Die Proxys, über die die Anfrage noch gehen muss, in dieser Reihenfolge.'],
  ['require', 'RFC 3261 20.32', 'Extensions that the receiver must understand to handle the request.', 'Erweiterungen, die der Empfänger verstehen muss, um die Anfrage zu bearbeiten.'],
  ['response-key', 'RFC 2543 6', 'Obsolete: the key an answer was to be encrypted with. Never sent today.', 'Veraltet: der Schlüssel, mit dem eine Antwort zu verschlüsseln war. Wird heute nie gesendet.'],
  ['subject', 'RFC 3261 20.36', 'What the call is about, in words.', 'Worum es im Anruf geht, in Worten.'],
  ['user-agent', 'RFC 3261 20.41', 'The software that sent the request.', 'Die Software, die die Anfrage gesendet hat.'],
  ['in-reply-to', 'RFC 3261 20.21', 'The calls that this one returns.', 'Die Anrufe, die dieser erwidert.'],
  ['reply-to', 'RFC 3261 20.31', 'Where a call back should go, when not to From.', 'Wohin ein Rückruf gehen soll, wenn nicht an From.'],
  ['refer-to', 'RFC 3515 2.1', 'Whom the receiver is asked to call: the target of a transfer.', 'Wen der Empfänger anrufen soll: das Ziel einer Vermittlung.'],
  ['referred-by', 'RFC 3892 3', 'Who asked for this call by a transfer.', 'Wer diesen Anruf durch eine Vermittlung veranlasst hat.'],
  ['replaces', 'RFC 3891 6.1', 'The call that this one takes the place of: an attended transfer.', 'Der Anruf, an dessen Stelle dieser tritt: eine Vermittlung mit Rückfrage.'],
  ['join', 'RFC 3911 7.1', 'The call that this one wants to be added to.', 'Der Anruf, zu dem dieser hinzukommen will.'],
  ['event', 'RFC 6665 8.2.1', 'What the subscription is about, for instance presence or message-summary.', 'Worum es im Abonnement geht, etwa presence oder message-summary.'],
  ['subscription-state', 'RFC 6665 8.2.3', 'Whether the subscription lives, waits or has ended, and why.', 'Ob das Abonnement läuft, wartet oder beendet ist, und warum.'],
  ['rack', 'RFC 3262 7.2', 'Which provisional answer this PRACK confirms.', 'Welche vorläufige Antwort dieses PRACK bestätigt.'],
  ['sip-if-match', 'RFC 3903 11.3.2', 'Which earlier publication this one refreshes or replaces.', 'Welche frühere Veröffentlichung diese auffrischt oder ersetzt.'],
  ['reason', 'RFC 3326 2', 'Why the request was sent, for instance why the call ends.', 'Warum die Anfrage gesendet wurde, etwa warum das Gespräch endet.'],
  ['privacy', 'RFC 3323 4.2', 'What the network is asked to hide about the sender.', 'Was das Netz über den Absender verbergen soll.'],
  ['p-asserted-identity', 'RFC 3325 9.1', 'Who the caller is, vouched for by a server that has checked it.', 'Wer der Anrufer ist, verbürgt von einem Server, der es geprüft hat.'],
  ['p-preferred-identity', 'RFC 3325 9.2', 'As whom the caller would like to be presented.', 'Als wer der Anrufer gezeigt werden möchte.'],
  ['remote-party-id', 'draft-ietf-sip-privacy', 'An older way to say who the caller is; P-Asserted-Identity took its place.', 'Ein älterer Weg zu sagen, wer anruft; P-Asserted-Identity ist an seine Stelle getreten.'],
  ['diversion', 'RFC 5806 4', 'Who the call was first meant for, and why it was diverted.', 'Für wen der Anruf zuerst bestimmt war und warum er umgeleitet wurde.'],
  ['history-info', 'RFC 7044 5', 'The addresses that the request was sent to before this one.', 'Die Adressen, an die die Anfrage vorher gerichtet war.'],
  ['identity', 'RFC 8224 4', 'A signature that proves the calling number.', 'Eine Signatur, die die Rufnummer des Anrufers beweist.'],
  ['path', 'RFC 3327 4', 'The proxies that later requests to this phone have to pass.', 'Die Proxys, über die spätere Anfragen an dieses Telefon gehen müssen.'],
  ['info-package', 'RFC 6086', 'What kind of information an INFO request carries.', 'Welche Art von Angaben eine INFO-Anfrage trägt.'],
  ['alert-info', 'RFC 3261 20.4', 'Another ringing tone, or a wish how to ring.', 'Ein anderer Rufton oder ein Wunsch, wie zu klingeln ist.'],
  ['call-info', 'RFC 3261 20.9', 'More about the caller, such as a picture or a card.', 'Mehr über den Anrufer, etwa ein Bild oder eine Visitenkarte.'],
];

const RESPONSE: Row[] = [
  ['allow', 'RFC 3261 20.5', 'The methods that the sender handles.', 'Die Methoden, die der Absender beherrscht.'],
  ['proxy-authenticate', 'RFC 3261 20.27', 'A proxy asks for a password: realm, nonce and way to compute the proof.', 'Ein Proxy fragt nach dem Kennwort: Bereich, Nonce und Rechenweg des Beweises.'],
  ['retry-after', 'RFC 3261 20.33', 'After how many seconds it makes sense to try again.', 'Nach wie vielen Sekunden ein neuer Versuch sinnvoll ist.'],
  ['server', 'RFC 3261 20.35', 'The software that answered.', 'Die Software, die geantwortet hat.'],
  ['unsupported', 'RFC 3261 20.40', 'The required extensions that the receiver does not know.', 'Die verlangten Erweiterungen, die der Empfänger nicht kennt.'],
  ['warning', 'RFC 3261 20.43', 'More about what went wrong, mostly with the session description.', 'Genaueres darüber, was nicht ging, meist an der Sitzungsbeschreibung.'],
  ['www-authenticate', 'RFC 3261 20.44', 'A server asks for a password: realm, nonce and way to compute the proof.', 'Ein Server fragt nach dem Kennwort: Bereich, Nonce und Rechenweg des Beweises.'],
  ['authentication-info', 'RFC 3261 20.6', 'The server proves that it knows the password too, and may give the next nonce.', 'Der Server beweist, dass auch er das Kennwort kennt, und kann die nächste Nonce nennen.'],
  ['error-info', 'RFC 3261 20.18', 'Where more about the failure can be found.', 'Wo mehr über den Fehler zu finden ist.'],
  ['min-expires', 'RFC 3261 20.23', 'The shortest lifetime that the server accepts, in seconds.', 'Die kürzeste Gültigkeit in Sekunden, die der Server annimmt.'],
  ['rseq', 'RFC 3262 7.1', 'Numbers a provisional answer that must be confirmed by PRACK.', 'Nummer einer vorläufigen Antwort, die mit PRACK zu bestätigen ist.'],
  ['supported', 'RFC 3261 20.37', 'The extensions that the sender understands.', 'Die Erweiterungen, die der Absender versteht.'],
  ['allow-events', 'RFC 6665 8.2.2', 'The events that can be subscribed to here.', 'Die Ereignisse, die man hier abonnieren kann.'],
  ['service-route', 'RFC 3608 5', 'The proxies that the registrar wants later requests of this phone to pass.', 'Die Proxys, über die spätere Anfragen dieses Telefons nach dem Willen des Registrars gehen sollen.'],
  ['session-expires', 'RFC 4028 4', 'How long the call lives without a refresh, and who is to refresh it.', 'Wie lange das Gespräch ohne Auffrischung lebt und wer es auffrischt.'],
  ['min-se', 'RFC 4028 5', 'The shortest session lifetime that is accepted, in seconds.', 'Die kürzeste Sitzungsdauer in Sekunden, die angenommen wird.'],
  ['sip-etag', 'RFC 3903 11.3.1', 'The name of the publication, to refresh or replace it by.', 'Der Name der Veröffentlichung, mit dem sie aufgefrischt oder ersetzt wird.'],
  ['flow-timer', 'RFC 5626', 'After how many silent seconds the server takes the connection for dead.', 'Nach wie vielen stillen Sekunden der Server die Verbindung für tot hält.'],
  ['location', 'RFC 2543 6', 'An old spelling of Contact.', 'Eine alte Schreibweise von Contact.'],
];

const OTHERS: Row[] = [
  ['also', 'RFC 2543 6', 'Obsolete: whom else to call; REFER took its place. Never sent today.', 'Veraltet: wen noch anzurufen; REFER ist an seine Stelle getreten. Wird heute nie gesendet.'],
  ['session-id', 'RFC 7989 5', 'Names the session from end to end, also through servers that make new calls of it.', 'Benennt die Sitzung von Ende zu Ende, auch durch Server, die neue Anrufe daraus machen.'],
  ['user-to-user', 'RFC 7433 4', 'Data handed on from one end to the other.', 'Daten, die von einem Ende zum anderen gereicht werden.'],
  ['answer-mode', 'RFC 5373 4', 'Whether to wait for a person, or to answer at once.', 'Ob auf einen Menschen zu warten ist oder sofort abzuheben.'],
  ['priv-answer-mode', 'RFC 5373 4', 'The same, for those who have a right to it.', 'Dasselbe, für die, die ein Recht darauf haben.'],
  ['target-dialog', 'RFC 4538 7', 'The dialog that this request refers to.', 'Der Dialog, auf den sich diese Anfrage bezieht.'],
  ['refer-sub', 'RFC 4488 4', 'Whether reports on the transfer are wanted.', 'Ob Berichte über die Vermittlung gewünscht sind.'],
  ['recv-info', 'RFC 6086', 'The kinds of INFO that the sender understands.', 'Die Arten von INFO, die der Absender versteht.'],
  ['max-breadth', 'RFC 5393 5.3', 'In how many branches the request may be forked at most.', 'In wie viele Zweige die Anfrage höchstens verteilt werden darf.'],
  ['p-access-network-info', 'RFC 7315 4.4', 'The network that the phone is in.', 'Das Netz, in dem das Telefon ist.'],
  ['p-charging-vector', 'RFC 7315 4.6', 'For the bills of the operators.', 'Für die Abrechnung der Netzbetreiber.'],
  ['p-early-media', 'RFC 5009 8', 'Whether sound before the answer is allowed.', 'Ob Ton vor dem Abheben erlaubt ist.'],
  ['p-associated-uri', 'RFC 7315 4.1', 'Other addresses of the one who has registered.', 'Weitere Adressen dessen, der sich angemeldet hat.'],
  ['p-called-party-id', 'RFC 7315 4.2', 'The address that was really called.', 'Die Adresse, die wirklich gerufen wurde.'],
  ['accept-contact', 'RFC 3841 9.2', 'What the reached device should be able to do.', 'Was das erreichte Gerät können soll.'],
  ['reject-contact', 'RFC 3841 9.2', 'What the reached device must not be.', 'Was das erreichte Gerät nicht sein darf.'],
  ['request-disposition', 'RFC 3841 9.1', 'How proxies are asked to treat the request.', 'Wie Proxys die Anfrage behandeln sollen.'],
  ['resource-priority', 'RFC 4412 3.1', 'Precedence of the call.', 'Vorrang des Anrufs.'],
  ['suppress-if-match', 'RFC 5839', 'No notice where nothing has changed.', 'Keine Nachricht, wo sich nichts geändert hat.'],
  ['security-client', 'RFC 3329 2.2', 'The protections that the phone offers.', 'Die Schutzverfahren, die das Telefon anbietet.'],
  ['security-server', 'RFC 3329 2.2', 'The protections that the server offers.', 'Die Schutzverfahren, die der Server anbietet.'],
  ['security-verify', 'RFC 3329 2.2', 'The server\'s list given back, so that nobody can have shortened it.', 'Die Liste des Servers zurückgegeben, damit niemand sie gekürzt haben kann.'],
  ['geolocation', 'RFC 6442 4.1', 'Where the caller is.', 'Wo der Anrufer ist.'],
  ['feature-caps', 'RFC 6809 5', 'What servers on the way can do.', 'Was Server auf dem Weg können.'],
  ['identity-info', 'RFC 4474 9', 'Where the certificate for Identity was; in RFC 8224 a parameter.', 'Wo das Zertifikat zu Identity lag; in RFC 8224 ein Parameter.'],
];

const ROWS = byName([...GENERAL, ...REQUEST, ...RESPONSE, ...OTHERS]);

/** By any spelling, compact forms too. With `value`, codes inside it are decoded as well. Undefined for fields that Rung knows nothing
 *  about; X- fields are private by custom. */
export function explainHeader(name: string, value = ''): Explanation | undefined {
  const canonical = canonicalName(name.trim());
  const known = ROWS.get(canonical);
  const inside = value === '' ? undefined : explainValue(canonical, value);
  if (known && inside) return { en: `${known.en} Here: ${inside.en}.`, de: `${known.de} Hier: ${inside.de}.`, section: known.section };
  if (known) return known;
  if (!canonical.startsWith('x-') || isKnown(canonical)) return undefined;
  return { en: 'A private field of the software that sent it.', de: 'Ein privates Feld der Software, die es gesendet hat.', section: 'RFC 3261 20' };
}
