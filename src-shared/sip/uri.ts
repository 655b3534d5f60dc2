/** SIP, SIPS and tel URIs (RFC 3261 19.1 and 25.1, RFC 3966), IPv6 references (RFC 5118). */
import type { Result } from '../result.ts';
import type { ParseError } from './message.ts';

/** Parameter names lower case, values unescaped; a flag has the value ''. */
export type Parameters = Map<string, string>;

export interface SipUri {
  scheme: 'sip' | 'sips';
  /** Unescaped; undefined where there is no userinfo. */
  user?: string;
  password?: string;
  /** Lower case; IPv6 without brackets. */
  host: string;
  port?: number;
  parameters: Parameters;
  /** Header part, unescaped, in order: `?subject=x&priority=urgent`. */
  headers: [string, string][];
}
export interface TelUri {
  scheme: 'tel';
  number: string;
  parameters: Parameters;
}
export interface OtherUri {
  scheme: 'other';
  text: string;
}
export type Uri = SipUri | TelUri | OtherUri;

export function parseUri(_text: string): Result<Uri, ParseError> {
  throw new Error('helper H1 writes this');
}

/** Escapes what must be, brackets IPv6. */
export function formatUri(_uri: Uri): string {
  throw new Error('helper H1 writes this');
}

/** RFC 3261 19.1.4. */
export function uriEquals(_a: Uri, _b: Uri): boolean {
  throw new Error('helper H1 writes this');
}
