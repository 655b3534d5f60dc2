/** Typed readers for header field values. Each takes the raw value (or the message) and decodes on demand;
 *  undefined means absent or malformed — `checkMessage` has already told a malformed mandatory one apart. */
import type { SipMessage } from './message.ts';
import type { Parameters } from './uri.ts';

export interface NameAddr {
  /** Unquoted, unescaped. */
  displayName: string;
  /** As on the wire, without <>. */
  uri: string;
  /** Header parameters (after >), such as tag, expires, q. */
  parameters: Parameters;
}
export interface Via {
  /** `UDP`, `TCP`, `TLS`… upper case. */
  transport: string;
  host: string;
  port?: number;
  /** branch, received, rport ('' when it is a bare flag), ttl, maddr … */
  parameters: Parameters;
}
export interface CSeq {
  number: number;
  method: string;
}
/** WWW-/Proxy-Authenticate, (Proxy-)Authorization: scheme lower case, parameter names lower case, values unquoted. */
export interface AuthValue {
  scheme: string;
  parameters: Parameters;
}


export function parseNameAddr(_value: string): NameAddr | undefined { throw new Error('helper H1 writes this'); }
/** Quotes and escapes the display name where needed; always <>. */
export function formatNameAddr(_value: NameAddr): string { throw new Error('helper H1 writes this'); }
export function parseVia(_value: string): Via | undefined { throw new Error('helper H1 writes this'); }
export function formatVia(_value: Via): string { throw new Error('helper H1 writes this'); }
export function parseCSeq(_value: string): CSeq | undefined { throw new Error('helper H1 writes this'); }
export function parseAuth(_value: string): AuthValue | undefined { throw new Error('helper H1 writes this'); }

export function fromOf(_message: SipMessage): NameAddr | undefined { throw new Error('helper H1 writes this'); }
export function toOf(_message: SipMessage): NameAddr | undefined { throw new Error('helper H1 writes this'); }
export function topViaOf(_message: SipMessage): Via | undefined { throw new Error('helper H1 writes this'); }
export function viasOf(_message: SipMessage): Via[] { throw new Error('helper H1 writes this'); }
export function cseqOf(_message: SipMessage): CSeq | undefined { throw new Error('helper H1 writes this'); }
/** `*` is the string '*'. Malformed entries are left out. */
export function contactsOf(_message: SipMessage): NameAddr[] | '*' { throw new Error('helper H1 writes this'); }
export function callIdOf(_message: SipMessage): string { throw new Error('helper H1 writes this'); }
/** Tags of From and To, '' when absent. */
export function tagsOf(_message: SipMessage): { from: string; to: string } { throw new Error('helper H1 writes this'); }
/** Route / Record-Route in order. */
export function routesOf(_message: SipMessage, _name: 'route' | 'record-route' | 'path' | 'service-route'): NameAddr[] { throw new Error('helper H1 writes this'); }
/** A non-negative decimal field (Expires, Min-Expires, Max-Forwards, Retry-After, RSeq…); undefined when absent or malformed. */
export function numberOf(_message: SipMessage, _name: string): number | undefined { throw new Error('helper H1 writes this'); }
/** Comma list of tokens (Allow, Supported, Require, Unsupported, Proxy-Require…), as on the wire. */
export function tokensOf(_message: SipMessage, _name: string): string[] { throw new Error('helper H1 writes this'); }
