/** What the inspector and the comparisons say, in German. */
import type { Shape } from './en.ts';
import type { inspectorEn } from './inspector-en.ts';

export const inspectorDe: Shape<typeof inspectorEn> = {
  inspector: {
    title: 'Nachricht', show: 'Unten gezeigt', details: 'Nachricht',
    views: 'Ansichten der Nachricht',
    resize: 'Größe des Ablaufs',
    decoded: 'Zeile für Zeile', lines: 'Zeilen der Nachricht: roh und was sie bedeuten',
    obsolete: 'veraltet', malformed: 'fehlerhaft', odd: 'ungewöhnlich', cut: '… {n} weitere Zeichen', showWhole: 'Ganz zeigen',
    saveSdp: 'SDP darin als .sdp sichern',
    copy: 'Nachricht kopieren', copyAs: { raw: 'Als Text kopieren', decoded: 'Mit Erklärungen kopieren', command: 'Als rung-Befehl kopieren', sipp: 'Als SIPp-Schritt kopieren', hex: 'Hexadezimal kopieren', callId: 'Call-ID kopieren' },
    empty: 'Wählen Sie im Ablauf einen Pfeil oder ein Band, um zu sehen, was darin steht. Die Pfeiltasten gehen von Nachricht zu Nachricht.',
    emptyTable: 'Wählen Sie in der Tabelle eine Nachricht, um zu sehen, was darin steht. Die Pfeiltasten gehen von Nachricht zu Nachricht.',
    retransmissionOf: 'Wiederholung der Nachricht {seq}: Der Absender hatte nicht rechtzeitig eine Antwort bekommen.',
    streams: 'Angebotene oder angenommene Ströme',
    media: 'Strom',
    address: 'Adresse',
    codecs: 'Codecs',
    direction: 'Richtung',
    declined: 'abgelehnt (Port 0)',
    showAll: '{n} weitere Zeilen zeigen',
  },
  negotiation: {
    title: 'Angebot und Antwort', none: 'keine Antwort', codecs: 'Codecs', codec: 'Codec', offer: 'Angebot', answer: 'Antwort', why: 'Warum', facts: 'Was noch vereinbart ist', mismatch: 'passt nicht',
    place: '{place}. ({number})',
    stream: { accepted: 'angenommen', declined: 'abgelehnt', refused: 'zurückgewiesen', open: 'offen', missing: 'fehlt' },
    format: { chosen: 'gewählt', agreed: 'vereinbart', lost: 'verloren', declined: 'abgelehnt', extra: 'nicht angeboten', open: 'offen' },
    fact: { direction: 'Richtung', address: 'Adresse', protocol: 'Protokoll', ptime: 'Paket, ms', dtmf: 'Tasten', srtp: 'Verschlüsselung', rtcp: 'RTCP', ice: 'ICE' },
  },
  digest: {
    title: 'Digest', computation: 'Die Rechnung', age: 'Die Nonce war {seconds} s alt.', uses: 'Benutzung Nummer {n} dieser Nonce.',
    secret: 'Das Kennwort kennt nur der Kern, und der Beweis selbst wird geschwärzt, bevor etwas gespeichert wird. Was in ‹ › steht, wird nicht verraten.',
    relation: {
      'answers': 'Antwortet auf die Aufforderung {message}.', 'other-nonce': 'Hat eine andere Nonce als die letzte Aufforderung für diesen Bereich, {message}.',
      'other-realm': 'Gilt für einen anderen Bereich als die Aufforderung {message}.', 'no-challenge': 'Eine Aufforderung dazu wurde nicht gesehen.',
      'answered': 'Beantwortet von {message}.', 'unanswered': 'Niemand hat auf diese Aufforderung geantwortet.',
    },
    verdict: {
      'right': 'Richtig für das Kennwort des Kontos. Weist der Server ihn ab, hat er ein anderes Kennwort.', 'wrong': 'Falsch für das Kennwort des Kontos.',
      'no-password': 'Kein Konto hier hat diesen Benutzernamen und ein Kennwort.', 'unjudged': 'Nicht beurteilt: das geht nur bei Nachrichten, die durch Rung selbst gingen.',
    },
  },
  diff: {
    title: 'Vergleich', calls: 'Vergleich der Anrufe', only: 'Nur Unterschiede', change: 'Änderung', time: 'Zeit', differing: 'Anders in', compare: 'Vergleichen',
    start: 'Startzeile', body: 'Nachrichtenkörper',
    alike: 'Beide sagen dasselbe.',
    identical: 'Gleich: {n} Byte.',
    bytes: 'Eine Wiederholung muss gleich sein; die Bytes {where} sind es nicht.',
    onlyExpected: '{n} Zeile ist anders und muss es sein. | {n} Zeilen sind anders, und alle müssen es sein.',
    unexpected: '{n} von {of} Unterschieden verlangt das Protokoll nicht. | {n} von {of} Unterschieden verlangt das Protokoll nicht.',
    callsAlike: 'Die Anrufe nahmen denselben Weg.',
    callsDiffer: '{n} Schritt ist anders. | {n} Schritte sind anders.',
    parting: 'Sie trennen sich bei Schritt {n}.',
    relation: {
      retransmission: 'Wiederholung', hop: 'Vor und hinter einem Proxy', answer: 'Anfrage und Antwort', transaction: 'Antworten auf eine Anfrage', call: 'Ein Anruf', calls: 'Zwei Anrufe',
    },
    line: { same: 'gleich', respelled: 'anders geschrieben', changed: 'geändert', removed: 'nur links', added: 'nur rechts' },
    step: { 'same': 'gleich', 'changed': 'derselbe Schritt, anderer Inhalt', 'answered-otherwise': 'andere Antwort', 'removed': 'nur im linken Anruf', 'added': 'nur im rechten Anruf' },
  },
};
