/** The keys, once for the dialog that lists them; use-shortcuts.ts makes them work. */
export const shortcutList: { keys: string[][]; text: string }[] = [
  { keys: [['Mod', '1'], ['Mod', '4']], text: 'views' },
  { keys: [['/'], ['Mod', 'L']], text: 'dial' },
  { keys: [['Enter']], text: 'enter' },
  { keys: [['Esc']], text: 'escape' },
  { keys: [['M']], text: 'mute' },
  { keys: [['H']], text: 'hold' },
  { keys: [['0'], ['9'], ['*'], ['#']], text: 'digits' },
  { keys: [['↑'], ['↓']], text: 'arrows' },
  { keys: [['?']], text: 'help' },
];
