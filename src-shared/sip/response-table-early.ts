/** 1xx received and being worked on, 2xx success, 3xx further action. */
import type { ResponseRow } from './response-table-row.ts';
import { NEVER, row } from './response-table-row.ts';

export const EARLY_ROWS: readonly ResponseRow[] = [
  row(100, 'Trying', '3261 21.1.1', {
    brief: ['Trying', 'Wird versucht'],
    meaning: ['The request has arrived and is being worked on.', 'Die Anfrage ist angekommen und wird bearbeitet.'],
    receiving: ['Stops repeating the INVITE and waits.', 'Wiederholt das INVITE nicht mehr und wartet.'],
    sending: ['To every INVITE, at once.', 'Auf jedes INVITE, sofort.'],
  }),
  row(180, 'Ringing', '3261 21.1.2', {
    brief: ['Ringing', 'Es klingelt'],
    meaning: ['The called phone is ringing.', 'Das gerufene Telefon klingelt.'],
    receiving: ['Shows that it rings there.', 'Zeigt, dass es dort klingelt.'],
    sending: ['When an incoming call rings here, and once a minute while it does.', 'Wenn ein Anruf hier klingelt, und solange er klingelt, jede Minute.'],
  }),
  row(181, 'Call Is Being Forwarded', '3261 21.1.3', {
    brief: ['Being forwarded', 'Wird weitergeleitet'],
    meaning: ['The call is being forwarded to another destination.', 'Der Anruf wird an ein anderes Ziel weitergeleitet.'],
    receiving: ['Shows it and waits.', 'Zeigt es und wartet.'],
    sending: NEVER,
  }),
  row(182, 'Queued', '3261 21.1.4', {
    brief: ['Queued', 'In der Warteschlange'],
    meaning: ['The called party is busy; the call waits in a queue.', 'Die Gegenstelle ist besetzt; der Anruf wartet in einer Schlange.'],
    receiving: ['Shows it, with the words of the server, and waits.', 'Zeigt es mit den Worten des Servers und wartet.'],
    sending: NEVER,
  }),
  row(183, 'Session Progress', '3261 21.1.5', {
    brief: ['In progress', 'Wird bearbeitet'],
    meaning: ['The call makes progress; tones or announcements may already be heard.', 'Der Anruf kommt voran; Töne oder Ansagen können schon zu hören sein.'],
    receiving: [
      'With a session description, plays what comes from there (early media). Confirms it with PRACK where it asks for that.',
      'Spielt, was von dort kommt, wenn eine Sitzungsbeschreibung dabei ist (Early Media). Bestätigt mit PRACK, wo das verlangt wird.',
    ],
    sending: ['When sound is to be heard before the answer (early media).', 'Wenn vor dem Abheben schon Ton zu hören sein soll (Early Media).'],
  }),
  row(199, 'Early Dialog Terminated', '6228 4', {
    brief: ['One branch has ended', 'Ein Zweig ist beendet'],
    meaning: ['One branch of a forked call has ended; others may still ring.', 'Ein Zweig des verteilten Anrufs ist beendet; andere können noch klingeln.'],
    receiving: ['Forgets that branch with its early media; the others ring on.', 'Vergisst diesen Zweig samt Early Media; die anderen klingeln weiter.'],
    sending: NEVER,
  }),
  row(200, 'OK', '3261 21.2.1', {
    brief: ['OK', 'In Ordnung'],
    meaning: ['The request has succeeded.', 'Die Anfrage war erfolgreich.'],
    receiving: ['To INVITE: sends ACK, and the talk begins. To all else: done.', 'Auf INVITE: sendet ACK, und das Gespräch beginnt. Sonst: erledigt.'],
    sending: ['When the call is answered here, and to every request that was carried out.', 'Wenn hier abgehoben wird, und auf jede ausgeführte Anfrage.'],
  }),
  row(202, 'Accepted', '6665 8.3.1', {
    brief: ['Accepted', 'Angenommen'],
    meaning: ['The request is accepted, but not carried out yet.', 'Die Anfrage ist angenommen, aber noch nicht ausgeführt.'],
    receiving: ['As 200; a message counts as taken by a server, not as delivered.', 'Wie 200; eine Nachricht gilt als von einem Server angenommen, nicht als zugestellt.'],
    sending: ['To REFER, before the transfer begins.', 'Auf REFER, bevor die Vermittlung beginnt.'],
  }),
  row(204, 'No Notification', '5839 7.1', {
    brief: ['No notification', 'Keine Benachrichtigung'],
    meaning: ['The subscription is refreshed; nothing has changed since.', 'Das Abonnement ist erneuert; seither hat sich nichts geändert.'],
    receiving: ['As 200; what is known stays known.', 'Wie 200; was bekannt ist, gilt weiter.'],
    sending: NEVER,
  }),
  row(300, 'Multiple Choices', '3261 21.3.1', {
    brief: ['Several addresses to choose from', 'Mehrere Adressen zur Wahl'],
    meaning: ['There are several places to reach the party; choose one.', 'Die Gegenstelle ist an mehreren Orten erreichbar; wählen Sie einen.'],
    receiving: ['Shows the addresses and lets the person choose; follows a single one by itself.', 'Zeigt die Adressen und lässt wählen; einer einzigen folgt es selbst.'],
    sending: NEVER,
  }),
  row(301, 'Moved Permanently', '3261 21.3.2', {
    brief: ['Moved for good', 'Endgültig umgezogen'],
    meaning: ['The party has a new address for good.', 'Die Gegenstelle hat auf Dauer eine neue Adresse.'],
    receiving: ['Calls the new address, and from then on goes there directly until Rung is closed.', 'Ruft die neue Adresse an und geht von da an gleich dorthin, bis Rung beendet wird.'],
    sending: NEVER,
  }),
  row(302, 'Moved Temporarily', '3261 21.3.3', {
    brief: ['Moved for now', 'Vorübergehend umgezogen'],
    meaning: ['The party is at another address for now.', 'Die Gegenstelle ist zurzeit unter einer anderen Adresse erreichbar.'],
    receiving: ['Calls the new address for this call only: each address once, five at most.', 'Ruft die neue Adresse an, nur für diesen Anruf: jede Adresse einmal, höchstens fünf.'],
    sending: ['When the person diverts an incoming call.', 'Wenn ein ankommender Anruf umgeleitet wird.'],
  }),
  row(305, 'Use Proxy', '3261 21.3.4', {
    brief: ['Only through another proxy', 'Nur über einen anderen Proxy'],
    meaning: ['The party can only be reached through the proxy that is named.', 'Die Gegenstelle ist nur über den genannten Proxy erreichbar.'],
    receiving: [
      'Shows the proxy, and calls over it only if the person wants that: whoever can forge an answer could otherwise listen in.',
      'Zeigt den Proxy und ruft nur auf Wunsch darüber an: Wer eine Antwort fälschen kann, könnte sonst mithören.',
    ],
    sending: NEVER,
  }),
  row(380, 'Alternative Service', '3261 21.3.5', {
    brief: ['Another service is offered', 'Ein anderer Dienst wird angeboten'],
    meaning: ['The call failed, but other services are offered.', 'Der Anruf ist gescheitert, aber andere Dienste werden angeboten.'],
    receiving: ['Shows the addresses that are offered and lets the person choose.', 'Zeigt die angebotenen Adressen und lässt wählen.'],
    sending: NEVER,
  }),
];
