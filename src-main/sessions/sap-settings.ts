import type { Settings } from '../../src-shared/model.ts';

/** `auto`: what takes the place of "all interfaces", where a host knows better. */
export function sapSettings(settings: Settings, auto = 'auto'): Settings {
  return settings.sapInterface === 'auto' ? { ...settings, sapInterface: auto } : settings;
}
