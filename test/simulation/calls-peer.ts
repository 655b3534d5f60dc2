/** A peer that does exactly what the test says, message by message: a socket and a parser, no state of its own. */
import { Headers } from '../../src-shared/sip/headers.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../src-shared/sip/message.ts';
import { parseDatagram } from '../../src-shared/sip/parse.ts';
import { serialize } from '../../src-shared/sip/serialize.ts';
import { tagsOf } from '../../src-shared/sip/typed-headers.ts';
import { createResponse } from '../../src-main/sip/transactions.ts';
import type { World } from './calls-world.ts';

export interface ScriptedPeer {
  address: string;
  /** Everything that came, oldest first. */
  received: SipMessage[];
  requests(method: string): SipRequest[];
  responses(status: number): SipResponse[];
  /** What to do with a request; nothing by default. */
  onRequest: (request: SipRequest) => void;
  send(message: SipMessage): void;
  /** Answers towards the phone at 10.0.0.1. */
  respond(request: SipRequest, status: number, more?: ResponseParts): SipResponse;
  request(method: string, uri: string, headers: [string, string][], body?: string): SipRequest;
}

export interface ResponseParts {
  toTag?: string;
  headers?: [string, string][];
  sdp?: string;
}

const PHONE = { address: '10.0.0.1', port: 5060 };

export async function createPeer(world: World, address: string): Promise<ScriptedPeer> {
  const bound = await world.network.host(address).bindUdp({ address, port: 5060 });
  if (!bound.ok) throw new Error(bound.error.message);
  const socket = bound.value;
  let branches = 0;

  const peer: ScriptedPeer = {
    address,
    received: [],
    requests: (method) => peer.received.filter((message) => message.kind === 'request' && message.method === method) as SipRequest[],
    responses: (status) => peer.received.filter((message) => message.kind === 'response' && message.status === status) as SipResponse[],
    onRequest: () => {},
    send: (message) => socket.send(serialize(message), PHONE),
    respond(request, status, more = {}) {
      const response = createResponse(request, status, { toTag: tagsOf(request).to || (more.toTag ?? `peer-${address}`) });
      if (status > 100 && status < 300) response.headers.add('contact', `<sip:${address}>`);
      for (const [name, value] of more.headers ?? []) response.headers.set(name, value);
      if (more.sdp !== undefined) {
        response.headers.set('content-type', 'application/sdp');
        response.body = new TextEncoder().encode(more.sdp);
      }
      peer.send(response);
      return response;
    },
    request(method, uri, headers, body = '') {
      const request: SipRequest = { kind: 'request', method, uri, headers: new Headers(), body: new TextEncoder().encode(body), notes: [] };
      request.headers.add('via', `SIP/2.0/UDP ${address}:5060;branch=z9hG4bK-peer-${++branches}`);
      for (const [name, value] of headers) request.headers.add(name, value);
      peer.send(request);
      return request;
    },
  };
  socket.onMessage = (bytes) => {
    const parsed = parseDatagram(bytes);
    if (!parsed.ok) throw new Error(`${parsed.error.rule}: ${parsed.error.message}`);
    peer.received.push(parsed.value);
    if (parsed.value.kind === 'request') peer.onRequest(parsed.value);
  };
  return peer;
}

/** Header fields of a request outside of dialogs. */
export function opening(method: string, more: [string, string][] = [], callId = `call-${method}`): [string, string][] {
  return [
    ['from', '<sip:carol@10.0.0.9>;tag=carol'],
    ['to', '<sip:alice@10.0.0.1>'],
    ['call-id', callId],
    ['cseq', `1 ${method}`],
    ['contact', '<sip:carol@10.0.0.9>'],
    ['max-forwards', '70'],
    ...more,
  ];
}

/** Header fields of a request of the caller inside the dialog that `response` made. */
export function within(response: SipMessage, method: string, cseq: number, more: [string, string][] = []): [string, string][] {
  const header = (name: string): string => response.headers.first(name) ?? '';
  return [
    ['from', header('from')],
    ['to', header('to')],
    ['call-id', header('call-id')],
    ['cseq', `${cseq} ${method}`],
    ['max-forwards', '70'],
    ...more,
  ];
}

/** The same, sent by the callee: From and To change places. */
export function withinAsCallee(response: SipMessage, method: string, cseq: number, more: [string, string][] = []): [string, string][] {
  const header = (name: string): string => response.headers.first(name) ?? '';
  return [
    ['from', header('to')],
    ['to', header('from')],
    ['call-id', header('call-id')],
    ['cseq', `${cseq} ${method}`],
    ['max-forwards', '70'],
    ...more,
  ];
}
