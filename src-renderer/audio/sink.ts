/** Out of which loudspeaker a context plays. */
import type { DeviceWish } from './devices.ts';
import { DEFAULT_DEVICE, listDevices, resolveDevice } from './devices.ts';

type SinkContext = AudioContext & { setSinkId?: (id: string) => Promise<void> };

/** False when the wished-for loudspeaker is not there; then the default one is used. */
export async function setSink(context: SinkContext, deviceId: string): Promise<boolean> {
  if (!context.setSinkId) return deviceId === DEFAULT_DEVICE;
  try {
    await context.setSinkId(deviceId === DEFAULT_DEVICE ? '' : deviceId);
    return true;
  } catch {
    await context.setSinkId('').catch(() => undefined);
    return false;
  }
}

/** As `setSink`, for a loudspeaker as it was chosen once. */
export async function followSink(context: AudioContext, wish: DeviceWish): Promise<boolean> {
  const { id, isMissing } = resolveDevice(wish, 'audiooutput', await listDevices());
  return (await setSink(context, id)) && !isMissing;
}
