import type { statusEn } from './status-en.ts';

export const statusDe: Record<keyof typeof statusEn, string> = {
  100: 'Wird versucht', 180: 'Es klingelt', 181: 'Wird weitergeleitet', 182: 'In der Warteschlange', 183: 'Wird bearbeitet',
  200: 'In Ordnung', 202: 'Angenommen', 204: 'Keine Benachrichtigung',
  300: 'Mehrere Adressen zur Wahl', 301: 'Endgültig umgezogen', 302: 'Vorübergehend umgezogen', 305: 'Nur über einen anderen Proxy', 380: 'Ein anderer Dienst wird angeboten',
  400: 'Anfrage nicht verstanden', 401: 'Passwort nötig oder falsch', 402: 'Bezahlung nötig', 403: 'Verboten', 404: 'Niemand hat diese Adresse',
  405: 'Methode nicht erlaubt', 406: 'Antwort nicht annehmbar', 407: 'Passwort beim Proxy nötig oder falsch', 408: 'Keine Antwort innerhalb der Zeit', 410: 'Diese Adresse gibt es nicht mehr',
  412: 'Bedingung nicht erfüllt', 413: 'Nachricht zu groß', 414: 'Adresse zu lang', 415: 'Medienart nicht unterstützt', 416: 'Adressart nicht unterstützt',
  417: 'Ressourcenvorrang unbekannt', 420: 'Erweiterung nicht unterstützt', 421: 'Erweiterung verlangt', 422: 'Sitzungszeit zu kurz', 423: 'Zeitraum zu kurz',
  424: 'Falsche Ortsangabe', 428: 'Identität nötig', 429: 'Identität des Vermittlers nötig', 430: 'Verbindung zum Telefon gescheitert', 433: 'Anonyme Anrufe unerwünscht',
  436: 'Identitätsangabe nicht gefunden', 437: 'Zertifikat nicht unterstützt', 438: 'Identität ungültig', 439: 'Erste Station kann kein Outbound', 440: 'Zu viele Verzweigungen',
  469: 'Info-Paket unbekannt', 470: 'Einwilligung nötig', 480: 'Zurzeit nicht erreichbar', 481: 'Diesen Anruf gibt es dort nicht', 482: 'Schleife gefunden',
  483: 'Zu viele Stationen', 484: 'Nummer unvollständig', 485: 'Adresse mehrdeutig', 486: 'Besetzt', 487: 'Abgebrochen', 488: 'Kein gemeinsamer Codec oder Strom',
  489: 'Ereignis nicht unterstützt', 491: 'Beide Seiten änderten den Anruf zugleich', 493: 'Nicht entschlüsselbar', 494: 'Sicherheitsabsprache nötig',
  500: 'Der Server hat versagt', 501: 'Dort nicht eingebaut', 502: 'Gateway gestört', 503: 'Dienst nicht verfügbar', 504: 'Der Server bekam keine Antwort',
  505: 'SIP-Version nicht unterstützt', 513: 'Nachricht zu groß für den Server', 580: 'Vorbedingung gescheitert',
  600: 'Überall besetzt', 603: 'Abgelehnt', 604: 'Gibt es nirgends', 606: 'Nirgends annehmbar', 607: 'Unerwünscht', 608: 'Unterwegs abgewiesen',
};
