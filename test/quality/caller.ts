/** A caller that sends nothing but what it is given: SIP as text, RTP packet by packet at its time. Errors throw: it is a measuring tool. */
import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { field, sip } from '../fakes/raw-sip-peer.ts';
import type { SpeechStream } from './stream.ts';

const HOST = '127.0.0.1';
const ANSWER_LIMIT_MS = 8000;

export interface RawCall {
  send(packet: Uint8Array): void;
  /** BYE, its answer, sockets closed. */
  end(): Promise<void>;
}

/** Calls `uri` (sip:user@127.0.0.1:port) and gives the call when it is answered. */
export async function placeCall(uri: string, { format }: SpeechStream): Promise<RawCall> {
  const [signalling, media] = await Promise.all([open(), open()]);
  const own = signalling.address().port;
  const tag = crypto.randomUUID();
  const offer = [
    'v=0', `o=- 1 1 IN IP4 ${HOST}`, 's=-', `c=IN IP4 ${HOST}`, 't=0 0', `m=audio ${media.address().port} RTP/AVP ${format.payloadType}`,
    `a=rtpmap:${format.payloadType} ${format.codec}/${format.clockRateHz}${format.channels > 1 ? `/${format.channels}` : ''}`,
    ...(format.parameters ? [`a=fmtp:${format.payloadType} ${format.parameters}`] : []), 'a=ptime:20', 'a=sendrecv', '',
  ].join('\r\n');

  const request = (method: string, sequence: number, target: string, to: string, body = ''): string => sip([
    `${method} ${target} SIP/2.0`, `Via: SIP/2.0/UDP ${HOST}:${own};branch=z9hG4bK${tag}${method}${sequence}`, 'Max-Forwards: 70',
    `From: <sip:quality@${HOST}:${own}>;tag=${tag}`, `To: ${to}`, `Call-ID: ${tag}`, `CSeq: ${sequence} ${method}`,
    `Contact: <sip:quality@${HOST}:${own}>`, ...(body ? ['Content-Type: application/sdp'] : []),
  ], body);
  const port = portOf(uri);
  const say = (text: string): void => void signalling.send(text, port, HOST);

  const answered = await answerTo(signalling, () => say(request('INVITE', 1, uri, `<${uri}>`, offer)), 'INVITE');
  const target = /<([^>]+)>/.exec(field(answered, 'Contact'))?.[1] ?? uri;
  say(request('ACK', 1, target, field(answered, 'To')));
  const mediaPort = Number(/^m=audio (\d+) /m.exec(answered)?.[1]);
  return {
    send: (packet) => void media.send(packet, mediaPort, HOST),
    async end() {
      await answerTo(signalling, () => say(request('BYE', 2, target, field(answered, 'To'))), 'BYE');
      signalling.close();
      media.close();
    },
  };
}

function open(): Promise<Socket> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => socket.bind(0, HOST, () => resolve(socket)));
}

function portOf(uri: string): number {
  return Number(/:(\d+)(;.*)?$/.exec(uri)?.[1] ?? 5060);
}

/** The 200 of a request, which is said again each second until then. */
function answerTo(socket: Socket, ask: () => void, method: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const repeat = setInterval(ask, 1000);
    const limit = setTimeout(() => finish(new Error(`no answer to ${method}`)), ANSWER_LIMIT_MS);
    const onMessage = (bytes: Buffer): void => {
      const text = bytes.toString();
      const status = Number(/^SIP\/2\.0 (\d{3})/.exec(text)?.[1]);
      if (!field(text, 'CSeq').endsWith(method) || status < 200) return;
      finish(status < 300 ? text : new Error(`${method}: ${text.split('\r\n')[0]}`));
    };
    const finish = (result: string | Error): void => {
      clearInterval(repeat);
      clearTimeout(limit);
      socket.off('message', onMessage);
      if (typeof result === 'string') resolve(result);
      else reject(result);
    };
    socket.on('message', onMessage);
    ask();
  });
}
