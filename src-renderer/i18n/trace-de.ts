/** Was der Mitschnitt sagt, auf Deutsch. */
import type { packetsEn, traceEn } from './trace-en.ts';

export const traceDe: typeof traceEn = {
  emptyTitle: 'Noch nichts auf der Leitung',
  emptyText: 'Jede SIP-Nachricht, die dieses Telefon sendet oder empfängt, erscheint hier, auch außerhalb von Anrufen: Registrierungen, Pings, Fremde, die anklopfen. Rufen Sie an oder legen Sie ein Konto an.',
  table: 'Tabelle', shape: 'Gezeigt als', count: '{n} Nachricht | {n} Nachrichten', time: 'Zeit', remote: 'Gegenseite', message: 'Nachricht', in: 'empfangen', out: 'gesendet',
};

/** Über Pakete, die kein SIP sind. */
export const packetsDe: typeof packetsEn = {
  filter: 'Protokolle', all: 'Alle Protokolle',
  protocol: { 'sip': 'SIP', 'stun': 'STUN', 'rtcp': 'RTCP', 'sap': 'SAP', 'keep-alive': 'Lebenszeichen' },
  folded: '{n} gleiche Pakete, das letzte um {time}. Gezeigt ist das letzte.',
  parts: 'Teile des Pakets', part: 'Teil', value: 'Wert', meaning: 'Was es sagt',
  hex: 'Das Paket', octets: '{n} Oktett | {n} Oktette',
};
