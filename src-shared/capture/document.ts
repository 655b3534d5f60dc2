/** A file that somebody opens, whatever it is: a capture or a text log. What it is shows in its first octets. */
import { err, ok } from '../result.ts';
import { rungError } from '../errors.ts';
import { NO_BYTES } from '../sip/bytes.ts';
import type { Capture } from './capture.ts';
import { createCapture } from './capture.ts';
import { createLogDocument } from './log-document.ts';
import { isCapture } from './record-reader.ts';

/** Text logs have no streams; otherwise both are the same. */
export type TraceDocument = Capture;

const MAGIC_BYTES = 4;
/** Unpacked. Whoever reads the file piece by piece refuses what is longer. */
export const MOST_DOCUMENT_BYTES = 4 * 1024 * 1024 * 1024;
export const DOCUMENT_TOO_LARGE = rungError('file-too-large', 'Unpacked, this file is larger than 4 GB. Cut it with editcap or tcpdump first.');
const EMPTY_FILE = rungError('file-empty', 'The file is empty.');

/** By its first two octets (RFC 1952 2.3.1). Unpacking is the host's work. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** `nowMs`: for logs whose times have no year or no date. Errors of `finish`: `not-a-capture`, `no-sip-in-file`, `file-empty`. */
export function createDocument(nowMs = Date.now()): TraceDocument {
  let head: Uint8Array = NO_BYTES;
  let document: TraceDocument | undefined;

  function begin(bytes: Uint8Array): TraceDocument {
    document = bytes.length >= MAGIC_BYTES && isCapture(bytes) ? createCapture() : createLogDocument(nowMs);
    return document;
  }

  return {
    push(bytes) {
      if (document) return document.push(bytes);
      const joined = new Uint8Array(head.length + bytes.length);
      joined.set(head);
      joined.set(bytes, head.length);
      head = joined;
      if (head.length < MAGIC_BYTES) return ok(undefined);
      const first = head;
      head = NO_BYTES;
      return begin(first).push(first);
    },
    finish() {
      if (document) return document.finish();
      if (head.length === 0) return err(EMPTY_FILE);
      const last = begin(head);
      const pushed = last.push(head);
      return pushed.ok ? last.finish() : pushed;
    },
    get bytesRead() {
      return document?.bytesRead ?? head.length;
    },
    get heldBytes() {
      return document?.heldBytes ?? head.length;
    },
    get messageCount() {
      return document?.messageCount ?? 0;
    },
    get announcementCount() {
      return document?.announcementCount ?? 0;
    },
    get calls() {
      return document?.calls ?? [];
    },
    get callCount() {
      return document?.callCount ?? 0;
    },
    callAt: (number) => document?.callAt(number),
    get methods() {
      return document?.methods ?? [];
    },
    get streams() {
      return document?.streams ?? [];
    },
    get notes() {
      return document?.notes ?? [];
    },
    messages: (...which) => document?.messages(...which) ?? [],
    countOf: (callIds) => document?.countOf(callIds) ?? 0,
    media: (callIds) => document?.media(callIds) ?? [],
    sound: (streamId) => document?.sound(streamId) ?? err(EMPTY_FILE),
  };
}
