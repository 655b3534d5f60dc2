import { useEventListener } from '@vueuse/core';
import type { ComputedRef } from 'vue';
import { computed, shallowRef } from 'vue';

export interface AudioDevice {
  id: string;
  label: string;
}

/** Microphones and loudspeakers as they come and go. Browsers tell names only after the microphone was allowed once. */
export function useAudioDevices(): {
  microphones: ComputedRef<AudioDevice[]>;
  speakers: ComputedRef<AudioDevice[]>;
  supported: boolean;
  named: ComputedRef<boolean>;
  refresh(): Promise<void>;
} {
  const devices = shallowRef<MediaDeviceInfo[]>([]);
  // Missing on pages without a secure context.
  const media = navigator.mediaDevices as MediaDevices | undefined;

  async function refresh(): Promise<void> {
    devices.value = (await media?.enumerateDevices().catch(() => undefined)) ?? [];
  }
  void refresh();
  if (media) useEventListener(media, 'devicechange', () => void refresh());

  const ofKind = (kind: MediaDeviceKind): AudioDevice[] => devices.value
    .filter((device) => device.kind === kind && device.deviceId !== '' && device.deviceId !== 'default')
    .map((device) => ({ id: device.deviceId, label: device.label }));
  return {
    microphones: computed(() => ofKind('audioinput')),
    speakers: computed(() => ofKind('audiooutput')),
    supported: media !== undefined,
    named: computed(() => devices.value.some((device) => device.label !== '')),
    refresh,
  };
}
