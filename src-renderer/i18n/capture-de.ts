import type { hepEn } from './capture-en.ts';

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
