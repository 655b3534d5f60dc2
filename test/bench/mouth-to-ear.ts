/** How late sound is from one AudioPort to another: two media engines in their Workers, a call on loopback UDP. */
import { createWorkerEngine } from '../../src-main/media/engine/worker-engine.ts';
import type { MediaSession } from '../../src-main/media/engine-port.ts';
import type { AudioPort } from '../../src-main/ports.ts';
import type { StreamStats } from '../../src-shared/model.ts';

export interface DelayFigures {
  /** From a sample in the air before the microphone to the same sample handed to the loudspeaker's side. */
  delaysMs: number[];
  /** Of those, what packets waited in the jitter buffer. */
  bufferMs: number;
  /** Clicks that did not come through. */
  lost: number;
}

const SAMPLES_PER_MS = 8;
const FRAME_MS = 5;
const CLICK_EVERY_MS = 250;
const CLICK_MS = 10;
const LOUD = 16_000;
/** Clocks and jitter buffer settle. */
const WARM_UP_MS = 3_000;
const LATEST_MS = 200;

export async function measureMouthToEar(seconds: number): Promise<DelayFigures> {
  const engines = [createWorkerEngine(), createWorkerEngine()] as const;
  const sessions = await Promise.all(engines.map(async (engine) => {
    const opened = await engine.open({ address: '127.0.0.1', ports: { min: 20_000, max: 29_999 } });
    if (!opened.ok) throw new Error(opened.error.message);
    return opened.value;
  }));
  const [mouth, ear] = [sessions[0]!, sessions[1]!];
  const clicking = createClickingPort();
  const listening = createListeningPort();
  engines[0].attachDevice(clicking.port);
  engines[1].attachDevice(listening.port);
  await mouth.setSource({ kind: 'device' });
  ear.setSink('device');
  let last: StreamStats | undefined;
  ear.onEvent = (event) => {
    if (event.kind === 'stats') last = event.stats;
  };
  agree(mouth, ear);
  agree(ear, mouth);

  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS + seconds * 1000));
  clicking.stop();
  await Promise.all(engines.map((engine) => engine.close()));
  return { ...matched(clicking.clicks, listening.heard), bufferMs: last?.bufferMs ?? 0 };
}

function agree(session: MediaSession, peer: MediaSession): void {
  const send = { payloadType: 8, codec: 'PCMA', clockRateHz: 8000, channels: 1, parameters: '' } as const;
  session.agree({ remoteRtp: peer.local.rtp, remoteRtcp: peer.local.rtcp, send, receive: [send], ptimeMs: 20, direction: 'sendrecv' });
}

/** A microphone that hears a click four times a second; its clock is this machine's. */
function createClickingPort(): { port: AudioPort; clicks: number[]; stop(): void } {
  const clicks: number[] = [];
  let startMs = 0;
  let captured = 0;
  let timer: NodeJS.Timeout | undefined;

  function capture(): void {
    const frame = new Int16Array(FRAME_MS * SAMPLES_PER_MS);
    const atMs = captured * FRAME_MS;
    if (atMs % CLICK_EVERY_MS < CLICK_MS) frame.fill(LOUD);
    if (atMs % CLICK_EVERY_MS === 0) clicks.push(startMs + atMs);
    captured++;
    port.onCapture(frame);
  }

  const port: AudioPort = {
    want(sampleRateHz) {
      clearInterval(timer);
      if (sampleRateHz === null) return;
      startMs = performance.now();
      captured = 0;
      // A frame is there when its last sample is.
      timer = setInterval(() => {
        while ((captured + 1) * FRAME_MS <= performance.now() - startMs) capture();
      }, 1);
    },
    play: () => {},
    onCapture: () => {},
  };
  return { port, clicks, stop: () => clearInterval(timer) };
}

/** A loudspeaker that would play each frame from the moment it is given. */
function createListeningPort(): { port: AudioPort; heard: number[] } {
  const heard: number[] = [];
  let wasLoud = false;
  const port: AudioPort = {
    want: () => {},
    play(frame) {
      const nowMs = performance.now();
      for (const [i, sample] of frame.entries()) {
        const isLoud = Math.abs(sample) > LOUD / 2;
        if (isLoud && !wasLoud) heard.push(nowMs + i / SAMPLES_PER_MS);
        wasLoud = isLoud;
      }
    },
    onCapture: () => {},
  };
  return { port, heard };
}

function matched(clicks: readonly number[], heard: readonly number[]): { delaysMs: number[]; lost: number } {
  const settledMs = clicks[0]! + WARM_UP_MS;
  const due = clicks.filter((atMs) => atMs > settledMs && atMs < heard.at(-1)! - LATEST_MS);
  const delays = due.map((atMs) => heard.find((at) => at > atMs && at < atMs + LATEST_MS)).map((at, i) => at && at - due[i]!);
  const delaysMs = delays.filter((delay) => delay !== undefined);
  return { delaysMs, lost: due.length - delaysMs.length };
}
