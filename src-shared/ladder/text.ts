/** The ladder as text, for terminals and mails. `LadderWriter` grows it line by line while a call runs. */
import type { Ladder } from './ladder.ts';

export function ladderText(_ladder: Ladder, _options?: { width?: number; colour?: boolean }): string {
  throw new Error('helper H2 writes this');
}
