import type { Shape } from './en.ts';
import type { sessionKeysEn } from './session-keys-en.ts';

export const sessionKeysDe: Shape<typeof sessionKeysEn> = {
  sessionKeys: {
    title: 'Schlüssel privater Sitzungen', about: 'Eine private Sitzung wird verschlüsselt angekündigt: Nur wer den Schlüssel hat, sieht und hört sie und kann unter ihm ankündigen. Alle anderen sehen, dass es sie gibt.',
    none: 'Noch kein Schlüssel. Machen Sie einen mit einem Kennsatz, den auch die anderen kennen, oder nehmen Sie den Link, den man Ihnen geschickt hat.', list: 'Ihre Schlüssel', since: 'seit {time}', used: '{n} Sitzung | {n} Sitzungen',
    add: 'Schlüssel machen', name: 'Name', nameHint: 'Andere müssen denselben Namen eingeben', passphrase: 'Kennsatz', passphraseHint: 'Ein langer: Wer eine Ankündigung aufgezeichnet hat, kann kurze durchprobieren.', show: 'Zeigen', missing: 'Geben Sie Namen und Kennsatz ein.',
    take: 'Link nehmen', link: 'Link', linkHint: 'Er beginnt mit rung://session-key', taken: 'Der Schlüssel „{name}“ ist jetzt hier.',
    share: 'Teilen', shareOf: 'Den Schlüssel {name} teilen', shareText: 'Wer diesen Link hat, hat den Schlüssel. Schicken Sie ihn nur auf einem Weg, den niemand sonst liest.', copy: 'Link kopieren',
    qr: 'QR-Code', qrOf: 'QR-Code: der Link des Schlüssels {name}', qrText: 'Wer ihn fotografiert, hat den Schlüssel und kann mithören. Sehen Sie sich um, bevor Sie ihn zeigen.',
    remove: 'Entfernen', removeOf: 'Den Schlüssel {name} entfernen',
    removeTitle: 'Schlüssel entfernen?', removeText: 'Sitzungen unter „{name}“ sind hier dann nicht mehr zu lesen.', forForm: 'Wer sie lesen kann', everybody: 'Alle', onlyKey: 'Nur wer den Schlüssel „{name}“ hat', forHint: 'Mit einem Schlüssel sind Ankündigung und Ton verschlüsselt.',
  },
};
