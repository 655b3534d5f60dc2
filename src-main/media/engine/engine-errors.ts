import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';

export function engineClosed(): RungError {
  return rungError('media-engine-closed', 'No call audio possible: the phone is shutting down. Start it again.');
}

/** The Worker ended on its own. */
export function engineFailed(why: string): RungError {
  return rungError('media-engine-failed', `The sound of the call stopped: the media engine ended (${why}). Hang up and call again.`, { why });
}
