/** A capture of many calls, each INVITE, 100, 180, 200, ACK, BYE, 200 with session descriptions, as raw IPv4 over UDP. */
import { closeSync, openSync, writeSync } from 'node:fs';

const CALL_MESSAGES = 7;
const RAW_IP = 101;
const SIP_PORT = 5060;
const STEP_US = 300;
const START_S = 1_700_000_000;
const A = '10.0.0.1';
const B = '10.0.0.2';

/** Writes at least `messages` of them; gives how many calls. */
export function makeCapture(path: string, messages: number): number {
  const calls = Math.ceil(messages / CALL_MESSAGES);
  const file = openSync(path, 'w');
  writeSync(file, fileHeader());
  for (let call = 0; call < calls; call++) writeSync(file, Buffer.concat(callOf(call).map(([from, text], i) => record(call * CALL_MESSAGES + i, from, text))));
  closeSync(file);
  return calls;
}

function fileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(RAW_IP, 20);
  return header;
}

function record(number: number, from: string, text: string): Buffer {
  const payload = Buffer.from(text);
  const bytes = Buffer.alloc(16 + 28 + payload.length);
  const atUs = number * STEP_US;
  bytes.writeUInt32LE(START_S + Math.floor(atUs / 1e6), 0);
  bytes.writeUInt32LE(atUs % 1e6, 4);
  bytes.writeUInt32LE(bytes.length - 16, 8);
  bytes.writeUInt32LE(bytes.length - 16, 12);
  bytes.writeUInt16BE(0x4500, 16);
  bytes.writeUInt16BE(bytes.length - 16, 18);
  bytes.writeUInt16BE(0x4011, 24);
  bytes.set(from.split('.').map(Number), 28);
  bytes.set((from === A ? B : A).split('.').map(Number), 32);
  bytes.writeUInt16BE(SIP_PORT, 36);
  bytes.writeUInt16BE(SIP_PORT, 38);
  bytes.writeUInt16BE(8 + payload.length, 40);
  payload.copy(bytes, 44);
  return bytes;
}

/** The messages of one call: who sends, and the text. */
export function callOf(call: number): [from: string, text: string][] {
  const callId = `${(Math.imul(call, 0x9e37_79b1) >>> 0).toString(16)}-${call}`;
  const to = `;tag=t${call}`;
  const message = (start: string, branch: string, cseq: string, tag = to, body = ''): string => [
    start, `Via: SIP/2.0/UDP ${A}:5060;branch=z9hG4bK${callId}${branch};rport`, `From: "Alice" <sip:alice@example.org>;tag=f${call}`,
    `To: <sip:bob@example.net>${tag}`, `Call-ID: ${callId}@${A}`, `CSeq: ${cseq}`, `Contact: <sip:alice@${A}:5060>`, 'Max-Forwards: 70', 'User-Agent: gen/1.0',
    'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS', ...(body === '' ? [] : ['Content-Type: application/sdp']), `Content-Length: ${body.length}`, '', body,
  ].join('\r\n');
  return [
    [A, message(`INVITE sip:bob@${B}:5060 SIP/2.0`, 'i', '1 INVITE', '', description(A))],
    [B, message('SIP/2.0 100 Trying', 'i', '1 INVITE', '')],
    [B, message('SIP/2.0 180 Ringing', 'i', '1 INVITE')],
    [B, message('SIP/2.0 200 OK', 'i', '1 INVITE', to, description(B))],
    [A, message(`ACK sip:bob@${B}:5060 SIP/2.0`, 'a', '1 ACK')],
    [A, message(`BYE sip:bob@${B}:5060 SIP/2.0`, 'b', '2 BYE')],
    [B, message('SIP/2.0 200 OK', 'b', '2 BYE')],
  ];
}

function description(address: string): string {
  return [
    'v=0', `o=- 1 1 IN IP4 ${address}`, 's=-', `c=IN IP4 ${address}`, 't=0 0', 'm=audio 40000 RTP/AVP 8 0 101', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15', 'a=sendrecv', '',
  ].join('\r\n');
}
