/** Calls as a busy proxy sees them, for a ladder of any length. */
import { createMessageTracer } from '../../../src-shared/ladder/trace-message.ts';
import type { MediaSpan, TracedMessage } from '../../../src-shared/model.ts';

const HERE = '192.0.2.20:5060';
const START_MS = Date.UTC(2026, 2, 1, 12);
const SDP = 'v=0\r\no=- 1 1 IN IP4 192.0.2.20\r\ns=-\r\nc=IN IP4 192.0.2.20\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n';
/** Ms in the call, out or in, start line, CSeq, with SDP. */
const CALL = [
  [0, true, 'INVITE', '1 INVITE', true], [3, false, '100 Trying', '1 INVITE', false], [90, false, '180 Ringing', '1 INVITE', false],
  [1800, false, '200 OK', '1 INVITE', true], [1810, true, 'ACK', '1 ACK', false], [9000, true, 'BYE', '2 BYE', false], [9010, false, '200 OK', '2 BYE', false],
] as const;
const REFUSED = [
  [0, true, 'INVITE', '1 INVITE', true], [500, true, 'INVITE', '1 INVITE', true], [510, false, '100 Trying', '1 INVITE', false],
  [700, false, '486 Busy Here', '1 INVITE', false], [705, true, 'ACK', '1 ACK', false],
] as const;

export function longTrace(count: number): { messages: TracedMessage[]; media: MediaSpan[] } {
  const tracer = createMessageTracer();
  const messages: TracedMessage[] = [];
  const media: MediaSpan[] = [];
  for (let call = 0; messages.length < count; call++) {
    const remote = `198.51.100.${1 + (call % 5)}:5060`;
    const beganMs = START_MS + call * 12_000;
    const lines = call % 4 === 3 ? REFUSED : CALL;
    for (const [atMs, out, start, cseq, sdp] of lines) {
      const bytes = new TextEncoder().encode(text(call, start, cseq, sdp));
      messages.push(tracer.trace({ seq: messages.length + 1, atMs: beganMs + atMs, direction: out ? 'out' : 'in', transport: 'udp', local: HERE, remote, bytes }));
    }
    if (lines === CALL) media.push({ callId: `call-${call}@192.0.2.20`, local: '192.0.2.20:40000', remote: remote.replace('5060', '7000'), codec: 'PCMA', startedAtMs: beganMs + 1805, endedAtMs: beganMs + 9000, early: false });
  }
  return { messages: messages.slice(0, count), media };
}

function text(call: number, start: string, cseq: string, sdp: boolean): string {
  const body = sdp ? SDP : '';
  return [
    /^\d/.test(start) ? `SIP/2.0 ${start}` : `${start} sip:bob@example.org SIP/2.0`,
    `Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bK${call}.${cseq.replace(' ACK', '').replace(/ \w+/, '')};rport`,
    'From: "Alice" <sip:alice@example.org>;tag=a1', `To: <sip:bob@example.org>${/^[2-6]|BYE|ACK/.test(start) ? ';tag=b2' : ''}`,
    `Call-ID: call-${call}@192.0.2.20`, `CSeq: ${cseq}`, 'Max-Forwards: 70', 'Contact: <sip:alice@192.0.2.20:5060>', 'User-Agent: Rung/0.1.0',
    ...(sdp ? ['Content-Type: application/sdp'] : []), `Content-Length: ${body.length}`, '', body,
  ].join('\r\n');
}
