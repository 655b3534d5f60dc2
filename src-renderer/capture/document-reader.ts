/** The page's side of a worker that holds an opened file. */
import type { FromReader, Replies, RequestName, Requests, ToReader } from './protocol.ts';

/** A worker, or what stands for one in a test. */
export interface ReaderPort {
  postMessage(message: ToReader): void;
  onmessage: ((event: MessageEvent<FromReader>) => unknown) | null;
  onerror: ((event: ErrorEvent) => unknown) | null;
  terminate(): void;
}

export interface DocumentReader {
  ask<N extends RequestName>(name: N, params: Requests[N]): Promise<Replies[N]>;
  /** Ends the worker, and with it all that it keeps. Questions that are open are never answered. */
  close(): void;
}

export function startReader(): ReaderPort {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
}

/** Begins to read at once. */
export function createDocumentReader(port: ReaderPort, file: Blob, hear: (message: Exclude<FromReader, { kind: 'reply' }>) => void, onCrash: (why: string) => void): DocumentReader {
  const waiting = new Map<number, (value: Replies[RequestName]) => void>();
  let nextId = 1;

  port.onmessage = ({ data }) => {
    if (data.kind !== 'reply') return hear(data);
    waiting.get(data.id)?.(data.value);
    waiting.delete(data.id);
  };
  port.onerror = ({ message }) => onCrash(message);
  port.postMessage({ kind: 'open', file });

  return {
    ask(name, params) {
      const id = nextId++;
      return new Promise((resolve) => {
        waiting.set(id, resolve as (value: Replies[RequestName]) => void);
        port.postMessage({ kind: 'ask', id, name, params } as ToReader);
      });
    },
    close: () => port.terminate(),
  };
}
