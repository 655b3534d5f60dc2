import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';

/** Why somebody's state cannot be seen; the words for calls where those fit. */
export function watchInWords(error: RungError | undefined, reason: string | undefined): RungError {
  const status = Number(error?.params?.['status'] ?? 0);
  const params = { status };
  if ([403, 603, 607, 608].includes(status) || reason === 'rejected') {
    return rungError('watch-refused', 'The other side or its server does not let you see this.', params);
  }
  if ([404, 410, 604].includes(status) || reason === 'noresource') {
    return rungError('watch-nobody', 'The server knows nobody of this address. Check the address of the contact.', params);
  }
  if ([405, 406, 415, 488, 489, 501].includes(status)) {
    return rungError('watch-not-offered', 'The other side or its server does not tell this. Presence and busy lamp are two things: try the other one.', params);
  }
  return error ?? rungError('watch-ended', 'The other side has ended this. It is tried again later.');
}
