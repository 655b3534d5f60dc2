/** Sounds that the page makes itself: the ringer, the keys, the test tone. Synthesized, so nothing is to be loaded. */
import type { DeviceWish } from './devices.ts';
import { followSink } from './sink.ts';

const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const KEYS = ['123A', '456B', '789C', '*0#D'];

/** The two frequencies of a key (ITU-T Q.23), or undefined for what is no key. */
export function dtmfFrequencies(digit: string): [number, number] | undefined {
  const row = KEYS.findIndex((keys) => keys.includes(digit));
  const column = KEYS[row]?.indexOf(digit) ?? -1;
  const [low, high] = [ROWS[row], COLUMNS[column]];
  return low === undefined || high === undefined ? undefined : [low, high];
}

/** One note with soft edges, so that it does not click. */
function note(context: AudioContext, frequencyHz: number, atS: number, lengthS: number, gain: number): void {
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.frequency.value = frequencyHz;
  volume.gain.setValueAtTime(0, atS);
  volume.gain.linearRampToValueAtTime(gain, atS + 0.012);
  volume.gain.setValueAtTime(gain, atS + Math.max(0.012, lengthS - 0.05));
  volume.gain.linearRampToValueAtTime(0, atS + lengthS);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(atS);
  oscillator.stop(atS + lengthS);
}

let keyContext: AudioContext | undefined;

/** The sound of a key, quietly, for whoever presses it. */
export function playKey(digit: string): void {
  const frequencies = dtmfFrequencies(digit);
  if (!frequencies || typeof AudioContext === 'undefined') return;
  keyContext ??= new AudioContext();
  void keyContext.resume();
  for (const frequency of frequencies) note(keyContext, frequency, keyContext.currentTime, 0.12, 0.06);
}

/** A short chord out of the chosen device; false when another one had to stand in. */
export async function playTest(device: DeviceWish): Promise<boolean> {
  const context = new AudioContext();
  const found = await followSink(context, device);
  await context.resume();
  [523.25, 659.25, 783.99].forEach((frequency, index) => note(context, frequency, context.currentTime + index * 0.16, 0.45, 0.2));
  setTimeout(() => void context.close(), 1_500);
  return found;
}

/** A bell's partials: warm, and heard through a room. */
function strike(context: AudioContext, frequencyHz: number, atS: number): void {
  for (const [ratio, gain] of [[1, 0.2], [2.01, 0.08], [3.02, 0.04]] as const) {
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.frequency.value = frequencyHz * ratio;
    volume.gain.setValueAtTime(gain, atS);
    volume.gain.exponentialRampToValueAtTime(0.0001, atS + 0.7);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(atS);
    oscillator.stop(atS + 0.75);
  }
}

const CALM = { melody: [[659.25, 0], [830.61, 0.22], [987.77, 0.44]], everyMs: 3_000 } as const;
const URGENT = { melody: [[987.77, 0], [783.99, 0.16], [987.77, 0.32], [783.99, 0.48]], everyMs: 1_200 } as const;

/** Rings until it is stopped, out of the chosen device as soon and as long as it is there. An urgent call rings higher and without long
 *  pauses. `tell`: is it the chosen one? */
export function startRinging(device: DeviceWish, urgent: boolean, tell: (isChosen: boolean) => void): () => void {
  if (typeof AudioContext === 'undefined') return () => undefined;
  const context = new AudioContext();
  const tune = urgent ? URGENT : CALM;
  const ring = (): void => {
    for (const [frequency, after] of tune.melody) strike(context, frequency, context.currentTime + after);
  };
  const follow = async (): Promise<void> => {
    const isChosen = await followSink(context, device);
    if (context.state !== 'closed') tell(isChosen);
  };
  const media = navigator.mediaDevices as MediaDevices | undefined;
  media?.addEventListener('devicechange', follow);
  void follow().then(ring);
  void context.resume();
  const timer = setInterval(ring, tune.everyMs);
  return () => {
    clearInterval(timer);
    media?.removeEventListener('devicechange', follow);
    void context.close();
  };
}

/** One round of the ringer's tune. */
export function playRinger(device: DeviceWish): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const stop = startRinging(device, false, resolve);
  setTimeout(stop, CALM.everyMs - 100);
  return promise;
}
