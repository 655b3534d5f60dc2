/** Stands for the worker that holds an opened file: the same code, in this thread, with what crosses copied as between threads. */
import { serveDocument } from '../../src-renderer/capture/serve-document.ts';
import type { FromReader, ToReader } from '../../src-renderer/capture/protocol.ts';

export class FakeWorker {
  onmessage: ((event: { data: FromReader }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  isOver = false;
  static readonly all: FakeWorker[] = [];
  readonly #take = serveDocument((message) => {
    const data = structuredClone(message);
    setTimeout(() => !this.isOver && this.onmessage?.({ data }), 0);
  });

  constructor() {
    FakeWorker.all.push(this);
  }

  postMessage(message: ToReader): void {
    if (message.kind === 'open') this.#take(message);
    else setTimeout(() => !this.isOver && this.#take(structuredClone(message)), 0);
  }

  terminate(): void {
    this.isOver = true;
  }
}
