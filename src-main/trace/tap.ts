/** The one stream of traced messages: numbers, times, redacts, hands on to its readers (UI, store, pcap, CLI). */
import type { TracedMessage } from '../../src-shared/model.ts';
import type { Clock } from '../ports.ts';
import type { Tap, TappedMessage } from '../sip/tap-port.ts';

export interface TraceHub {
  /** Give this to the transport. */
  tap: Tap;
  /** Readers get the redacted message and the redacted bytes with it. Returns the way to stop. */
  read(reader: (traced: TracedMessage, tapped: TappedMessage) => void): () => void;
  /** The last messages, oldest first (bounded ring). */
  recent(limit: number): TracedMessage[];
}

/** `firstSeq`: continue numbering after what the store holds. */
export function createTraceHub(_clock: Clock, _options?: { firstSeq?: number; keep?: number }): TraceHub {
  throw new Error('helper H6 writes this');
}
