import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';

/** What would change the sound of a call was asked of one that has none: it leads into a session. */
export function callInSession(): RungError {
  return rungError('call-in-session', 'This call leads into a session of many and has no sound of its own. What is heard and said is changed in the session.');
}

/** What needs a connection was asked of a call that has none, or none any more. */
export function callNotReady(): RungError {
  return rungError('call-not-ready', 'The call has no connection yet. Wait a moment and try again.');
}
