/** The keys, once for the dialog that lists them; use-shortcuts.ts makes them work. */
export const shortcutList: { keys: string[][]; between?: 'to' | 'or'; text: string }[] = [
  { keys: [['Mod', '1'], ['Mod', '5']], between: 'to', text: 'views' },
  { keys: [['/'], ['Mod', 'L']], between: 'or', text: 'dial' },
  { keys: [['Enter']], text: 'enter' },
  { keys: [['Esc']], text: 'escape' },
  { keys: [['M']], text: 'mute' },
  { keys: [['H']], text: 'hold' },
  { keys: [['T']], text: 'transfer' },
  { keys: [['R']], text: 'record' },
  { keys: [['C']], text: 'conference' },
  { keys: [['P']], text: 'play' },
  { keys: [['G']], text: 'gain' },
  { keys: [['0'], ['9']], between: 'to', text: 'digits' },
  { keys: [['↑'], ['↓']], between: 'or', text: 'arrows' },
  { keys: [['?']], text: 'help' },
];
