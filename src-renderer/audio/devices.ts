/** Which of the devices that are there is the one that was chosen. */
import type { Settings } from '../../src-shared/model.ts';

/** `default`: whichever the system chooses. The label finds a device again whose id has changed: browsers give other ids after
 *  their data was cleared, in another browser, and some headsets each time they are plugged in. */
export interface DeviceWish {
  id: string;
  label: string;
}

export type DeviceRole = 'microphone' | 'speaker' | 'ringer';

export const DEFAULT_DEVICE = 'default';
/** Entries of Chromium's list that stand for another one. */
const ALIASES: readonly string[] = [DEFAULT_DEVICE, 'communications'];

export function wishFor(settings: Settings, role: DeviceRole): DeviceWish {
  return { id: settings[role], label: settings[`${role}Label`] };
}

/** Real devices of a kind: no aliases, and none of the nameless ones that stand for "there is something" before permission. */
export function devicesOf(kind: MediaDeviceKind, devices: readonly MediaDeviceInfo[]): MediaDeviceInfo[] {
  return devices.filter((device) => device.kind === kind && device.deviceId !== '' && !ALIASES.includes(device.deviceId));
}

/** By id, else by name; undefined when it is not there. */
export function findDevice<T extends { deviceId: string; label: string }>(wish: DeviceWish, devices: readonly T[]): T | undefined {
  const byId = devices.find((device) => device.deviceId === wish.id);
  return byId ?? (wish.label === '' ? undefined : devices.find((device) => device.label === wish.label));
}

export interface ResolvedDevice {
  /** What to open. */
  id: string;
  /** The chosen one is not there: `id` is the default one. */
  isMissing: boolean;
  /** Before the microphone was allowed, browsers tell no names: whether the chosen one is there shows when it is opened. */
  isUnsure: boolean;
  /** Changes when the system chooses another default. */
  group: string;
}

export function resolveDevice(wish: DeviceWish, kind: MediaDeviceKind, all: readonly MediaDeviceInfo[]): ResolvedDevice {
  const alias = all.find((device) => device.kind === kind && device.deviceId === DEFAULT_DEVICE);
  const byDefault = { id: DEFAULT_DEVICE, isMissing: false, isUnsure: false, group: alias?.groupId ?? '' };
  const isUnsure = all.every((device) => device.label === '');
  if (wish.id === DEFAULT_DEVICE) return { ...byDefault, isUnsure };
  const found = findDevice(wish, devicesOf(kind, all));
  if (found) return { id: found.deviceId, isMissing: false, isUnsure: false, group: '' };
  return isUnsure ? { id: wish.id, isMissing: false, isUnsure, group: '' } : { ...byDefault, isMissing: true };
}

/** Empty where the page may not know (no secure context). */
export async function listDevices(): Promise<MediaDeviceInfo[]> {
  const media = navigator.mediaDevices as MediaDevices | undefined;
  return (await media?.enumerateDevices().catch(() => undefined)) ?? [];
}
