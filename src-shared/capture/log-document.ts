/** A text log as a document: its messages and calls. It has no sound. */
import { endpointText } from '../endpoint-text.ts';
import { rungError } from '../errors.ts';
import { err, ok } from '../result.ts';
import type { TraceDocument } from './document.ts';
import type { LoggedMessage } from './logs/log-reader.ts';
import { createLogReader } from './logs/log-reader.ts';
import { createBudget } from './budget.ts';
import { createNotes } from './notes.ts';
import { createOctetStore } from './octet-store.ts';
import { allCalls, createTraceIndex } from './trace-index.ts';

const NOT_READABLE = rungError(
  'no-sip-in-file',
  'No SIP was found in this file. Rung reads captures (pcap, pcapng) and the logs of Asterisk, FreeSWITCH, Kamailio (sipdump), Linphone, baresip, SIPp, sngrep and ngrep.',
);
const WITHOUT_TIMES = rungError('log-without-times', 'This log has no times: the order of the messages is right, the times between them are not known.');

const PART_BYTES = 65_536;

/** `nowMs`: for logs whose times have no year or no date. */
export function createLogDocument(nowMs: number): TraceDocument {
  const reader = createLogReader(nowMs);
  const store = createOctetStore();
  const notes = createNotes();
  let bytesRead = 0;
  // The file itself is not kept: its messages are.
  const budget = createBudget(() => 2 * bytesRead);
  const index = createTraceIndex(store, budget, notes);
  let hasTimes = false;

  function take(messages: readonly LoggedMessage[]): void {
    for (const { source, destination, ...message } of messages) {
      hasTimes ||= message.atMs > 0;
      index.add({ ...message, source: endpointText(source), destination: endpointText(destination) });
    }
  }

  return {
    push(bytes) {
      bytesRead += bytes.length;
      // Little at a time: the messages of a piece are more than the piece.
      for (let at = 0; at < bytes.length; at += PART_BYTES) take(reader.push(bytes.subarray(at, at + PART_BYTES)));
      return ok(undefined);
    },
    finish() {
      take(reader.finish());
      return index.messageCount > 0 ? ok(undefined) : err(NOT_READABLE);
    },
    get bytesRead() {
      return bytesRead;
    },
    get heldBytes() {
      return budget.held;
    },
    get messageCount() {
      return index.messageCount;
    },
    announcementCount: 0,
    get calls() {
      return allCalls(index);
    },
    get callCount() {
      return index.callCount;
    },
    callAt: index.callAt,
    get methods() {
      return index.methods;
    },
    messages: index.messages,
    countOf: index.countOf,
    media: () => [],
    streams: [],
    sound: () => err(rungError('no-such-stream', 'The capture has no such stream.')),
    get notes() {
      return [...notes.list, ...(index.messageCount > 0 && !hasTimes ? [WITHOUT_TIMES] : [])];
    },
  };
}
