/** By what the arrows of a ladder are coloured. */
import type { Arrow } from '../../src-shared/ladder/ladder.ts';
import type { ColourMode } from '../../src-shared/ladder-look.ts';

const TONES = 8;
/** In order of tones; others share the last one. */
const METHODS = ['INVITE', 'ACK', 'BYE', 'REGISTER', 'CANCEL', 'OPTIONS', 'SUBSCRIBE'];

/** A class of styles/tones.css. */
export function toneOf(arrow: Arrow, mode: ColourMode): string {
  if (arrow.kind === 'packet') return 'tone-packet';
  if (mode === 'kind' && arrow.kind !== 'request') return `tone-${arrow.kind}`;
  if (mode === 'kind') return `tone-${METHODS.includes(arrow.message.method) ? METHODS.indexOf(arrow.message.method) : TONES - 1}`;
  // The ACK to a 2xx and a CANCEL are transactions of their own (RFC 3261 17.1.1.3, 9.1), but read with their INVITE.
  return `tone-${(mode === 'dialog' ? arrow.dialog : arrow.exchange) % TONES}`;
}
