/** What the words in lists say: option tags, event packages, privacy values, methods. */
import type { Explanation } from './explanation.ts';
import { explainMethod } from './methods.ts';
import { byName } from './rows.ts';
import type { Row } from './rows.ts';

const OPTION_TAGS = byName([
  ['100rel', 'RFC 3262', 'Provisional answers can be confirmed with PRACK.', 'Vorläufige Antworten können mit PRACK bestätigt werden.'],
  ['timer', 'RFC 4028', 'Session timers: a dead call is noticed.', 'Sitzungsuhren: ein toter Anruf fällt auf.'],
  ['replaces', 'RFC 3891', 'A call can take the place of another: attended transfer.', 'Ein Anruf kann an die Stelle eines anderen treten: Vermittlung mit Rückfrage.'],
  ['join', 'RFC 3911', 'A call can be added to another.', 'Ein Anruf kann zu einem anderen hinzukommen.'],
  ['outbound', 'RFC 5626', 'Connections that the phone has opened are kept and used for calls to it.', 'Verbindungen, die das Telefon öffnet, bleiben und dienen Anrufen zu ihm.'],
  ['path', 'RFC 3327', 'Proxies between phone and registrar can be recorded.', 'Proxys zwischen Telefon und Registrar können festgehalten werden.'],
  ['gruu', 'RFC 5627', 'Addresses of one device that work from everywhere.', 'Adressen eines einzelnen Geräts, die von überall gelten.'],
  ['norefersub', 'RFC 4488', 'A transfer without reports on it.', 'Eine Vermittlung ohne Berichte darüber.'],
  ['tdialog', 'RFC 4538', 'A request can refer to a dialog that it is not part of.', 'Eine Anfrage kann sich auf einen Dialog beziehen, zu dem sie nicht gehört.'],
  ['histinfo', 'RFC 7044', 'The way of the request through diversions is told.', 'Der Weg der Anfrage durch Umleitungen wird mitgeteilt.'],
  ['from-change', 'RFC 4916', 'The name of the other side may change in a call.', 'Der Name der Gegenseite darf sich im Gespräch ändern.'],
  ['answermode', 'RFC 5373', 'A call can ask to be answered without a person.', 'Ein Anruf kann bitten, ohne einen Menschen angenommen zu werden.'],
  ['privacy', 'RFC 3323', 'The network can hide who is calling.', 'Das Netz kann verbergen, wer anruft.'],
  ['precondition', 'RFC 3312', 'The phone rings only when the media path is ready.', 'Es klingelt erst, wenn der Medienweg bereit ist.'],
  ['eventlist', 'RFC 4662', 'One subscription for a list of people.', 'Ein Abonnement für eine Liste von Personen.'],
  ['pref', 'RFC 3840', 'Callers can choose by what a device can do.', 'Anrufer können danach wählen, was ein Gerät kann.'],
  ['early-session', 'RFC 3959', 'Media before the answer have a session of their own.', 'Medien vor dem Abheben haben eine eigene Sitzung.'],
  ['ice', 'RFC 5768', 'Understands ICE.', 'Versteht ICE.'],
  ['sec-agree', 'RFC 3329', 'The protection of the first hop is agreed.', 'Der Schutz der ersten Station wird vereinbart.'],
  ['resource-priority', 'RFC 4412', 'Calls can have precedence.', 'Anrufe können Vorrang haben.'],
  ['recipient-list-invite', 'RFC 5366', 'One INVITE for several people.', 'Ein INVITE für mehrere Personen.'],
  ['multiple-refer', 'RFC 5368', 'One REFER for several people.', 'Ein REFER für mehrere Personen.'],
  ['sdp-anat', 'RFC 4092', 'Alternative addresses in the description.', 'Alternative Adressen in der Beschreibung.'],
  ['uui', 'RFC 7433', 'Data can be handed on from user to user.', 'Daten können von Benutzer zu Benutzer gereicht werden.'],
  ['trickle-ice', 'RFC 8840', 'ICE candidates may come later, one by one.', 'ICE-Kandidaten dürfen später nach und nach kommen.'],
] satisfies Row[]);

