import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';

/** What needs a connection was asked of a call that has none, or none any more. */
export function callNotReady(): RungError {
  return rungError('call-not-ready', 'The call has no connection yet. Wait a moment and try again.');
}
