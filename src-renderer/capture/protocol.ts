/** What the page and the worker that holds an opened file say to each other. Plain data both ways. */
import type { CapturedStream } from '../../src-shared/capture/stream-links.ts';
import type { StreamSound } from '../../src-shared/capture/stream-sound.ts';
import type { CapturedCall } from '../../src-shared/capture/trace-source.ts';
import type { RungError } from '../../src-shared/errors.ts';
import type { MediaSpan, TracedMessage } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';

/** In one ladder: the page draws so many without a pause that anybody notices. */
export const MOST_MESSAGES_AT_ONCE = 1_000;

/** Which calls are wanted. Empty strings: all. */
export interface CallQuery {
  /** In numbers, names, Call-IDs, addresses, and in the texts of the messages. */
  text: string;
  method: string;
  /** `1` … `6`: of 1xx … 6xx; `none`: unanswered. */
  status: string;
}

export interface FoundCalls {
  /** Those that were wanted; `total` counts all. */
  calls: CapturedCall[];
  total: number;
  /** Methods of all calls of the file, for the choice. */
  methods: string[];
}

export interface Requests {
  /** The `most` from the `from`th on. */
  calls: { query: CallQuery; from: number; most: number };
  /** A part of them, from the `from`th on. */
  messages: { callIds: string[]; from: number };
  /** The calls that were going on at the time of this one, and it: the nearest of them. */
  around: { callId: string };
  streams: undefined;
  sound: { id: number };
}
export interface Replies {
  calls: FoundCalls;
  messages: { messages: TracedMessage[]; media: MediaSpan[]; total: number };
  around: { messages: TracedMessage[]; media: MediaSpan[] };
  streams: CapturedStream[];
  sound: Result<StreamSound, RungError>;
}
export type RequestName = keyof Requests;

export type ToReader =
  | { kind: 'open'; file: Blob }
  | { [N in RequestName]: { kind: 'ask'; id: number; name: N; params: Requests[N] } }[RequestName];

/** `bytes` are of the file as it lies there, packed or not. */
export interface Progress {
  bytes: number;
  messages: number;
  calls: number;
  /** Announcements of sessions (SAP). */
  announcements: number;
  streams: number;
}

export type FromReader =
  | { kind: 'progress'; progress: Progress }
  | { kind: 'done'; progress: Progress; notes: RungError[] }
  | { kind: 'failed'; error: RungError }
  | { kind: 'reply'; id: number; value: Replies[RequestName] };
