/** Traced messages to a ladder: dialogs, lanes (one a host, its ports folded), arrows in order of `seq`. Pure; the UI, the
 *  CLI and the exporters all draw from this one model. */
import type { MediaSpan, TracedMessage } from '../model.ts';

export interface Lane {
  id: string;
  /** Host; `me` side first. */
  address: string;
  /** `address:port` that were folded into it. */
  endpoints: string[];
  isLocal: boolean;
}
export interface Arrow {
  seq: number;
  from: number;
  to: number;
  /** `INVITE (SDP)`, `200 OK (SDP)`. */
  label: string;
  /** Time since the ladder's first message, and since the previous arrow. */
  sinceStartMs: number;
  sincePreviousMs: number;
  kind: 'request' | 'provisional' | 'success' | 'redirect' | 'failure';
  retransmissionOf?: number;
  /** Index of the transaction and of the dialog, for colours. */
  transaction: number;
  dialog: number;
  message: TracedMessage;
}
export interface Band {
  from: number;
  to: number;
  span: MediaSpan;
  /** Drawn after this arrow's seq. */
  afterSeq: number;
}
export interface Ladder {
  lanes: Lane[];
  arrows: Arrow[];
  bands: Band[];
  startedAtMs: number;
}

export function buildLadder(_messages: readonly TracedMessage[], _media: readonly MediaSpan[]): Ladder {
  throw new Error('helper H2 writes this');
}
