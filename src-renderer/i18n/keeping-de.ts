/** What is said of stored messages and of handing them on, in German. */
import type { Shape } from './en.ts';
import type { keepingEn } from './keeping-en.ts';

export const keepingDe: Shape<typeof keepingEn> = {
  share: {
    title: 'Ohne Namen weitergeben',
    about: 'Ein Zip mit Ladder, Nachrichten, Mitschnitt und Diagnose, für jemanden, der hilft. Alles, was verrät, wer wen anrief, trägt einen anderen Namen, denselben in allen Dateien; Passwörter, Schlüssel, unbekannte Kopfzeilen, andere Inhalte als SDP und der Ton sind nicht darin; aufgehobenes RTP schon, mit Nullen statt des Tons.',
    replaced: 'Ersetzt', ladder: 'Was zu sehen sein wird', files: 'Dateien', bytes: '{n} Bytes', save: 'Als Zip speichern',
    kind: {
      address: 'Adresse | Adressen', host: 'Host | Hosts', number: 'Nummer | Nummern', user: 'Benutzer | Benutzer', person: 'Name | Namen', callId: 'Call-ID | Call-IDs', tag: 'Tag | Tags',
      branch: 'Branch | Branches', token: 'anderer Wert | andere Werte',
    },
  },
  traceSearch: {
    label: 'Alle gespeicherten Nachrichten durchsuchen', hint: 'Gespeicherte Nachrichten: Text, Call-ID, Nummer, Kopfzeile', back: 'Zurück zu den Treffern', open: 'Die Ladder dieser Nachricht öffnen',
    results: 'Gefundene Nachrichten', none: 'Keine gespeicherte Nachricht enthält all das.',
  },
  keeping: {
    title: 'Gespeicherter Mitschnitt',
    about: 'Nachrichten außerhalb von Anrufen werden in diesen Grenzen aufgehoben, die ältesten gehen zuerst. Nachrichten eines Anrufs bleiben, solange er im Verlauf steht.',
    others: 'Außerhalb von Anrufen: {n} Nachricht, {mb} MB. | Außerhalb von Anrufen: {n} Nachrichten, {mb} MB.', since: 'Die älteste ist vom {time}.',
    ofCalls: 'Von Anrufen: {n} Nachricht, {mb} MB. | Von Anrufen: {n} Nachrichten, {mb} MB.',
    days: 'Tage', megabytes: 'Megabyte', daysWrong: 'Eine Zahl von Tagen von 1 bis 3650.', megabytesWrong: 'Eine Zahl von 1 bis 10000.',
    rtpTitle: 'RTP der Anrufe', rtp: 'Jedes RTP-Paket von Anrufen aufheben',
    rtpAbout: 'Für Anrufe, die von jetzt an beginnen: Verlust, Jitter und was zu hören war lassen sich nachträglich wie in einem Mitschnitt ansehen und mit den Nachrichten für Wireshark speichern. Etwa 1,4 MB je Minute bei G.711 oder G.722, 0,7 MB bei Opus, höchstens 100 MB je Anruf. Wer die Dateien hat, hört die Anrufe, außer sie sind verschlüsselt (SRTP): dann bleiben sie es, ohne Schlüssel. Sie gehen mit dem Anruf.',
    rtpMegabytes: 'Megabyte für alle Anrufe', rtpMegabytesWrong: 'Eine Zahl von 1 bis 100000.', rtpUsed: 'Jetzt: {mb} MB.',
    clear: 'Jetzt löschen', clearTitle: 'Gespeicherten Mitschnitt löschen?', clearText: 'Alle gespeicherten Nachrichten außerhalb von Anrufen werden gelöscht. Die der Anrufe im Verlauf bleiben.',
  },
};
