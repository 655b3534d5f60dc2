/** Messages for tables: just the header fields that matter. */
import { Headers } from '../../../src-shared/sip/headers.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';

export function request(method: string, uri: string, headers: [string, string][] = [], body = ''): SipRequest {
  return { kind: 'request', method, uri, headers: headersOf(headers), body: new TextEncoder().encode(body), notes: [] };
}

export function response(status: number, headers: [string, string][] = [], reason = ''): SipResponse {
  return { kind: 'response', status, reason, headers: headersOf(headers), body: new Uint8Array(), notes: [] };
}

function headersOf(fields: [string, string][]): Headers {
  const headers = new Headers();
  for (const [name, value] of fields) headers.add(name, value);
  return headers;
}
