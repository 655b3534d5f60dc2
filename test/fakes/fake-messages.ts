/** SIP messages for the fake core: whole, well-formed, with one lost 100 and one retransmission, as on a real wire. */
import type { Call, CallRecord, CallState, MediaSpan, StreamStats, TracedMessage } from '../../src-shared/model.ts';
import type { Clock } from '../../src-main/ports.ts';

const HERE = '192.0.2.20:5060';
const PROXY = '192.0.2.9:5060';

export type FakeMessage =
  | 'invite' | 'invite-again' | 'trying' | 'ringing' | 'ok' | 'ack' | 'bye' | 'bye-ok' | 'cancel' | 'cancel-ok' | 'terminated' | 'busy' | 'choices' | 'ack-failure'
  | 'reinvite' | 'reinvite-ok' | 'reinvite-ack' | 'invite-received' | 'ringing-sent' | 'answer-sent' | 'ack-received' | 'decline-sent';

const FINAL: StreamStats = {
  codec: 'PCMA', sent: 381, received: 380, lost: 1, jitterMs: 1.8, rttMs: 19, mos: 4.3, concealed: 1, discarded: 0, bufferMs: 40, levelOut: 0, levelIn: 0, source: '192.0.2.9:17384',
};

type Then = { kind: 'state'; state: CallState; status: number } | { kind: 'connected' } | { kind: 'ended'; status: number; reason: string };
export type CallScript = { afterMs: number; message?: FakeMessage; then?: Then; until?: 'answer' }[];

interface Line {
  start: string;
  method: string;
  cseq: number;
  out: boolean;
  sdp?: boolean;
  repeats?: boolean;
}

const LINES: Record<FakeMessage, Line> = {
  'invite': { start: 'INVITE', method: 'INVITE', cseq: 1, out: true, sdp: true },
  'invite-again': { start: 'INVITE', method: 'INVITE', cseq: 1, out: true, sdp: true, repeats: true },
  'trying': { start: '100 Trying', method: 'INVITE', cseq: 1, out: false },
  'ringing': { start: '180 Ringing', method: 'INVITE', cseq: 1, out: false },
  'ok': { start: '200 OK', method: 'INVITE', cseq: 1, out: false, sdp: true },
  'ack': { start: 'ACK', method: 'ACK', cseq: 1, out: true },
  'bye': { start: 'BYE', method: 'BYE', cseq: 3, out: true },
  'bye-ok': { start: '200 OK', method: 'BYE', cseq: 3, out: false },
  'cancel': { start: 'CANCEL', method: 'CANCEL', cseq: 1, out: true },
  'cancel-ok': { start: '200 OK', method: 'CANCEL', cseq: 1, out: false },
  'terminated': { start: '487 Request Terminated', method: 'INVITE', cseq: 1, out: false },
  'busy': { start: '486 Busy Here', method: 'INVITE', cseq: 1, out: false },
  'choices': { start: '300 Multiple Choices', method: 'INVITE', cseq: 1, out: false },
  'ack-failure': { start: 'ACK', method: 'ACK', cseq: 1, out: true },
  'reinvite': { start: 'INVITE', method: 'INVITE', cseq: 2, out: true, sdp: true },
  'reinvite-ok': { start: '200 OK', method: 'INVITE', cseq: 2, out: false, sdp: true },
  'reinvite-ack': { start: 'ACK', method: 'ACK', cseq: 2, out: true },
  'invite-received': { start: 'INVITE', method: 'INVITE', cseq: 1, out: false, sdp: true },
  'ringing-sent': { start: '180 Ringing', method: 'INVITE', cseq: 1, out: true },
  'answer-sent': { start: '200 OK', method: 'INVITE', cseq: 1, out: true, sdp: true },
  'ack-received': { start: 'ACK', method: 'ACK', cseq: 1, out: false },
  'decline-sent': { start: '603 Decline', method: 'INVITE', cseq: 1, out: true },
};

export interface FakeMessages {
  make(call: Pick<Call, 'sipCallId' | 'remoteUri'>, what: FakeMessage): TracedMessage;
  outgoing(uri: string): CallScript;
  registration(): TracedMessage[];
  pings(count: number): TracedMessage[];
  /** The stored trace of a call in the history. */
  finished(record: CallRecord): { messages: TracedMessage[]; media: MediaSpan[] };
}

