import { usePreferredDark, usePreferredLanguages } from '@vueuse/core';
import { watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import { chooseLocale } from '../i18n/i18n.ts';
import { useSettings } from '../stores/settings.ts';

/** Theme and language of the page, after the settings or the system. */
export function useAppearance(): void {
  const settings = useSettings();
  const dark = usePreferredDark();
  const languages = usePreferredLanguages();
  const { locale } = useI18n();

  watchEffect(() => {
    const { theme } = settings.current;
    document.documentElement.dataset.theme = theme === 'system' ? (dark.value ? 'dark' : 'light') : theme;
  });
  watchEffect(() => {
    locale.value = chooseLocale(settings.current.language, languages.value);
    document.documentElement.lang = locale.value;
  });
}
