/** One opened file as the page knows it: how far it is read, the calls asked for, what is chosen, its streams. */
import { reactive, shallowReactive, watch } from 'vue';
import type { CapturedStream } from '../../src-shared/capture/stream-links.ts';
import type { StreamSound } from '../../src-shared/capture/stream-sound.ts';
import type { CapturedCall } from '../../src-shared/capture/trace-source.ts';
import { ANNOUNCEMENTS } from '../../src-shared/capture/trace-source.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { MediaSpan, TracedMessage } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import type { ReaderPort } from './document-reader.ts';
import { createDocumentReader } from './document-reader.ts';
import type { CallQuery, FromReader, Progress } from './protocol.ts';

export interface OpenDocument {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  state: 'reading' | 'ready' | 'failed';
  error?: RungError;
  progress: Progress;
  notes: readonly RungError[];
  query: CallQuery;
  /** Of the calls that the query finds: the first, and how many there are. */
  calls: readonly CapturedCall[];
  total: number;
  methods: readonly string[];
  /** A question for calls is under way. */
  searching: boolean;
  /** Call-IDs, or ANNOUNCEMENTS. */
  chosen: readonly string[];
  messages: TracedMessage[];
  media: MediaSpan[];
  /** Of the chosen calls' messages those above are a part: how many come before them, and how many there are. */
  part: { from: number; total: number };
  streams: readonly CapturedStream[];
  /** What went on at the time of a call, it included. */
  around(callId: string): Promise<{ messages: TracedMessage[]; media: MediaSpan[] }>;
  sound(id: number): Promise<Result<StreamSound, RungError>>;
  choose(callIds: readonly string[]): void;
  /** The part of the chosen calls' messages that begins with the `from`th. */
  turnTo(from: number): void;
  close(): void;
}

/** While the file is read, a screenful is enough. */
const WHILE_READING = 500;
/** Of the list, between two looks at what else there is to do. */
const PORTION = 1_000;
/** More rows than anybody scrolls through; the search finds the others. */
const MOST_ROWS = 50_000;
const TYPING_MS = 150;

export function openDocument(id: number, file: File, port: ReaderPort): OpenDocument {
  let questions = 0;
  let stale = false;
  let typing: ReturnType<typeof setTimeout> | undefined;

  const document: OpenDocument = shallowReactive({
    id, name: file.name, size: file.size, state: 'reading', progress: { bytes: 0, messages: 0, calls: 0, announcements: 0, streams: 0 }, notes: [],
    query: reactive({ text: '', method: '', status: '' }), calls: [], total: 0, methods: [], searching: false, chosen: [], messages: [], media: [], part: { from: 0, total: 0 }, streams: [],
    around: (callId) => reader.ask('around', { callId }),
    sound: (stream) => reader.ask('sound', { id: stream }),
    choose,
    turnTo: show,
    close() {
      clearTimeout(typing);
      stop();
      reader.close();
    },
  });
  const reader = createDocumentReader(port, file, hear, (why) => fail(rungError('file-reader-failed', `Rung failed at reading this file (${why}). Please report it.`, { why })));

  function hear(message: Exclude<FromReader, { kind: 'reply' }>): void {
    if (message.kind === 'failed') return fail(message.error);
    document.progress = message.progress;
    if (message.kind === 'progress') return void (document.searching ? (stale = true) : refresh());
    document.state = 'ready';
    document.notes = message.notes;
    void refresh();
    void reader.ask('streams', undefined).then((streams) => (document.streams = streams));
    if (document.chosen.length > 0) choose(document.chosen);
  }

  function fail(error: RungError): void {
    document.state = 'failed';
    document.error = error;
    // What was asked is never answered now.
    questions++;
    document.searching = false;
    port.terminate();
  }

  /** The newest question counts; what a file that is still being read answers is asked again. */
  async function refresh(): Promise<void> {
    const question = ++questions;
    stale = false;
    document.searching = true;
    const found = await reader.ask('calls', { query: { ...document.query }, from: 0, most: WHILE_READING });
    if (question !== questions) return;
    document.searching = false;
    document.calls = found.calls;
    document.total = found.total;
    document.methods = found.methods;
    if (document.chosen.length === 0) chooseFirst(found.calls);
    if (stale) void refresh();
    else if (document.state === 'ready') void complete(question);
  }

  async function complete(question: number): Promise<void> {
    while (question === questions && document.calls.length < Math.min(document.total, MOST_ROWS)) {
      const { calls } = await reader.ask('calls', { query: { ...document.query }, from: document.calls.length, most: PORTION });
      if (question !== questions || calls.length === 0) return;
      document.calls = [...document.calls, ...calls];
    }
  }

  const stop = watch(() => ({ ...document.query }), (now, before) => {
    clearTimeout(typing);
    // Above all for the search in texts: not for each letter.
    typing = setTimeout(refresh, now.text === before.text ? 0 : TYPING_MS);
  });

  /** Registrations come first in many files, and are rarely what somebody looks for. */
  function chooseFirst(calls: readonly CapturedCall[]): void {
    const first = calls.find(({ method }) => method === 'INVITE') ?? calls[0];
    if (first) choose([first.callId]);
    else if (document.progress.calls === 0 && document.progress.announcements > 0) choose([ANNOUNCEMENTS]);
  }

  function choose(callIds: readonly string[]): void {
    document.chosen = callIds;
    show(0);
  }

  function show(from: number): void {
    const callIds = document.chosen;
    void reader.ask('messages', { callIds: [...callIds], from }).then(({ messages, media, total }) => {
      if (document.chosen !== callIds) return;
      document.messages = messages;
      document.media = media;
      document.part = { from, total };
    });
  }

  return document;
}
