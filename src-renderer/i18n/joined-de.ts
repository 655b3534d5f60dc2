import type { Shape } from './en.ts';
import type { joinedEn } from './joined-en.ts';

export const joinedDe: Shape<typeof joinedEn> = {
  joined: {
    title: 'Beigetreten: {name}', listening: 'hört zu', silent: 'still', join: 'Beitreten', joining: 'Tritt bei …', interface: 'Schnittstelle zum Beitreten', interfaceAuto: 'Wie in den Optionen', leave: 'Verlassen', leaveOf: '{name} verlassen',
    talk: 'Zum Sprechen halten', talking: 'Sie sprechen', talkHint: 'Gehalten: Man hört Sie, solange Sie halten (Maus, Leertaste, Eingabe). Kurz gedrückt: bis zum nächsten Drücken.', onlyListen: 'nur zum Hören',
    mute: '{name} stummschalten', level: 'Pegel von {name}', sources: 'Wer zu hören ist', nobody: 'Noch ist niemand zu hören.', place: '{group} über {interface}', figures: '{codec}, {loss} verloren, {jitter} ms Jitter',
    failed: '{group} kann nicht empfangen werden.', mutedByCall: 'Still, solange ein Anruf läuft.', notAudio: 'Es ist kein Ton darin, dem man beitreten könnte.',
  },
};
