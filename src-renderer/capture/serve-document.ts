/** The worker's side: reads the file piece by piece, answers questions about it in between. Knows nothing of workers itself. */
import { createDocument, DOCUMENT_TOO_LARGE, isGzip, MOST_DOCUMENT_BYTES } from '../../src-shared/capture/document.ts';
import type { TraceDocument } from '../../src-shared/capture/document.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { callsAround, findCalls } from './find-calls.ts';
import { MOST_MESSAGES_AT_ONCE } from './protocol.ts';
import type { FromReader, Progress, Replies, RequestName, Requests, ToReader } from './protocol.ts';

/** A piece of the file between two looks at what the page asks. */
const PIECE_BYTES = 1024 * 1024;
/** The first one: its calls are to be seen at once. */
const FIRST_PIECE_BYTES = 128 * 1024;
const TELL_EVERY_MS = 100;
/** Calls shown in one ladder. */
const MAX_CALLS_AT_ONCE = 200;

type Post = (message: FromReader, transfer?: Transferable[]) => void;
type Asked = Extract<ToReader, { kind: 'ask' }>;

/** Gives what takes the page's messages. */
export function serveDocument(post: Post): (message: ToReader) => void {
  const document = createDocument();
  let packedBytes = 0;
  /** The newest question for calls, and what was found last: the page asks for it in portions. */
  let newest = 0;
  let found: { key: string; numbers: readonly number[] } | undefined;

  /** Which streams there are is worked out once, when all descriptions are known. */
  function progress(isRead: boolean): Progress {
    return { bytes: packedBytes, messages: document.messageCount, calls: document.callCount, announcements: document.announcementCount, streams: isRead ? document.streams.length : 0 };
  }

  async function open(file: Blob): Promise<void> {
    try {
      const error = await readAll(file, document, (bytes) => (packedBytes = bytes), () => post({ kind: 'progress', progress: progress(false) }));
      if (error) post({ kind: 'failed', error });
      else post({ kind: 'done', progress: progress(true), notes: [...document.notes] });
    } catch (error) {
      post({ kind: 'failed', error: unreadable(error) });
    }
  }

  async function calls({ query, from, most }: Requests['calls'], isOvertaken: () => boolean): Promise<Replies['calls']> {
    const key = JSON.stringify([query, document.messageCount]);
    if (found?.key !== key) {
      const numbers = await findCalls(document, query, breathe, isOvertaken);
      if (!numbers) return { calls: [], total: 0, methods: [] };
      found = { key, numbers };
    }
    const { numbers } = found;
    const rows = numbers.slice(from, from + most).map((number) => document.callAt(number)).filter((call) => call !== undefined);
    return { calls: rows, total: numbers.length, methods: document.methods.filter((method) => method !== '').toSorted() };
  }

  async function ask(asked: Asked): Promise<void> {
    const reply = <N extends RequestName>(value: Replies[N], transfer: Transferable[] = []): void => post({ kind: 'reply', id: asked.id, value }, transfer);
    switch (asked.name) {
      case 'calls': {
        newest = asked.id;
        return reply<'calls'>(await calls(asked.params, () => newest !== asked.id));
      }
      case 'messages': {
        const callIds = new Set(asked.params.callIds.slice(0, MAX_CALLS_AT_ONCE));
        const messages = document.messages(callIds, asked.params.from, MOST_MESSAGES_AT_ONCE);
        return reply<'messages'>({ messages, media: document.media(callIds), total: document.countOf(callIds) });
      }
      case 'around': {
        const callIds = new Set(callsAround(document, asked.params.callId, MAX_CALLS_AT_ONCE));
        return reply<'around'>({ messages: document.messages(callIds, 0, MOST_MESSAGES_AT_ONCE), media: document.media(callIds) });
      }
      case 'streams':
        return reply<'streams'>([...document.streams]);
      case 'sound': {
        const sound = document.sound(asked.params.id);
        return reply<'sound'>(sound, sound.ok ? [sound.value.pcm.buffer] : []);
      }
    }
  }

  return (message) => void (message.kind === 'open' ? open(message.file) : ask(message));
}

async function readAll(file: Blob, document: TraceDocument, onBytes: (bytes: number) => void, tell: () => void): Promise<RungError | undefined> {
  // At once after the first piece: the first calls are to be seen.
  let toldAtMs = -Infinity;
  for await (const piece of piecesOf(file, onBytes)) {
    const pushed = document.push(piece);
    if (!pushed.ok) return pushed.error;
    if (document.bytesRead > MOST_DOCUMENT_BYTES) return DOCUMENT_TOO_LARGE;
    await breathe();
    if (performance.now() - toldAtMs < TELL_EVERY_MS) continue;
    toldAtMs = performance.now();
    tell();
  }
  const finished = document.finish();
  return finished.ok ? undefined : finished.error;
}

/** `onBytes` hears how far the file itself was read. */
async function* piecesOf(file: Blob, onBytes: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const isPacked = isGzip(new Uint8Array(await file.slice(0, 2).arrayBuffer()));
  if (!isPacked) {
    for (let at = 0, end = FIRST_PIECE_BYTES; at < file.size; at = end, end += PIECE_BYTES) {
      yield new Uint8Array(await file.slice(at, end).arrayBuffer());
      onBytes(Math.min(file.size, end));
    }
    return;
  }
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      read += chunk.length;
      onBytes(read);
      controller.enqueue(chunk);
    },
  });
  let read = 0;
  const reader = file.stream().pipeThrough(counting).pipeThrough(new DecompressionStream('gzip')).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Lets what the page has asked have its turn. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function unreadable(error: unknown): RungError {
  const why = error instanceof Error ? error.message : String(error);
  return rungError('file-unreadable', `The file cannot be read (${why}). It may have been moved or changed since, or be damaged. Open it again.`, { why });
}
