import type { Shape } from './en.ts';
import type { sessionFormEn } from './session-form-en.ts';

export const sessionFormDe: Shape<typeof sessionFormEn> = {
  sessionForm: {
    new: 'Sitzung ankündigen', edit: 'Sitzung ändern', mode: 'Eingabe als', fields: 'Felder', text: 'SDP-Text', onlyText: 'Sie sagt mehr, als die Felder fassen; deshalb wird sie als Text geändert.',
    leaveTitle: 'Änderungen verwerfen?', leaveText: 'Was im Formular eingegeben ist, wurde noch nicht angekündigt.', leave: 'Verwerfen',
    notInFields: 'Dieser Text sagt mehr, als die Felder fassen, oder ist nicht lesbar. Er bleibt Text.',
    what: 'Was', name: 'Name', information: 'Worum es geht', more: 'Kontakt und mehr', uri: 'Webseite', email: 'E-Mail', phone: 'Telefon', language: 'Sprache', languageHint: 'Ein Kürzel wie en oder de-AT', bandwidth: 'Bandbreite, kbit/s',
    bandwidthHint: '0: keine Angabe',
    typed: 'In Worten', typedHint: 'Etwa „jeden Mittwoch 10 Uhr, eine Stunde“; es geht in die Felder',
    when: 'Wann', repeat: 'Findet statt', repeats: { permanent: 'Ständig', once: 'Einmal', daily: 'Täglich', weekly: 'Wöchentlich', monthly: 'Monatlich' },
    from: 'Datum', fromRepeated: 'Ab', time: 'Uhrzeit', duration: 'Minuten', durationHint: '0: ohne Ende', every: 'Abstand', everyHint: { daily: 'In Tagen; 1: jeden Tag', weekly: 'In Wochen; 1: jede Woche', monthly: 'In Monaten; 1: jeden Monat' },
    weekdays: 'Wochentage', monthlyBy: 'Am', monthlyDay: 'selben Tag des Monats', monthlyWeekday: 'selben Wochentag des Monats', untilDay: 'Bis', untilHint: 'Leer: ohne Ende', timeZone: 'Zeitzone',
    where: 'Wo', scope: 'Reichweite', group: 'Gruppe (Multicast-Adresse)', pick: 'Freie aussuchen', port: 'Port', ttl: 'TTL', reach: { 0: 'Nur dieser Rechner', 1: 'Dieses Netz', 15: 'Dieser Standort', 63: 'Diese Region', 127: 'Die Welt' },
    reachHint: 'Die TTL: Jeder Router zieht eins ab, und Grenzen richten sich nach ihr', interface: 'Schnittstelle', interfaceAuto: 'Wohin die Route führt', sender: 'Nur Ton von', senderHint: 'Die Adresse des einen Senders; leer: jeder',
    sound: 'Ton', codec: 'Codec', rate: 'Abtastrate', channels: 'Kanäle', ptime: 'Paket', ms: '{ms} ms', whoTalks: 'Wer sprechen darf', talks: { everybody: 'Alle', announcer: 'Nur ich; die anderen hören zu' },
    announce: 'Ankündigen', change: 'Änderung ankündigen', busy: 'Wird angekündigt …', bytes: '{n} Bytes; Ankündigungen sollten unter 1000 bleiben',
    sdp: 'Sitzungsbeschreibung (SDP)', sdpRight: 'Sie folgt dem Standard.', sdpHint: 'o= benennt die Sitzung: Ihre Nummern vergibt Rung; die Version steigt mit jeder Änderung.', toLine: 'Zu Zeile {n}',
  },
};
