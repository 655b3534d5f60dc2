/** The one place where the core's events meet the stores: loads everything on each (re)connection, then follows. */
import type { Core } from '../bridge/core.ts';
import { useAccounts } from './accounts.ts';
import { useAudio } from './audio.ts';
import { useCalls } from './calls.ts';
import { useHistory } from './history.ts';
import { useSession } from './session.ts';
import { useSettings } from './settings.ts';
import { useTrace } from './trace.ts';
import { useUi } from './ui.ts';

/** Call inside the app's injection context, once. */
export function startSync(core: Core): void {
  const session = useSession();
  const accounts = useAccounts();
  const calls = useCalls();
  const history = useHistory();
  const trace = useTrace();
  const settings = useSettings();
  const ui = useUi();

  core.onState((state) => {
    session.connection = state;
    if (state === 'open') void reload();
  });

  async function reload(): Promise<void> {
    try {
      const state = await core.call('app.state');
      session.loaded(state);
      accounts.replace(state.accounts, state.registrations);
      settings.replace(state.settings);
      calls.replace(state.calls);
      await Promise.all([history.reload(), trace.reload()]);
    } catch (error) {
      ui.tellFailure(error);
    }
  }

  core.on('call.changed', calls.changed);
  core.on('call.removed', ({ id }) => calls.removed(id));
  core.on('call.stats', ({ id, stats }) => calls.measured(id, stats));
  core.on('registration.changed', accounts.registrationChanged);
  core.on('accounts.changed', (list) => accounts.replace(list));
  core.on('message.traced', trace.traced);
  core.on('media.changed', trace.mediaChanged);
  core.on('history.changed', history.reloadSoon);
  core.on('settings.changed', settings.replace);
  core.on('network.changed', (network) => void (session.network = network));
  core.on('dial.requested', ({ target }) => ui.requestDial(target));
  core.on('notice', ui.tell);
  useAudio().begin();
}
