import type { AsyncComponentLoader, Component } from 'vue';
import { defineAsyncComponent } from 'vue';
import { rungError } from '../../src-shared/errors.ts';
import { useUi } from '../stores/ui.ts';

/** A component that is fetched when it is first shown: the window stands sooner. Shown again, it is tried again. */
export function lazily(load: AsyncComponentLoader): Component {
  return defineAsyncComponent({
    loader: load,
    onError(error, _retry, fail) {
      useUi().tell(rungError('view-not-loaded', `This part of the window could not be loaded (${error.message}). Rung may have ended, or been updated: reload the window.`, { why: error.message }));
      fail();
    },
  });
}
