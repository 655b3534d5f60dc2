/** A SIP message: start line, headers in wire order, body as bytes (RFC 3261 7). */
import type { Headers } from './headers.ts';

/** Something odd that a receiver tolerates; the inspector shows it. */
export interface Note {
  section: string;
  text: string;
}

export interface SipRequest {
  kind: 'request';
  /** Case-sensitive (RFC 3261 7.1). */
  method: string;
  /** As on the wire; `parseUri` reads it. */
  uri: string;
  headers: Headers;
  body: Uint8Array;
  notes: Note[];
}

export interface SipResponse {
  kind: 'response';
  status: number;
  reason: string;
  headers: Headers;
  body: Uint8Array;
  notes: Note[];
}

export type SipMessage = SipRequest | SipResponse;

/** Why a message is refused: the rule, its RFC section, where (byte offset), and what a UAS answers (requests only). */
export interface ParseError {
  rule: string;
  section: string;
  offset: number;
  message: string;
  answer?: number;
  /** `parseDatagram` only: the request as far as it could be read, so that it can be answered (Via, From, To, Call-ID, CSeq). */
  request?: SipRequest;
}
