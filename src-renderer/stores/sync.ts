/** The one place where the core's events meet the stores: loads everything on each (re)connection, then follows. */
import type { Core } from '../bridge/core.ts';
import { useAccounts } from './accounts.ts';
import { useAudio } from './audio.ts';
import { useCalls } from './calls.ts';
import { useChat } from './chat.ts';
import { useContacts } from './contacts.ts';
import { useDirectory } from './directory.ts';
import { useHistory } from './history.ts';
import { useJoined } from './joined.ts';
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
  const contacts = useContacts();
  const chat = useChat();
  const directory = useDirectory();
  const joined = useJoined();
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
      contacts.loaded(state);
      await Promise.all([history.reload(), trace.reload(), chat.reload(), directory.reload()]);
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
  core.on('chat.changed', chat.changed);
  core.on('chat.refresh', chat.refresh);
  core.on('contacts.changed', contacts.replace);
  core.on('contact.state', contacts.stateChanged);
  core.on('mailbox.changed', contacts.mailboxChanged);
  core.on('presence.changed', contacts.presenceChanged);
  core.on('guard.dropped', session.dropped);
  core.on('session.changed', directory.changed);
  core.on('session.removed', ({ id }) => directory.removed(id));
  core.on('session.groups', directory.groupsChanged);
  core.on('session.reminder', directory.remindOf);
  core.on('joined.changed', joined.changed);
  core.on('joined.ended', joined.ended);
  core.on('dial.requested', ({ target }) => ui.requestDial(target));
  core.on('file.opened', ({ name, content }) => directory.openFiles([new File([Uint8Array.from(content, (character) => character.charCodeAt(0))], name)]));
  core.on('notice', ui.tell);
  useAudio().begin();
}
