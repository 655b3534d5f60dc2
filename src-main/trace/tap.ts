/** The one stream of traced messages: numbers, times, redacts, hands on to its readers (UI, store, pcap, CLI). */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import { createMessageTracer } from '../../src-shared/ladder/trace-message.ts';
import { redactAndDecode } from '../../src-shared/ladder/redact.ts';
import type { TracedMessage } from '../../src-shared/model.ts';
import type { Clock } from '../ports.ts';
import type { Tap, TappedMessage } from '../sip/tap-port.ts';

export interface TraceHub {
  /** Give this to the transport. */
  tap: Tap;
  /** Readers get the redacted message and the redacted bytes with it. Returns the way to stop. */
  read(reader: TraceReader): () => void;
  /** The last messages, oldest first (bounded ring). */
  recent(limit: number): TracedMessage[];
}
export type TraceReader = (traced: TracedMessage, tapped: TappedMessage) => void;

const DEFAULT_KEEP = 5_000;
/** In UTF-16 units, all messages together: strangers who send the largest datagrams must not fill the memory. */
const MAX_KEPT_LENGTH = 16 * 1024 * 1024;

/** `firstSeq`: continue numbering after what the store holds. */
export function createTraceHub(clock: Clock, options: { firstSeq?: number; keep?: number } = {}): TraceHub {
  const tracer = createMessageTracer();
  const readers = new Set<TraceReader>();
  const kept = createRing(options.keep ?? DEFAULT_KEEP);
  let nextSeq = options.firstSeq ?? 1;

  function tap(tapped: TappedMessage): void {
    const redacted = redactAndDecode(tapped.bytes);
    const clean = withoutSecrets(tapped, redacted.bytes);
    const traced = tracer.trace({
      seq: nextSeq++,
      atMs: clock.wallMs(),
      direction: tapped.direction,
      transport: tapped.transport,
      local: endpointText(tapped.local),
      remote: endpointText(tapped.remote),
      bytes: clean.bytes,
      redacted,
      message: tapped.message,
      note: tapped.note,
    });
    kept.push(traced);
    for (const reader of readers) reader(traced, clean);
  }

  return {
    tap,
    read(reader) {
      readers.add(reader);
      return () => void readers.delete(reader);
    },
    recent: kept.last,
  };
}

/** The parsed message holds the same secrets as the bytes: it goes with them. */
function withoutSecrets(tapped: TappedMessage, bytes: Uint8Array): TappedMessage {
  return bytes === tapped.bytes ? tapped : { ...tapped, bytes, message: undefined };
}

interface Ring {
  push(message: TracedMessage): void;
  last(limit: number): TracedMessage[];
}

function createRing(size: number): Ring {
  const slots: (TracedMessage | undefined)[] = new Array(size);
  let oldest = 0;
  let count = 0;
  let length = 0;

  function drop(): void {
    length -= slots[oldest]?.raw.length ?? 0;
    slots[oldest] = undefined;
    oldest = (oldest + 1) % size;
    count--;
  }

  return {
    push(message) {
      if (count === size) drop();
      slots[(oldest + count) % size] = message;
      count++;
      length += message.raw.length;
      while (length > MAX_KEPT_LENGTH && count > 1) drop();
    },
    last(limit) {
      const wanted = Math.min(Math.max(0, limit), count);
      return Array.from({ length: wanted }, (_, i) => slots[(oldest + count - wanted + i) % size] as TracedMessage);
    },
  };
}
