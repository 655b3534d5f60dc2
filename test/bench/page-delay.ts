/** How late sound is from the page's microphone to its loudspeaker: the app in Chromium, a call over loopback RTP to a peer that
 *  sends each packet back at once (SIPp). The sound card itself is left out: the page's audio graph hears a click instead of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { newProfile, openApp, removeFolder, startBrowser, startWebApp } from '../e2e/support/browser.ts';

export interface PageDelay {
  delaysMs: number[];
  clicks: number;
  /** What Chromium says of the way from the graph to its (here pretended) card. */
  outputLatencyMs: number;
  sampleRateHz: number;
}

const WARM_UP_MS = 4_000;
/** In the page: a click a second in place of the microphone, and an ear beside the loudspeaker, both by one clock. */
const TAP = `
registerProcessor('tap', class extends AudioWorkletProcessor {
  loud = [-1e9, -1e9];
  process(inputs) {
    inputs.forEach(([channel], side) => {
      if (!channel) return;
      for (let i = 0; i < channel.length; i++) {
        if (Math.abs(channel[i]) < 0.2) continue;
        const at = currentFrame + i;
        if (at - this.loud[side] > sampleRate * 0.1) this.port.postMessage({ side, at });
        this.loud[side] = at;
      }
    });
    return true;
  }
});
registerProcessor('clicks', class extends AudioWorkletProcessor {
  process(_inputs, [[out]]) {
    for (let i = 0; i < out.length; i++) out[i] = (currentFrame + i) % sampleRate < sampleRate / 100 ? 0.5 : 0;
    return true;
  }
});`;

export async function measurePageDelay(seconds: number): Promise<PageDelay> {
  const folder = mkdtempSync(join(tmpdir(), 'rung-delay-'));
  const silence = join(folder, 'silence.wav');
  writeFileSync(silence, silentWav());
  const sipPort = await freePort();
  const peer = spawn('sipp', ['-sn', 'uas', '-rtp_echo', '-i', '127.0.0.1', '-mi', '127.0.0.1', '-p', String(sipPort), '-mp', String(await freePort()), '-nostdin'], { cwd: folder, stdio: 'ignore' });
  const app = await startWebApp(folder);
  const browser = await startBrowser(silence);
  try {
    const profile = await newProfile(browser, { bypassCSP: true });
    const { page } = await openApp(profile, app.url);
    await page.evaluate(tapGraph, TAP);
    await page.getByTestId('dial-input').fill(`sip:echo@127.0.0.1:${sipPort}`);
    await page.getByTestId('dial-input').press('Enter');
    await page.waitForFunction(() => 'heardClicks' in globalThis, undefined, { timeout: 30_000 });
    await page.waitForTimeout(WARM_UP_MS + seconds * 1000);
    return figuresOf(await readTap(page));
  } finally {
    await browser.close();
    await app.stop();
    peer.kill();
    await once(peer, 'exit');
    removeFolder(folder);
  }
}

interface TapReading {
  clicks: number[][];
  sampleRateHz: number;
  outputLatencyMs: number;
}

/** Runs in the page. */
function tapGraph(processors: string): void {
  const clicks: number[][] = [[], []];
  const connect = AudioNode.prototype.connect as (this: AudioNode, to: AudioNode, output?: number, input?: number) => AudioNode;
  const module = URL.createObjectURL(new Blob([processors], { type: 'text/javascript' }));
  let tap: AudioWorkletNode | undefined;
  let microphone: GainNode | undefined;

  async function open(context: AudioContext, played: AudioNode): Promise<void> {
    await context.audioWorklet.addModule(module);
    tap = new AudioWorkletNode(context, 'tap', { numberOfInputs: 2 });
    tap.port.onmessage = ({ data }: MessageEvent<{ side: number; at: number }>) => void clicks[data.side]!.push(data.at);
    const source = new AudioWorkletNode(context, 'clicks', { numberOfInputs: 0 });
    connect.call(source, tap, 0, 0);
    connect.call(played, tap, 0, 1);
    if (microphone) connect.call(source, microphone);
    Object.assign(globalThis, { heardClicks: () => ({ clicks, sampleRateHz: context.sampleRate, outputLatencyMs: (context.outputLatency + context.baseLatency) * 1000 }) });
  }

  AudioContext.prototype.createMediaStreamSource = function () {
    return (microphone = this.createGain()) as unknown as MediaStreamAudioSourceNode;
  };
  AudioNode.prototype.connect = function (this: AudioNode, ...given: unknown[]) {
    const [to] = given;
    if (to instanceof AudioDestinationNode && this instanceof AudioWorkletNode) setTimeout(() => void open(this.context as AudioContext, this), 500);
    return (connect as (...args: unknown[]) => AudioNode).apply(this, given);
  } as typeof AudioNode.prototype.connect;
}

async function readTap(page: Page): Promise<TapReading> {
  return await page.evaluate(() => (globalThis as unknown as { heardClicks: () => TapReading }).heardClicks());
}

function figuresOf({ clicks: [said = [], heard = []], sampleRateHz, outputLatencyMs }: TapReading): PageDelay {
  const settled = said.filter((at) => at > said[0]! + (WARM_UP_MS / 1000) * sampleRateHz && at < heard.at(-1)! - sampleRateHz);
  const delays = settled.map((at) => heard.find((then) => then > at && then < at + sampleRateHz)).map((then, i) => then && ((then - settled[i]!) / sampleRateHz) * 1000);
  return { delaysMs: delays.filter((delay) => delay !== undefined), clicks: settled.length, sampleRateHz, outputLatencyMs };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port - (port % 2);
}

function silentWav(): Buffer {
  const header = Buffer.from('RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\xbb\0\0\0\x77\x01\0\x02\0\x10\0data\0\0\0\0', 'latin1');
  const samples = Buffer.alloc(96_000);
  header.writeUInt32LE(36 + samples.length, 4);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}
