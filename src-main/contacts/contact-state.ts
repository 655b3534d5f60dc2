/** What the subscriptions to one contact have told, put together. */
import type { RungError } from '../../src-shared/errors.ts';
import type { Contact, ContactState } from '../../src-shared/model.ts';
import type { DialogView } from '../events/dialog-info.ts';
import { DIALOG_INFO_TYPE, lineOf, mergeDialogInfo, pickUpIn, readDialogInfo } from '../events/dialog-info.ts';
import type { Presence } from '../events/pidf.ts';
import { PIDF_TYPE, readPidf } from '../events/pidf.ts';
import type { Body } from '../sip/subscription/types.ts';

export type WatchKind = Contact['watch'][number];

export interface Known {
  presence?: Presence | undefined;
  dialogs?: DialogView | undefined;
  errors: Partial<Record<WatchKind, RungError>>;
}

export const ACCEPTS: Record<WatchKind, string[]> = { presence: [PIDF_TYPE], dialog: [DIALOG_INFO_TYPE] };

/** Takes a NOTIFY in. `isGap`: the whole state should be asked for. A document that is not understood changes nothing. */
export function learn(before: Known, kind: WatchKind, body: Body | undefined): { known: Known; isGap: boolean } {
  const known = withoutError(before, kind);
  const bytes = body && body.bytes.length > 0 ? body.bytes : undefined;
  if (kind === 'presence') {
    // RFC 3856 6.8: without a document nothing is known, which is what an offline person looks like.
    const read = bytes ? readPidf(bytes) : { ok: true as const, value: { status: 'offline' as const, note: '' } };
    return { known: read.ok ? { ...known, presence: read.value } : known, isGap: false };
  }
  const read = bytes ? readDialogInfo(bytes) : { ok: true as const, value: { entity: '', version: 0, isFull: true, dialogs: [] } };
  if (!read.ok) return { known, isGap: false };
  const { view, isGap } = mergeDialogInfo(known.dialogs, read.value);
  return { known: { ...known, dialogs: view }, isGap };
}

/** What was told before is no longer known to be so. */
export function forget(known: Known, kind: WatchKind, error: RungError | undefined): Known {
  const { errors: others, ...rest } = withoutError(known, kind);
  const errors = error ? { ...others, [kind]: error } : others;
  return kind === 'presence' ? { ...rest, presence: undefined, errors } : { ...rest, dialogs: undefined, errors };
}

export function withoutError(known: Known, kind: WatchKind): Known {
  const errors = { ...known.errors };
  delete errors[kind];
  return { ...known, errors };
}

export function stateOf(contactId: string, known: Known): ContactState {
  const { presence, dialogs, errors } = known;
  const { line, party } = lineOf(dialogs);
  const told = party?.name ?? party?.uri;
  const error = errors.dialog ?? errors.presence;
  return {
    contactId,
    canPickUp: pickUpIn(dialogs) !== undefined,
    ...(presence && { presence: presence.status }),
    ...(presence && presence.note !== '' && { note: presence.note }),
    ...(dialogs && { line }),
    ...(dialogs && told !== undefined && { party: told }),
    ...(error && { error }),
  };
}
