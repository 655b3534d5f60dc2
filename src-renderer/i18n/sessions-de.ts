import type { Shape } from './en.ts';
import { joinedDe } from './joined-de.ts';
import { sessionFormDe } from './session-form-de.ts';
import { sessionKeysDe } from './session-keys-de.ts';
import type { sessionsEn } from './sessions-en.ts';

export const sessionsDe: Shape<typeof sessionsEn> = {
  ...sessionFormDe, ...joinedDe, ...sessionKeysDe,
  sessions: {
    title: 'Sitzungen', tabs: 'Darstellung', tab: { list: 'Liste', week: 'Woche', keys: 'Schlüssel' }, list: 'Angekündigte Sitzungen', details: 'Die Sitzung',
    search: 'Name, Sender, Adresse, Codec …', filter: 'Welche Sitzungen', filterBy: { all: 'Alle', own: 'Meine', private: 'Private', warned: 'Mit Warnung' },
    group: { file: 'Geöffnete Dateien', now: 'Jetzt', next: 'Demnächst', permanent: 'Ständig', locked: 'Privat, ohne Schlüssel', over: 'Vorbei' },
    noName: 'Ohne Namen', noNameOf: 'Ohne Namen, von {address}', privateName: 'Private Sitzung von {address}', unreadable: 'Nicht lesbar',
    own: 'meine', private: 'Privat', locked: 'Privat, und der Schlüssel ist hier nicht bekannt', warned: '{n} Warnung | {n} Warnungen',
    until: 'bis {time}', noEnd: 'ohne Ende', streams: '{n} Strom | {n} Ströme',
    removed: { deleted: 'Vom Ankündigenden gelöscht', ended: 'Ihre Zeit ist vorbei', 'timed-out': 'Nicht mehr gehört', evicted: 'Hat anderen Platz gemacht', withdrawn: 'Von Ihnen gelöscht' },
    removedShort: { deleted: 'gelöscht', ended: 'beendet', 'timed-out': 'nicht gehört', evicted: 'verdrängt', withdrawn: 'gelöscht' },
    noMatch: 'Keine Sitzung passt. Versuchen Sie weniger Buchstaben oder alle Sitzungen.', choose: 'Wählen Sie eine Sitzung: Hier steht, was sie ist, wann sie stattfindet und wer sie ankündigt.',
    loading: 'Die Sitzungen werden geholt …', failed: 'Die Sitzungen konnten nicht geholt werden.', again: 'Noch einmal',
    emptyTitle: 'Noch nichts angekündigt',
    emptyText: 'Sitzungen erscheinen hier, sobald jemand sie ankündigt (SAP). Ein Sender wiederholt seine Ankündigung alle paar Sekunden bis Minuten; es kann also etwas dauern.',
    emptySenders: 'Diese kündigen an, was sie senden: ffmpeg (-f sap), VLC (Streaming mit SAP), PipeWire und PulseAudio (module-rtp-send), Dante-Geräte im AES67-Modus und andere Rungs.',
    emptyNext: 'Oder fangen Sie an: Kündigen Sie eine Sitzung an, oder öffnen Sie eine .sdp-Datei.',
    listening: 'Hört auf {groups} Gruppe | Hört auf {groups} Gruppen', notListening: 'Hört nicht', partlyListening: 'Hört nicht überall',
    noGroups: 'Auf keine Gruppe wird gehört: Es gibt keine Netzschnittstelle dafür.', listeningOff: 'Auf Ankündigungen wird nicht gehört: Es ist abgeschaltet.', turnOn: 'Einschalten', groups: 'Wo auf Ankündigungen gehört wird', groupPackets: '{n} Paket | {n} Pakete', groupRefused: '{n} abgelehnt',
    about: 'Übersicht', sdp: 'SDP', changes: 'Änderungen', changesOf: 'Änderungen ({n})', noText: 'Ihr Text ist nicht bekannt: Er ist verschlüsselt, und der Schlüssel fehlt hier.', addKey: 'Schlüssel hinzufügen',
    save: 'Als .sdp sichern', copy: 'SDP kopieren',
    fact: {
      information: 'Worum es geht', uri: 'Webseite', email: 'E-Mail', phone: 'Telefon', tool: 'Erstellt mit', bandwidth: 'Bandbreite', origin: 'Ursprung', category: 'Kategorie', key: 'Schlüssel', language: 'Sprache',
    },
    originNobody: '{address}, Sitzung {id}, Version {version}', originText: '{user} auf {address}, Sitzung {id}, Version {version}', dial: 'Ins Wählfeld', bandwidthOf: '{type} {kbps} kbit/s', opensOutside: 'Öffnet sich außerhalb von Rung',
    onlyHttps: 'Von hier aus lassen sich nur https-Seiten öffnen.',
    when: 'Wann', nextTimes: 'Nächste Termine', inUtc: 'in UTC: {time}', noneLeft: 'Sie findet nicht mehr statt.', moreTimes: 'und weitere',
    media: 'Was gesendet wird', kind: 'Art', sound: 'Format', place: 'Gruppe und Port', details2: 'Mehr',
    channels: '{n} Kanal | {n} Kanäle', khz: '{rate} kHz', ptime: '{ms} ms je Paket', ttl: 'TTL {ttl}', layers: '{n} Adressen ab hier', inactive: 'nicht gesendet', onlyFrom: 'nur von {senders}', clockOf: 'Takt: {clock}',
    direction: { sendrecv: 'alle dürfen sprechen', recvonly: 'nur zum Hören', sendonly: 'nur zum Senden', inactive: 'abgeschaltet' },
    announcedBy: 'Wer sie ankündigt', source: 'Sender', group2: 'Gruppe', interface: 'Schnittstelle', lastHeard: 'Zuletzt gehört', listenState: 'Gehört', every: 'alle {time}', packets: '{n}-mal gehört | {n}-mal gehört', firstHeard: 'zuerst um {time}',
    timesOut: 'ohne eine weitere verschwunden um {time}', announcing: 'Von Ihnen angekündigt an {group}, TTL {ttl}, alle {time}; die nächste {next}.', sent: '{n}-mal gesendet. | {n}-mal gesendet.', minutes: '{n} min',
    seconds: '{n} s',
    warnings: 'Warnungen',
    warning: {
      'foreign-source': 'Angekündigt von {from}; das ist nicht die Adresse, die sie als Ursprung nennt. Gateways und Rechner mit mehreren Adressen tun das; wer sich für den Urheber ausgibt, täte es auch.',
      'foreign-deletion': '{from} wollte sie löschen, kündigt sie aber nicht an. Das wurde ignoriert.',
      'hash-collision': 'Unter derselben Nummer wird von {from} eine andere Sitzung angekündigt. Am Ursprung werden beide unterschieden.',
      'older-version': 'Von {from} kam eine ältere Version. Sie wurde ignoriert.',
      'not-strict': 'Ihr Text weicht vom Standard ab: {text}',
    },
    versionNow: 'jetzt', versionFrom: 'bis {time}', comparing: 'Vergleichen mit', diffHead: 'Version {n}',
    invite: 'Einladen …', inviteWhom: 'Wer in die Sitzung gerufen wird', inviteSend: 'Einladen', inviteHint: 'Der Anruf holt die Gegenseite in die Gruppe; zwischen den beiden Telefonen selbst fließt kein Ton.',
    close: 'Schließen', announceIt: 'Ankündigen', file: 'Geöffnet aus {name}', edit: 'Bearbeiten', delete: 'Löschen', forget: 'Von der Liste', deleteTitle: 'Sitzung löschen?', deleteText: '„{name}“ wird nicht mehr angekündigt, und alle, die zuhören, bekommen eine Löschung.',
    announce: 'Sitzung ankündigen', open: '.sdp-Datei öffnen',
    remind: 'Erinnern', remindNone: 'Keine Erinnerung', remindMinutes: '{n} Minute vorher | {n} Minuten vorher', remindStart: 'Zu Beginn',
  },
  sessionCall: {
    in: 'Sie sind in die Sitzung „{name}“ eingeladen.', out: 'Einladung in die Sitzung „{name}“.', 'in-session': 'In der Sitzung „{name}“.', talk: 'Alle dürfen sprechen.', listen: 'Man kann nur zuhören.',
  },
  sessionWeek: {
    title: 'Sitzungen der Woche', previous: 'Vorige Woche', next: 'Nächste Woche', today: 'Heute', permanent: '{n} Sitzung findet ständig statt | {n} Sitzungen finden ständig statt',
    none: 'In dieser Woche nichts.', cut: 'Es ist mehr, als sich zeichnen lässt: Engen Sie die Suche in der Liste ein.', clocksForward: 'Die Uhren werden vorgestellt', clocksBack: 'Die Uhren werden zurückgestellt',
    block: '{name}, {from} – {to}', dayEmpty: 'nichts', zone: 'Zeiten von {zone}', hint: 'Pfeiltasten bewegen, Eingabe öffnet, Bild auf und Bild ab wechseln die Woche',
  },
  sessionSettings: {
    recorderOutside: 'Andere dürfen das Aufnahmegerät anrufen', recorderOutsideHint: 'Wer sip:recorder{\'@\'} an diesem Telefon anruft, wird in den Ordner der Aufnahmen aufgenommen: zwei zugleich, je eine halbe Stunde, bis ein Gigabyte dort liegt.',
    playerOutside: 'Andere dürfen das Abspielgerät anrufen', playerOutsideHint: 'Wer sip:player{\'@\'} mit ;sound=NAME anruft, hört diesen Klang, oder er wird in die Sitzung gespielt, in die der Anruf führt.',
    title: 'Sitzungsverzeichnis (SAP)', listen: 'Auf angekündigte Sitzungen hören', listenHint: 'Rung tritt auf seinen Schnittstellen den Gruppen von RFC 2974 bei und sendet dafür nichts als den Beitritt (IGMP, MLD).',
    interface: 'Schnittstelle', interfaceHint: 'Automatisch: auf allen hören, ankündigen, wohin die Route führt', ttl: 'TTL der Ankündigungen', ttlHint: 'Wie weit sie reichen: 1 dieses Netz, 15 der Standort, 63 die Region, 127 die Welt',
    ttlWrong: 'Eine Zahl von 1 bis 255.',
  },
};
