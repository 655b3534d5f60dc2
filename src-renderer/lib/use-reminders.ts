import { watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useDirectory } from '../stores/directory.ts';
import { useUi } from '../stores/ui.ts';
import { sessionName } from './session-name.ts';
import { useFormat } from './use-format.ts';

/** Tells of a session that is about to begin: in the window, and outside of it where it is hidden. */
export function useReminders(): void {
  const { t } = useI18n();
  const format = useFormat();
  const directory = useDirectory();
  const ui = useUi();

  watch(() => directory.reminder, (reminder) => {
    const session = directory.sessions.find(({ id }) => id === reminder?.id);
    if (!reminder || !session) return;
    const name = sessionName(/^s=(.*)$/m.exec(session.sdp)?.[1] ?? '') || t('sessions.noName');
    const values = { name, when: format.relative(reminder.startsAtMs - Date.now()), time: format.minute(reminder.startsAtMs, Date.now()) };
    ui.inform('sessionBegins', values);
    if (!document.hidden || typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
    const notification = new Notification(t('notice.sessionBegins', values), { tag: session.id });
    notification.onclick = () => {
      globalThis.focus();
      directory.show(session.id);
    };
  });
}
