/** RFC 4733 events to digits: each press once, however often its packets come. */

export interface ReceivedDigit {
  digit: string;
  durationMs: number;
}
export interface DtmfReceiver {
  /** One telephone-event packet of the accepted source: the presses it completes (mostly none). */
  receive(timestamp: number, marker: boolean, payload: Uint8Array, offset: number, length: number, nowMs: number): readonly ReceivedDigit[];
  /** Once a tick: a press whose end packets were lost ends after a while without updates. */
  poll(nowMs: number): readonly ReceivedDigit[];
  reset(): void;
}

export function createDtmfReceiver(_options: { clockRateHz: number }): DtmfReceiver {
  throw new Error('helper H5A writes this');
}
