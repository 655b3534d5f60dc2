import { ensureRenderer } from '../../../../scripts/build-renderer.ts';
import { runWeb } from '../../web/run-web.ts';
import type { Given } from '../arguments.ts';

/** `rung web`: the app in a browser, until SIGINT. */
export async function web(given: Given): Promise<number> {
  ensureRenderer();
  return await runWeb({ host: given.text('host'), port: given.number('port'), open: !given.has('no-open') });
}
