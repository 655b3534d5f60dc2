import type { MediaSpan, StreamStats, TracedMessage } from '../../../src-shared/model.ts';
import { createMessageTracer } from '../../../src-shared/ladder/trace-message.ts';
import type { MessageTracer } from '../../../src-shared/ladder/trace-message.ts';

export const START_MS = 1_700_000_000_000;
export const US = '127.0.0.1:5060';
export const PEER = '127.0.0.1:5070';

export interface Written {
  out?: boolean;
  atMs?: number;
  local?: string;
  remote?: string;
  note?: string;
  transport?: 'udp' | 'tcp';
}

/** Traces texts in the order of the calls, as the tap would. */
export function createScript(): { add(text: string | Uint8Array, written?: Written): TracedMessage; messages: TracedMessage[] } {
  const tracer: MessageTracer = createMessageTracer();
  const messages: TracedMessage[] = [];
  return {
    messages,
    add(text, { out = true, atMs = 0, local = US, remote = PEER, note, transport = 'udp' } = {}) {
      const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
      const traced = tracer.trace({
        seq: messages.length + 1, atMs: START_MS + atMs, direction: out ? 'out' : 'in', transport, local, remote, bytes, ...(note ? { note } : {}),
      });
      messages.push(traced);
      return traced;
    },
  };
}

export interface Fields {
  branch?: string;
  cseq?: string;
  callId?: string;
  toTag?: string;
  headers?: string[];
  body?: string;
  contentType?: string;
}

function message(start: string, { branch = 'z9hG4bK1', cseq = '1 INVITE', callId = 'call-1', toTag, headers = [], body = '', contentType }: Fields): string {
  return [
    start,
    `Via: SIP/2.0/UDP ${US};branch=${branch}`,
    'From: "Alice" <sip:alice@example.org>;tag=alice',
    `To: <sip:bob@example.org>${toTag ? `;tag=${toTag}` : ''}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    'Max-Forwards: 70',
    ...headers,
    ...(contentType ? [`Content-Type: ${contentType}`] : []),
    `Content-Length: ${new TextEncoder().encode(body).length}`,
    '',
    body,
  ].join('\r\n');
}

export function request(method: string, fields: Fields = {}): string {
  return message(`${method} sip:bob@example.org SIP/2.0`, { cseq: `1 ${method}`, ...fields });
}

export function response(status: string, fields: Fields = {}): string {
  return message(`SIP/2.0 ${status}`, { toTag: 'bob', ...fields });
}

export const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0\r\n';

export function stats(given: Partial<StreamStats> = {}): StreamStats {
  return {
    codec: 'PCMA', sent: 250, received: 248, lost: 2, jitterMs: 0.8, concealed: 0, discarded: 0, bufferMs: 40, levelOut: 0, levelIn: 0, ...given,
  };
}

export function span(given: Partial<MediaSpan> = {}): MediaSpan {
  return {
    callId: 'call-1', local: '127.0.0.1:4000', remote: '127.0.0.1:4010', codec: 'PCMA', startedAtMs: START_MS + 100, early: false, stats: stats(), ...given,
  };
}
