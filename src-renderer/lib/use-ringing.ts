import { computed, onScopeDispose, watch, watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import { wishFor } from '../audio/devices.ts';
import { startRinging } from '../audio/tones.ts';
import { useCalls } from '../stores/calls.ts';
import { useSettings } from '../stores/settings.ts';
import { useUi } from '../stores/ui.ts';
import { duration } from './use-format.ts';
import { partyName } from './party.ts';
import { useNow } from './use-now.ts';

/** Rings, names the call in the window's title, and notifies when the window is not in front. */
export function useRinging(): void {
  const { t } = useI18n();
  const calls = useCalls();
  const settings = useSettings();
  const ui = useUi();
  const now = useNow();

  const first = computed(() => calls.ringing[0]);
  const urgent = computed(() => ['emergency', 'urgent'].includes(first.value?.priority?.toLowerCase() ?? ''));
  /** While one is talking, a second call is shown but does not ring into the ear. */
  const loud = computed(() => first.value !== undefined && !calls.active.some((call) => call.state === 'confirmed'));

  let silence: (() => void) | undefined;
  function stopRinging(): void {
    silence?.();
    silence = undefined;
  }
  function tell(isChosen: boolean): void {
    if (isChosen) ui.withdraw('ringerGone');
    else ui.inform('ringerGone');
  }
  watch([loud, urgent, () => settings.current.ringer, () => settings.current.ringerLabel], () => {
    stopRinging();
    if (loud.value) silence = startRinging(wishFor(settings.current, 'ringer'), urgent.value, tell);
  });

  let notification: Notification | undefined;
  watch(() => first.value?.id, () => {
    notification?.close();
    const call = first.value;
    if (!call || !document.hidden || typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
    notification = new Notification(t('incoming.from', { who: partyName(call) }), { body: call.subject ?? '', tag: call.id, requireInteraction: true });
    notification.onclick = () => {
      globalThis.focus();
      ui.view = 'phone';
    };
  });

  watchEffect(() => {
    const ringing = first.value;
    const talking = calls.current;
    if (ringing) document.title = `☎ ${t('incoming.from', { who: partyName(ringing) })} – Rung`;
    else if (talking?.answeredAtMs !== undefined) document.title = `${partyName(talking)} ${duration(now.value - talking.answeredAtMs)} – Rung`;
    else document.title = 'Rung';
  });

  onScopeDispose(stopRinging);
}
