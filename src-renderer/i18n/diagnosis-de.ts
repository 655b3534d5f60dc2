/** What the diagnosis and another attempt say, in German. */
import type { diagnosisEn } from './diagnosis-en.ts';
import type { Shape } from './en.ts';

export const diagnosisDe: Shape<typeof diagnosisEn> = {
  diagnosis: { title: 'Warum es scheiterte', error: 'Fehler', warning: 'Warnung', info: 'Hinweis', show: 'Nachricht zeigen', guilty: 'Schuldige Nachricht' },
  retry: {
    title: 'Mit einer Änderung wiederholen', tcp: 'Über TCP', udp: 'Über UDP', pcma: 'Nur mit PCMA', plain: 'Ohne Verschlüsselung', encrypted: 'Mit Verschlüsselung',
    info: 'Tasten per INFO', inband: 'Tasten als Töne', noTimer: 'Ohne Sitzungs-Zeitgeber', shown: 'Mit sichtbarer Nummer', account: 'Als {name}',
    attempt: 'Neuer Versuch: {change}', compare: 'Beide Versuche vergleichen', before: 'Erster Versuch', now: 'Dieser Versuch',
  },
};
