/** What the parameters of header fields say. */
import type { Explanation } from './explanation.ts';
import { byName } from './rows.ts';
import type { Row } from './rows.ts';

/** Of one field: `via;branch`. */
const OF_FIELD: Row[] = [
  ['via;branch', 'RFC 3261 8.1.1.7', 'Names the transaction; with z9hG4bK in front it is unique in space and time.', 'Benennt die Transaktion; mit z9hG4bK davor ist der Name überall und immer eindeutig.'],
  ['via;received', 'RFC 3261 18.2.1', 'The address from which the request really came, filled in by its receiver.', 'Die Adresse, von der die Anfrage wirklich kam; der Empfänger trägt sie ein.'],
  ['via;rport', 'RFC 3581 3', 'Asks for the answer to go to the port that the request came from; the receiver fills it in.', 'Bittet, die Antwort an den Port zu senden, von dem die Anfrage kam; der Empfänger trägt ihn ein.'],
  ['via;maddr', 'RFC 3261 18.2.2', 'Where answers are to be sent instead of the address of the Via.', 'Wohin Antworten statt an die Adresse des Via gehen sollen.'],
  ['via;ttl', 'RFC 3261 18.1.1', 'How many networks a multicast request may cross.', 'Wie viele Netze eine Multicast-Anfrage durchqueren darf.'],
  ['via;alias', 'RFC 5923 5', 'The connection may be used for requests the other way too.', 'Die Verbindung darf auch für Anfragen in Gegenrichtung dienen.'],
  ['via;keep', 'RFC 6223 4', 'Offers, or with a number agrees, to keep the path open with keep-alives.', 'Bietet an, den Weg mit Lebenszeichen offen zu halten, oder sagt es mit einer Zahl zu.'],
  ['via;hidden', 'RFC 2543 6.40', 'Obsolete: a proxy has encrypted this hop.', 'Veraltet: Ein Proxy hat diese Station verschlüsselt.'],
  ['contact;expires', 'RFC 3261 20.10', 'How many seconds this address is to stay registered.', 'Wie viele Sekunden diese Adresse eingetragen bleiben soll.'],
  ['contact;q', 'RFC 3261 20.10', 'Which of several addresses to try first: 1 before 0.', 'Welche von mehreren Adressen zuerst zu versuchen ist: 1 vor 0.'],
  ['contact;+sip.instance', 'RFC 5626 4.1', 'The number of this very device: it stays the same when its address changes.', 'Die Nummer genau dieses Geräts: sie bleibt, auch wenn sich seine Adresse ändert.'],
  ['contact;reg-id', 'RFC 5626 4.2', 'Which of the device\'s several connections to the registrar this is.', 'Welche von mehreren Verbindungen des Geräts zum Registrar dies ist.'],
  ['contact;methods', 'RFC 3840 10', 'The methods that the device handles.', 'Die Methoden, die das Gerät beherrscht.'],
  ['contact;pub-gruu', 'RFC 5627 3', 'An address of this very device that works from everywhere.', 'Eine Adresse genau dieses Geräts, die von überall erreichbar ist.'],
  ['contact;temp-gruu', 'RFC 5627 3', 'The same for a while, without saying who it belongs to.', 'Dasselbe auf Zeit, ohne zu verraten, wem es gehört.'],
  ['contact;isfocus', 'RFC 4579 5.1', 'This is a conference, not a single telephone.', 'Dies ist eine Konferenz, kein einzelnes Telefon.'],
  ['contact;audio', 'RFC 3840 10', 'The device can do sound.', 'Das Gerät beherrscht Ton.'],
  ['contact;video', 'RFC 3840 10', 'The device can do pictures.', 'Das Gerät beherrscht Bild.'],
  ['session-expires;refresher', 'RFC 4028 4', 'Who refreshes the session: uac the one who asked, uas the one who answered.', 'Wer die Sitzung auffrischt: uac, wer gefragt hat, uas, wer geantwortet hat.'],
  ['reason;cause', 'RFC 3326 2', 'The code of the reason: of SIP, or of the telephone network (Q.850).', 'Der Code des Grundes: von SIP oder aus dem Telefonnetz (Q.850).'],
  ['reason;text', 'RFC 3326 2', 'The reason in words.', 'Der Grund in Worten.'],
  ['retry-after;duration', 'RFC 3261 20.33', 'How long the callee will then be reachable, in seconds.', 'Wie lange die Gegenseite dann erreichbar sein wird, in Sekunden.'],
  ['event;id', 'RFC 6665 8.2.1', 'Tells several subscriptions within one dialog apart.', 'Unterscheidet mehrere Abonnements in einem Dialog.'],
  ['subscription-state;expires', 'RFC 6665 8.2.3', 'How many seconds the subscription has left.', 'Wie viele Sekunden das Abonnement noch läuft.'],
  ['subscription-state;reason', 'RFC 6665 8.2.3', 'Why the subscription has ended.', 'Warum das Abonnement beendet ist.'],
  ['subscription-state;retry-after', 'RFC 6665 8.2.3', 'After how many seconds to subscribe anew.', 'Nach wie vielen Sekunden neu zu abonnieren ist.'],
  ['replaces;to-tag', 'RFC 3891 6.1', 'The tag of the dialog to be replaced, as its To has it at the receiver.', 'Das Tag des zu ersetzenden Dialogs, wie es beim Empfänger in To steht.'],
  ['replaces;from-tag', 'RFC 3891 6.1', 'The tag of the other side of the dialog to be replaced.', 'Das Tag der anderen Seite des zu ersetzenden Dialogs.'],
  ['replaces;early-only', 'RFC 3891 6.1', 'Only if that call has not been answered yet.', 'Nur, wenn jener Anruf noch nicht angenommen ist.'],
  ['join;to-tag', 'RFC 3911 7.1', 'The tag of the dialog to be joined.', 'Das Tag des Dialogs, zu dem der Anruf hinzukommen soll.'],
  ['join;from-tag', 'RFC 3911 7.1', 'The tag of the other side of that dialog.', 'Das Tag der anderen Seite jenes Dialogs.'],
  ['refer-to;method', 'RFC 3515 2.1', 'Which request is to be sent there; without it INVITE.', 'Welche Anfrage dorthin zu senden ist; ohne Angabe INVITE.'],
  ['diversion;reason', 'RFC 5806 4', 'Why the call was diverted.', 'Warum der Anruf umgeleitet wurde.'],
  ['diversion;counter', 'RFC 5806 4', 'How often it was diverted.', 'Wie oft er umgeleitet wurde.'],
  ['diversion;privacy', 'RFC 5806 4', 'Whether the one who diverted wants to stay unnamed.', 'Ob ungenannt bleiben will, wer umgeleitet hat.'],
  ['history-info;index', 'RFC 7044 5', 'Its place in the history: 1.2 is the second branch of the first.', 'Sein Platz in der Folge: 1.2 ist der zweite Zweig des ersten.'],
  ['history-info;rc', 'RFC 7044 5', 'Which entry this one came out of, by another route to the same user.', 'Aus welchem Eintrag dieser entstand, über einen anderen Weg zum selben Benutzer.'],
  ['history-info;mp', 'RFC 7044 5', 'Which entry this one came out of, with another user as target.', 'Aus welchem Eintrag dieser entstand, mit einem anderen Benutzer als Ziel.'],
  ['remote-party-id;screen', 'draft-ietf-sip-privacy', 'Whether a server has checked who it is.', 'Ob ein Server geprüft hat, wer es ist.'],
  ['remote-party-id;party', 'draft-ietf-sip-privacy', 'Whose identity this is: calling or called.', 'Wessen Identität dies ist: calling oder called.'],
  ['remote-party-id;privacy', 'draft-ietf-sip-privacy', 'What is to stay hidden of it.', 'Was davon verborgen bleiben soll.'],
  ['content-type;boundary', 'RFC 2046 5.1.1', 'The line that stands between the parts of the body.', 'Die Zeile, die zwischen den Teilen des Nachrichtenkörpers steht.'],
  ['content-type;charset', 'RFC 2046 4.1.2', 'The character set of the body.', 'Der Zeichensatz des Nachrichtenkörpers.'],
  ['content-disposition;handling', 'RFC 3261 20.11', 'Whether a body that is not understood may be passed over.', 'Ob ein Nachrichtenkörper, den man nicht versteht, übergangen werden darf.'],
  ['alert-info;info', 'RFC 7462', 'How to ring; many telephones answer at once on "alert-autoanswer".', 'Wie zu klingeln ist; viele Telefone heben bei „alert-autoanswer“ sofort ab.'],
  ['call-info;purpose', 'RFC 3261 20.9', 'What the address is: icon, info or card.', 'Was die Adresse ist: icon, info oder card.'],
  ['call-info;answer-after', 'no RFC', 'Asks to be answered after so many seconds without anyone doing so: a page or an intercom.', 'Bittet, nach so vielen Sekunden von selbst abzuheben: eine Durchsage oder Gegensprechanlage.'],
  ['user-to-user;encoding', 'RFC 7433 4', 'How the data are written: hex.', 'Wie die Daten geschrieben sind: hex.'],
  ['identity;info', 'RFC 8224 4', 'Where the certificate for the signature is.', 'Wo das Zertifikat zur Signatur liegt.'],
  ['identity;alg', 'RFC 8224 4', 'The algorithm of the signature.', 'Das Verfahren der Signatur.'],
  ['identity;ppt', 'RFC 8224 4', 'Which kind of statement is signed, for instance shaken.', 'Welche Art von Aussage signiert ist, etwa shaken.'],
  ['target-dialog;local-tag', 'RFC 4538 7', 'The receiver\'s tag of the dialog that is meant.', 'Das Tag des Empfängers in dem gemeinten Dialog.'],
  ['target-dialog;remote-tag', 'RFC 4538 7', 'The sender\'s tag of the dialog that is meant.', 'Das Tag des Absenders in dem gemeinten Dialog.'],
];

