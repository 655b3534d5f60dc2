/** Keys of private sessions, in English. */
export const sessionKeysEn = {
  sessionKeys: {
    title: 'Keys of private sessions', about: 'A private session is announced encrypted: only who has its key sees it, hears it, and can announce under it. Everybody else sees that there is one.',
    none: 'No key yet. Make one with a passphrase that the others know too, or take the link that somebody has sent you.', list: 'Your keys', since: 'since {time}', used: '{n} session | {n} sessions',
    add: 'Make a key', name: 'Name', nameHint: 'Others must enter the same name', passphrase: 'Passphrase', passphraseHint: 'A long one: whoever has recorded an announcement can try short ones.', show: 'Show it', missing: 'Enter a name and a passphrase.',
    take: 'Take a link', link: 'Link', linkHint: 'It begins with rung://session-key', taken: 'The key “{name}” is here now.',
    share: 'Share', shareOf: 'Share the key {name}', shareText: 'Whoever has this link has the key. Send it only on a way that nobody else reads.', copy: 'Copy the link',
    qr: 'QR code', qrOf: 'QR code: the link of the key {name}', qrText: 'Whoever photographs it has the key and can listen. Look around before you show it.',
    remove: 'Remove', removeOf: 'Remove the key {name}',
    removeTitle: 'Remove the key?', removeText: 'Sessions under “{name}” can then no longer be read here.', forForm: 'Who can read it', everybody: 'Everybody', onlyKey: 'Only who has the key “{name}”', forHint: 'With a key, announcement and sound are encrypted.',
  },
};