export function createFakeMessages(clock: Clock): FakeMessages {
  let seq = 1;
  const firstOf = new Map<string, number>();

  function traced(line: Line, callId: string, uri: string, atMs: number, remote = PROXY): TracedMessage {
    const isRequest = !/^\d/.test(line.start);
    const branch = `z9hG4bK${callId.slice(0, 4)}${line.method === 'ACK' && line.cseq === 1 ? 'a' : ''}${line.cseq}`;
    const start = isRequest ? `${line.start} ${uri} SIP/2.0` : `SIP/2.0 ${line.start}`;
    const key = `${callId}${start}${line.cseq}`;
    const message: TracedMessage = {
      seq: seq++, atMs, direction: line.out ? 'out' : 'in', transport: 'udp', local: HERE, remote, start, callId, method: line.method, cseq: line.cseq, branch,
      fromTag: '3f9a', toTag: isRequest && line.cseq === 1 ? '' : 'b71c', hasSdp: line.sdp === true, raw: rawOf(line, start, callId, uri, branch, remote),
      ...(!isRequest && { status: Number(line.start.slice(0, 3)) }),
    };
    const first = firstOf.get(key);
    if (line.repeats && first !== undefined) message.retransmissionOf = first;
    else firstOf.set(key, message.seq);
    return message;
  }

  function finished(record: CallRecord): { messages: TracedMessage[]; media: MediaSpan[] } {
    const at = (ms: number, what: FakeMessage): TracedMessage => traced(LINES[what], record.sipCallId, record.remoteUri, record.startedAtMs + ms);
    const answered = record.answeredAtMs !== undefined;
    const end = (record.endedAtMs ?? record.startedAtMs) - record.startedAtMs;
    const messages = [at(0, 'invite'), at(501, 'invite-again'), at(512, 'trying'), at(820, 'ringing')];
    if (answered) messages.push(at(4_100, 'ok'), at(4_101, 'ack'), at(end, 'bye'), at(end + 14, 'bye-ok'));
    else messages.push(at(end, 'busy'), at(end + 1, 'ack-failure'));
    const span: MediaSpan = { callId: record.sipCallId, local: '192.0.2.20:40210', remote: '192.0.2.9:17384', codec: 'PCMA', startedAtMs: record.startedAtMs + 4_120, endedAtMs: record.startedAtMs + end, early: false, stats: FINAL };
    return { messages, media: answered ? [span] : [] };
  }

  return {
    finished,
    make: (call, what) => traced(LINES[what], call.sipCallId, call.remoteUri, clock.wallMs()),
    outgoing(uri) {
      const start: CallScript = [
        { afterMs: 1, message: 'invite' }, { afterMs: 500, message: 'invite-again' }, { afterMs: 11, message: 'trying' },
        { afterMs: 308, message: 'ringing', then: { kind: 'state', state: 'ringing', status: 180 } },
      ];
      if (uri.includes('busy')) return [...start, { afterMs: 600, message: 'busy', then: { kind: 'ended', status: 486, reason: 'Busy Here' } }, { afterMs: 1, message: 'ack-failure' }];
      if (uri.includes('choose')) return [...start, { afterMs: 400, message: 'choices', then: { kind: 'ended', status: 300, reason: 'Multiple Choices' } }, { afterMs: 1, message: 'ack-failure' }];
      return [...start, { afterMs: 1_200, message: 'ok' }, { afterMs: 1, message: 'ack', then: { kind: 'connected' } }];
    },
    registration() {
      const atMs = clock.wallMs() - 300_000;
      const line = (start: string, cseq: number, out: boolean): Line => ({ start, method: 'REGISTER', cseq, out });
      const uri = 'sip:pbx.example.org';
      return [
        traced(line('REGISTER', 1, true), 'reg1@192.0.2.20', uri, atMs), traced(line('401 Unauthorized', 1, false), 'reg1@192.0.2.20', uri, atMs + 9.2),
        traced(line('REGISTER', 2, true), 'reg1@192.0.2.20', uri, atMs + 10.1), traced(line('200 OK', 2, false), 'reg1@192.0.2.20', uri, atMs + 21.7),
      ];
    },
    pings(count) {
      return Array.from({ length: count }, (_, index) => {
        const remote = `192.0.2.${90 + (Math.floor(index / 2) % 4)}:5060`;
        const line: Line = { start: index % 2 ? '200 OK' : 'OPTIONS', method: 'OPTIONS', cseq: Math.floor(index / 2) + 1, out: index % 2 === 1 };
        return traced(line, `ping${Math.floor(index / 2) % 40}@192.0.2.90`, 'sip:1001@192.0.2.20', clock.wallMs() + index, remote);
      });
    },
  };
}

function rawOf(line: Line, start: string, callId: string, uri: string, branch: string, remote: string): string {
  const body = line.sdp ? sdp(line.out) : '';
  return [
    start,
    `Via: SIP/2.0/UDP ${line.out ? HERE : remote};branch=${branch};rport`,
    'Max-Forwards: 70',
    'From: "Alice Ahrens" <sip:1001@pbx.example.org>;tag=3f9a',
    `To: <${uri}>${line.cseq === 1 ? '' : ';tag=b71c'}`,
    `Call-ID: ${callId}`,
    `CSeq: ${line.cseq} ${line.method}`,
    `Contact: <sip:1001@${HERE}>`,
    'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, REFER, NOTIFY',
    'User-Agent: Rung/0.1.0',
    ...(body ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

function sdp(out: boolean): string {
  const address = out ? '192.0.2.20' : '192.0.2.9';
  return [
    'v=0', `o=- 3975000000 1 IN IP4 ${address}`, 's=-', `c=IN IP4 ${address}`, 't=0 0', `m=audio ${out ? 40210 : 17384} RTP/AVP 8 0 101`,
    'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15', 'a=ptime:20', 'a=sendrecv', '',
  ].join('\r\n');
}
