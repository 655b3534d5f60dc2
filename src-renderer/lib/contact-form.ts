/** What a contact's form may hold, and how its state is shown. Pure. */
import type { Contact, ContactState } from '../../src-shared/model.ts';

export function newContact(uri = '', name = ''): Contact {
  return { id: globalThis.crypto.randomUUID(), name, uri, watch: ['dialog', 'presence'] };
}

/** The line counts first: it says whether a call would be answered now. */
export function contactTone(state: ContactState | undefined): '' | 'go' | 'stop' | 'warn' {
  if (state?.line === 'ringing') return 'warn';
  if (state?.line === 'busy' || state?.presence === 'busy') return 'stop';
  if (state?.presence === 'offline') return '';
  if (state?.presence === 'away') return 'warn';
  return state?.line === 'idle' || state?.presence === 'available' ? 'go' : '';
}

/** The catalogue's key for that state. */
export function contactStateKey(state: ContactState | undefined): string {
  if (state?.line === 'ringing' || state?.line === 'busy') return `people.line.${state.line}`;
  if (state?.presence) return `people.presence.${state.presence}`;
  if (state?.line === 'idle') return 'people.line.idle';
  return state?.error ? 'people.unknown' : 'people.notTold';
}
