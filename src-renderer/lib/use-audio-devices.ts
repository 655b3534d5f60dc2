import { useEventListener } from '@vueuse/core';
import type { ComputedRef } from 'vue';
import { computed, shallowRef } from 'vue';
import { devicesOf, listDevices } from '../audio/devices.ts';

/** Microphones and loudspeakers as they come and go. Browsers tell names only after the microphone was allowed once. */
export function useAudioDevices(): {
  microphones: ComputedRef<MediaDeviceInfo[]>;
  speakers: ComputedRef<MediaDeviceInfo[]>;
  supported: boolean;
  named: ComputedRef<boolean>;
  refresh(): Promise<void>;
} {
  const devices = shallowRef<MediaDeviceInfo[]>([]);
  // Missing on pages without a secure context.
  const media = navigator.mediaDevices as MediaDevices | undefined;

  async function refresh(): Promise<void> {
    devices.value = await listDevices();
  }
  void refresh();
  if (media) useEventListener(media, 'devicechange', () => void refresh());

  return {
    microphones: computed(() => devicesOf('audioinput', devices.value)),
    speakers: computed(() => devicesOf('audiooutput', devices.value)),
    supported: media !== undefined,
    named: computed(() => devices.value.some((device) => device.label !== '')),
    refresh,
  };
}