/** Of whatever field has them. */
const ANYWHERE: Row[] = [
  ['tag', 'RFC 3261 19.3', 'One half of the dialog\'s name: each side gives its own.', 'Die eine Hälfte des Dialognamens: jede Seite vergibt ihre eigene.'],
  ['q', 'RFC 3261 20.1', 'How much this is preferred, from 0 to 1.', 'Wie sehr dies bevorzugt wird, von 0 bis 1.'],
  ['expires', 'RFC 3261 20.19', 'How many seconds this holds.', 'Wie viele Sekunden dies gilt.'],
  ['lr', 'RFC 3261 19.1.1', 'A loose router: it leaves the target of the request alone.', 'Ein loser Router: er lässt das Ziel der Anfrage in Ruhe.'],
  ['generic-param', 'RFC 3261 25.1', 'A parameter of an extension or of one maker; who does not know it passes over it.', 'Ein Parameter einer Erweiterung oder eines Herstellers; wer ihn nicht kennt, übergeht ihn.'],
  ['feature-tag', 'RFC 3840 9', 'A property of the device, such as a medium or a method.', 'Eine Eigenschaft des Geräts, etwa ein Medium oder eine Methode.'],
];

const PARAMETERS = byName([...OF_FIELD, ...ANYWHERE]);

/** `field`: canonical name; `name` in any case. One that nobody knows is explained as such. */
export function explainHeaderParameter(field: string, name: string): Explanation {
  const parameter = name.toLowerCase();
  const known = PARAMETERS.get(`${field};${parameter}`) ?? PARAMETERS.get(parameter);
  return (known ?? PARAMETERS.get(field === 'contact' || parameter.startsWith('+') ? 'feature-tag' : 'generic-param')) as Explanation;
}