const EVENTS = byName([
  ['presence', 'RFC 3856', 'Whether somebody is there.', 'Ob jemand da ist.'],
  ['dialog', 'RFC 4235', 'The calls of somebody: the busy lamp.', 'Die Gespräche von jemandem: die Besetztlampe.'],
  ['message-summary', 'RFC 3842', 'Messages waiting in the mailbox.', 'Wartende Nachrichten auf dem Anrufbeantworter.'],
  ['refer', 'RFC 3515 2.4', 'How a transfer goes on.', 'Wie eine Vermittlung vorangeht.'],
  ['reg', 'RFC 3680', 'The registrations of an address.', 'Die Anmeldungen einer Adresse.'],
  ['conference', 'RFC 4575', 'Who is in the conference.', 'Wer in der Konferenz ist.'],
  ['winfo', 'RFC 3857', 'Who watches.', 'Wer zuschaut.'],
  ['kpml', 'RFC 4730', 'Keys pressed on the telephone.', 'Am Telefon gedrückte Tasten.'],
  ['vq-rtcpxr', 'RFC 6035', 'Reports on how calls sounded.', 'Berichte, wie Gespräche klangen.'],
  ['ua-profile', 'RFC 6080', 'Configuration of the phone.', 'Einstellungen des Telefons.'],
  ['check-sync', 'no RFC', 'Tells a phone to load its configuration, or to restart.', 'Lässt ein Telefon seine Einstellungen laden oder neu starten.'],
  ['keep-alive', 'no RFC', 'Keeps a NAT open; nobody expects more.', 'Hält ein NAT offen; mehr wird nicht erwartet.'],
] satisfies Row[]);

const VALUES = byName([
  ['privacy id', 'RFC 3325 9.3', 'The network shall not hand on who is calling.', 'Das Netz soll nicht weitergeben, wer anruft.'],
  ['privacy none', 'RFC 3323 4.2', 'Nothing is to be hidden.', 'Nichts soll verborgen werden.'],
  ['privacy header', 'RFC 3323 4.2', 'Fields that tell about the sender are to be hidden.', 'Felder, die etwas über den Absender verraten, sollen verborgen werden.'],
  ['privacy session', 'RFC 3323 4.2', 'The addresses of the media are to be hidden.', 'Die Adressen der Medien sollen verborgen werden.'],
  ['privacy user', 'RFC 3323 4.2', 'The network shall hide what the phone itself could.', 'Das Netz soll verbergen, was auch das Telefon verbergen könnte.'],
  ['privacy critical', 'RFC 3323 4.2', 'Rather no call than one without that.', 'Lieber kein Anruf als einer ohne das.'],
  ['priority emergency', 'RFC 3261 20.26', 'Life or property is in danger.', 'Leben oder Besitz ist in Gefahr.'],
  ['priority urgent', 'RFC 3261 20.26', 'Cannot wait.', 'Kann nicht warten.'],
  ['priority normal', 'RFC 3261 20.26', 'As any call.', 'Wie jeder Anruf.'],
  ['priority non-urgent', 'RFC 3261 20.26', 'Can wait.', 'Kann warten.'],
  ['content-type application/sdp', 'RFC 8866', 'A session description.', 'Eine Sitzungsbeschreibung.'],
  ['content-type application/pidf+xml', 'RFC 3863', 'Presence.', 'Anwesenheit.'],
  ['content-type application/dialog-info+xml', 'RFC 4235 4', 'The state of calls.', 'Der Stand von Gesprächen.'],
  ['content-type application/simple-message-summary', 'RFC 3842 3.5', 'Waiting messages.', 'Wartende Nachrichten.'],
  ['content-type application/dtmf-relay', 'no RFC', 'A key, in an INFO request.', 'Eine Taste, in einer INFO-Anfrage.'],
  ['content-type message/sipfrag', 'RFC 3420', 'A piece of a SIP message: how far a transfer has come.', 'Ein Stück einer SIP-Nachricht: wie weit eine Vermittlung ist.'],
  ['content-type text/plain', 'RFC 2046 4.1.3', 'Text.', 'Text.'],
  ['content-type multipart/mixed', 'RFC 5621 3', 'Several bodies in one.', 'Mehrere Nachrichtenkörper in einem.'],
  ['subscription-state active', 'RFC 6665 8.2.3', 'The subscription runs.', 'Das Abonnement läuft.'],
  ['subscription-state pending', 'RFC 6665 8.2.3', 'Somebody has yet to allow it.', 'Jemand muss es noch erlauben.'],
  ['subscription-state terminated', 'RFC 6665 8.2.3', 'The subscription has ended.', 'Das Abonnement ist beendet.'],
] satisfies Row[]);

const OPTION_FIELDS = new Set(['supported', 'require', 'proxy-require', 'unsupported']);

/** Of one word of the field's value; undefined where it needs no explanation or none is known. */
export function explainToken(field: string, token: string): Explanation | undefined {
  const word = token.toLowerCase();
  if (field === 'allow') return explainMethod(token);
  if (OPTION_FIELDS.has(field)) return OPTION_TAGS.get(word);
  if (field === 'event' || field === 'allow-events') return EVENTS.get(word) ?? (word.endsWith('.winfo') ? EVENTS.get('winfo') : undefined);
  return VALUES.get(`${field === 'accept' ? 'content-type' : field} ${word}`);
}
