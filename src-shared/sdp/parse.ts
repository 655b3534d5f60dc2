/** Bytes or text to a session description (RFC 8866 9). Lenient where the field needs it (LF line ends, missing t=, odd
 *  order): each tolerated fault is a note with its line. Refuses what cannot be used. `a=charset` is honoured for bytes. */
import type { Result } from '../result.ts';
import type { SessionDescription } from './types.ts';

export interface SdpNote { line: number; section: string; text: string }
export interface SdpError { line: number; offset: number; rule: string; section: string; message: string }
export interface ParsedSdp { description: SessionDescription; notes: SdpNote[] }

export function parseSdp(_input: Uint8Array | string): Result<ParsedSdp, SdpError> {
  throw new Error('helper H2 writes this');
}
