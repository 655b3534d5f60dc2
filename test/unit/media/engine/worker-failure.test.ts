/** What the calls are told when the Worker dies. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MediaEvent } from '../../../../src-main/media/engine-port.ts';
import { createWorkerEngine } from '../../../../src-main/media/engine/worker-engine.ts';
import { createFakePort } from './laboratory.ts';

const worker = vi.hoisted(() => ({ script: '' }));
vi.mock('../../../../src-main/media/engine/worker-url.ts', () => ({
  mediaWorkerUrl: () => new URL(`data:text/javascript,${encodeURIComponent(worker.script)}`),
}));

const options = { address: '127.0.0.1', ports: { min: 47_000, max: 47_009 } };
const diesLater = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ kind, request }) => {
    if (kind === 'command') throw new Error('out of luck');
    if (kind === 'open') {
      const local = { rtp: { address: '127.0.0.1', port: 2 }, rtcp: { address: '127.0.0.1', port: 3 } };
      parentPort.postMessage({ kind: 'device-wanted', sampleRateHz: 8000 });
      parentPort.postMessage({ kind: 'reply', request, value: { ok: true, value: { id: 'media-1', local } } });
    } else parentPort.postMessage({ kind: 'reply', request });
  });`;

describe('a Worker that dies', () => {
  beforeEach(() => void (worker.script = diesLater));

  it('at its start: opening says so, closing works', async () => {
    worker.script = 'throw new Error("no memory")';
    const engine = createWorkerEngine();
    expect(await engine.open(options)).toMatchObject({ ok: false, error: { code: 'media-engine-failed' } });
    await engine.close();
  });

  it('within a call: the call is told once, its commands and its end do not hang, the device is given back', async () => {
    const engine = createWorkerEngine();
    const port = createFakePort();
    engine.attachDevice(port);
    const opened = await engine.open(options);
    if (!opened.ok) throw new Error(opened.error.message);
    const session = opened.value;
    const events: MediaEvent[] = [];
    const told = new Promise<void>((resolve) => {
      session.onEvent = (event) => {
        events.push(event);
        resolve();
      };
    });
    expect(await session.setSource({ kind: 'silence' })).toMatchObject({ ok: false, error: { code: 'media-engine-failed' } });
    await told;
    session.setMuted(true);
    await session.sendDtmf('1');
    expect((await session.close()).sent).toBe(0);
    expect(events).toMatchObject([{ kind: 'error', error: { code: 'media-engine-failed', params: { why: 'out of luck' } } }]);
    expect(port.wanted).toEqual([8000, null]);
    await engine.close();
  });

  it('the next call gets a new one', async () => {
    const engine = createWorkerEngine();
    const first = await engine.open(options);
    if (!first.ok) throw new Error(first.error.message);
    await first.value.sendDtmf('1');
    expect((await engine.open(options)).ok).toBe(true);
    await engine.close();
    expect(await engine.open(options)).toMatchObject({ ok: false, error: { code: 'media-engine-closed' } });
  });
});
