import { shortened } from '../../src-shared/ladder/printable.ts';

const LONGEST = 120;

/** RFC 8866 5.3: a lone dash or space where there is no name. */
export function sessionName(name: string): string {
  const shown = shortened(name.trim(), LONGEST);
  return shown === '-' ? '' : shown;
}
