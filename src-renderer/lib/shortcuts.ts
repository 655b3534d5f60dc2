interface Shortcut {
  keys: string[][];
  between?: 'to' | 'or';
  text: string;
}

/** The keys, once for the dialog that lists them; use-shortcuts.ts makes them work. */
export const shortcutList: Shortcut[] = [
  { keys: [['Mod', '1'], ['Mod', '6']], between: 'to', text: 'views' },
  { keys: [['/'], ['Mod', 'L']], between: 'or', text: 'dial' },
  { keys: [['Mod', 'O']], text: 'openFiles' },
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

/** While the ladder has the focus; use-ladder-keys.ts makes them work. */
export const ladderShortcuts: Shortcut[] = [
  { keys: [['N'], ['P']], between: 'or', text: 'problem' },
  { keys: [['Enter']], text: 'unfold' },
  { keys: [['D']], text: 'compare' },
  { keys: [['/']], text: 'ladderFilter' },
  { keys: [['T']], text: 'times' },
  { keys: [['F']], text: 'follow' },
  { keys: [['C']], text: 'related' },
  { keys: [['E']], text: 'ladderExport' },
  { keys: [['Mod', '+'], ['Mod', '−'], ['Mod', '0']], between: 'or', text: 'zoom' },
];
