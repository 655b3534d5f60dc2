/** How even the pacing of many two-way calls is, and what they cost: the media engine in a Worker, on loopback UDP. */
import { Worker } from 'node:worker_threads';

export interface StreamFigures {
  streams: number;
  /** Milliseconds between two packets of a stream as they leave. */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Packets that arrived, of those sent. */
  arrived: number;
  /** Of one core, for sending, receiving, decoding and the jitter buffer of all streams. */
  cpuPercent: number;
}
export interface StreamOptions {
  streams: number;
  seconds: number;
  /** Blocks this thread so long once a second, as a busy main process does. */
  stallMs?: number;
}

/** What the Worker is told. */
export type StreamWork = Pick<StreamOptions, 'streams' | 'seconds'>;

/** Every stream is one side of a call; they call each other in pairs. An odd number is rounded up. */
export async function measureRtpStreams({ streams, seconds, stallMs = 0 }: StreamOptions): Promise<StreamFigures> {
  const work: StreamWork = { streams: streams + (streams % 2), seconds };
  const worker = new Worker(new URL('./rtp-streams-worker.ts', import.meta.url), { workerData: work });
  const staller = stallMs > 0 ? setInterval(() => block(stallMs), 1000) : undefined;
  try {
    return await new Promise<StreamFigures>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    clearInterval(staller);
    await worker.terminate();
  }
}

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
