import type { filesEn, hepEn } from './capture-en.ts';

export const hepDe: typeof hepEn = {
  title: 'Mitschnitt-Agenten (HEP)',
  about: 'Agenten wie sngrep, heplify, Kamailio oder Asterisk sehen das SIP anderer Rechner und senden es als HEP 3 hierher. Es erscheint im Mitschnitt, mit dem Namen seines Agenten.',
  listen: 'Annehmen, was Mitschnitt-Agenten senden',
  address: 'An dieser Adresse', everyInterface: 'Alle Schnittstellen', port: 'Port (UDP und TCP)',
  openToOthers: 'Wer diese Adresse erreicht, kann Nachrichten in Ihren Mitschnitt setzen: HEP kennt kein Passwort. Wählen Sie 127.0.0.1, wenn der Agent auf diesem Rechner läuft.',
  listening: 'Hört an {address}: {received} Nachrichten angenommen, {passedOver} Pakete übergangen.',
  sendTo: 'Eigenes SIP an einen Mitschnitt-Server senden', sendToHint: 'HOST:PORT von HOMER oder einem anderen HEP-Server, über UDP. Leer: nirgendhin. Geheimnisse werden vorher entfernt.',
  agent: 'Gesehen vom Mitschnitt-Agenten {agent}',
};

export const filesDe: typeof filesEn = {
  open: 'Öffnen …', openHint: 'Mitschnitte (pcap, pcapng, auch mit gzip gepackt) und Textprotokolle; oder ins Fenster ziehen', another: 'Andere Datei öffnen', close: 'Datei schließen', live: 'Live', opened: 'Geöffnete Dateien', orOpen: 'Oder sehen Sie sich an, was andere aufgezeichnet haben: Öffnen Sie einen Mitschnitt oder ein Protokoll, oder ziehen Sie es in dieses Fenster.',
  drop: 'Loslassen zum Öffnen', kinds: 'Mitschnitte (pcap, pcapng, auch gepackt) und Protokolle von Asterisk, FreeSWITCH, Kamailio, Linphone, baresip, SIPp, sngrep und ngrep; Sitzungsbeschreibungen (.sdp). Sie bleiben auf diesem Rechner.',
  kilobytes: '{size} kB', megabytes: '{size} MB', reading: 'Wird gelesen, {share}', failed: '{name} konnte nicht geöffnet werden',
  notes: '{n} Hinweis | {n} Hinweise', contents: 'Inhalt der Datei', calls: 'Anrufe', streams: 'RTP-Ströme', streamsOf: 'RTP-Ströme ({n})',
  found: '{n} gefunden', search: 'Nummer, Name, Call-ID, Text …', method: 'Methode', anyMethod: 'Alle Methoden', status: 'Antwort', anyStatus: 'Alle Antworten', unanswered: 'Keine Antwort',
  part: 'Nachrichten {from} bis {to} von {total}', earlier: 'Frühere', later: 'Spätere',
  searching: 'Wird gelesen …', noMatch: 'Kein Anruf passt. Versuchen Sie weniger Buchstaben, eine andere Methode oder Antwort.', choose: 'Wählen Sie einen Anruf: Hier erscheint sein Ablauf. Mit Strg oder Umschalt teilen sich mehrere einen.',
  noCalls: 'Diese Datei enthält keinen Anruf.', announced: 'Ankündigungen von Sitzungen ({n})', ofSession: 'Sitzung „{name}“', showSessions: 'Ankündigungen zeigen',
  chosen: '{n} Anruf | {n} Anrufe', messages: '{n} Nachricht | {n} Nachrichten',
  state: { open: 'keine Antwort', ringing: 'klingelt', answered: 'angenommen', ended: 'beendet', succeeded: 'erledigt', cancelled: 'abgebrochen', redirected: 'umgeleitet', failed: 'gescheitert' },
  figures: '{duration}, {packets} Pakete, {loss} verloren, Jitter {jitter} ms', reported: 'Sein Empfänger: {loss} verloren, Jitter {jitter} ms', roundTrip: 'Umlaufzeit {rtt} ms', showCall: 'Anruf dazu zeigen', noCall: 'Von keinem Anruf dieser Datei angekündigt',
  play: 'Strom von {source} abspielen', stop: 'Anhalten', saveWav: 'Strom von {source} als WAV sichern', playing: '{position} von {duration}', decoding: 'Wird dekodiert …',
  silent: 'Nicht abspielbar', encrypted: 'verschlüsselt (SRTP), und die Schlüssel stehen nicht in der Datei', codecUnplayable: 'den Codec {codec} dekodiert Rung hier nicht',
  noStreams: 'Diese Datei enthält kein RTP.', streamsLater: 'Die Ströme erscheinen, wenn die Datei gelesen ist.',
};
