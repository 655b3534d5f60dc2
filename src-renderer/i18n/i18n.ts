import { createI18n } from 'vue-i18n';
import type { Settings } from '../../src-shared/model.ts';
import { de } from './de.ts';
import { en } from './en.ts';

export type Locale = 'en' | 'de';

/** One plural rule fits both languages: one, or not one. */
export function createRungI18n(locale: Locale = 'en') {
  return createI18n({ legacy: false, locale, fallbackLocale: 'en', messages: { en, de } });
}

/** The chosen language, or the first of the system's that Rung speaks. */
export function chooseLocale(wanted: Settings['language'], preferred: readonly string[]): Locale {
  if (wanted !== 'system') return wanted;
  const known = preferred.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag): tag is Locale => tag === 'en' || tag === 'de');
  return known ?? 'en';
}
