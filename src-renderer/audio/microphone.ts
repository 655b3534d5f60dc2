/** Opening a microphone, and why it could not be. */
import type { Settings } from '../../src-shared/model.ts';
import { DEFAULT_DEVICE } from './devices.ts';

export type Processing = Pick<Settings, 'echoCancellation' | 'noiseSuppression' | 'autoGainControl'>;
export type MicrophoneProblem = 'microphoneDenied' | 'microphoneMissing' | 'microphoneBusy' | 'microphoneGone';

export interface OpenedMicrophone {
  stream?: MediaStream;
  /** What was opened in the end. */
  id: string;
  /** With a stream: the default one had to stand in. Without: why there is none. */
  problem?: MicrophoneProblem;
}

/** The device asked for, else the default one, else none and the reason. Never rejects. */
export async function openMicrophone(id: string, { echoCancellation, noiseSuppression, autoGainControl }: Processing): Promise<OpenedMicrophone> {
  const common = { echoCancellation, noiseSuppression, autoGainControl, channelCount: 1 };
  const audio = id === DEFAULT_DEVICE ? common : { ...common, deviceId: { exact: id } };
  try {
    return { stream: await navigator.mediaDevices.getUserMedia({ audio }), id };
  } catch (error) {
    const problem = problemOf(error);
    if (problem === 'microphoneDenied' || id === DEFAULT_DEVICE) return { id, problem };
    const instead = await openMicrophone(DEFAULT_DEVICE, { echoCancellation, noiseSuppression, autoGainControl });
    return instead.stream ? { ...instead, problem: 'microphoneGone' } : instead;
  }
}

function problemOf(error: unknown): MicrophoneProblem {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'microphoneDenied';
    case 'NotReadableError':
    case 'AbortError':
      return 'microphoneBusy';
    default:
      return 'microphoneMissing';
  }
}

export function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
