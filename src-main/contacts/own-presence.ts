/** What we tell of ourselves: what the person chose, and what the phone knows. */
import type { PresenceStatus } from '../../src-shared/model.ts';

export interface OwnPresence {
  status: PresenceStatus;
  note: string;
  onThePhone: boolean;
}

export interface Chosen {
  status: PresenceStatus;
  note: string;
}

/** Who wants to be thought of as gone is gone, also while on the phone. What is on a person's own note is never written over. */
export function ownPresence({ status, note }: Chosen, { doNotDisturb, onThePhone }: { doNotDisturb: boolean; onThePhone: boolean }): OwnPresence {
  if (status === 'offline') return { status, note, onThePhone: false };
  if (onThePhone) return { status: 'busy', note: note || 'On the phone', onThePhone };
  if (doNotDisturb) return { status: 'busy', note: note || 'Do not disturb', onThePhone };
  return { status, note, onThePhone };
}
