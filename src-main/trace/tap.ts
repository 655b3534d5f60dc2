/** The one stream of traced messages: numbers, times, redacts, hands on to its readers (UI, store, pcap, CLI). */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import { createMessageTracer } from '../../src-shared/ladder/trace-message.ts';
import { redactAndDecode } from '../../src-shared/ladder/redact.ts';
import type { TracedMessage, TransportName } from '../../src-shared/model.ts';
import type { Clock, Endpoint } from '../ports.ts';
import type { Tap, TappedMessage } from '../sip/tap-port.ts';
import type { PasswordsOf } from './digest-verdict.ts';
import { digestVerdict } from './digest-verdict.ts';

export interface TraceHub {
  /** Give this to the transport. */
  tap: Tap;
  /** A message that a capture agent saw elsewhere: traced, but none of our own traffic. */
  hear(heard: HeardMessage): void;
  /** Readers of our own traffic get the redacted message and the redacted bytes with it. Returns the way to stop. */
  read(reader: TraceReader): () => void;
  /** Readers of what capture agents tell. */
  readHeard(reader: (traced: TracedMessage) => void): () => void;
  /** The last messages, oldest first (bounded ring). */
  recent(limit: number): TracedMessage[];
}
export interface HeardMessage {
  /** By the agent's clock; undefined: now. */
  atMs: number | undefined;
  source: Endpoint;
  destination: Endpoint;
  transport: TransportName;
  bytes: Uint8Array;
  /** Which agent. */
  agent: string;
}
export type TraceReader = (traced: TracedMessage, tapped: TappedMessage) => void;

const DEFAULT_KEEP = 5_000;
/** In UTF-16 units, all messages together: strangers who send the largest datagrams must not fill the memory. */
const MAX_KEPT_LENGTH = 16 * 1024 * 1024;

/** `firstSeq`: continue numbering after what the store holds. `passwordsOf`: to judge proofs by, before they are struck out. */
export function createTraceHub(clock: Clock, options: { firstSeq?: number; keep?: number; passwordsOf?: PasswordsOf } = {}): TraceHub {
  const tracer = createMessageTracer();
  // Of its own: an agent may well see what we sent ourselves, which repeats nothing.
  const heardTracer = createMessageTracer();
  const readers = new Set<TraceReader>();
  const heardReaders = new Set<(traced: TracedMessage) => void>();
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
    const verdict = options.passwordsOf && digestVerdict(tapped.message, options.passwordsOf);
    if (verdict) traced.digest = verdict;
    kept.push(traced);
    for (const reader of readers) reader(traced, clean);
  }

  function hear({ atMs = clock.wallMs(), source, destination, transport, bytes, agent }: HeardMessage): void {
    const redacted = redactAndDecode(bytes);
    const traced: TracedMessage = {
      ...heardTracer.trace({
        seq: nextSeq++, atMs, direction: 'out', transport, local: endpointText(source), remote: endpointText(destination), bytes: redacted.bytes, redacted,
      }),
      agent,
    };
    kept.push(traced);
    for (const reader of heardReaders) reader(traced);
  }

  return {
    tap,
    hear,
    read(reader) {
      readers.add(reader);
      return () => void readers.delete(reader);
    },
    readHeard(reader) {
      heardReaders.add(reader);
      return () => void heardReaders.delete(reader);
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
