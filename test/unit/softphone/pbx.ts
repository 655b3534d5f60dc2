/** A server that registers everybody, and tells states as the test says: SUBSCRIBE, NOTIFY and PUBLISH as text. */
import type { Endpoint } from '../../../src-main/ports.ts';
import type { FakeNetwork } from '../../fakes/fake-network.ts';
import { field, sip } from '../../fakes/raw-sip-peer.ts';

export interface Pbx {
  /** Every request but REGISTER, whole, with the time of its coming. */
  requests: { text: string; atMs: number }[];
  /** Statuses other than 200, by `REGISTER`, `PUBLISH` or an event package. */
  refuses: Map<string, number>;
  /** What the first NOTIFY of a package carries. */
  first: Map<string, Document>;
  /** A NOTIFY within the newest subscription to the package; undefined where there is none. */
  notify(event: string, document: Document | undefined, state?: string): void;
  /** Any text to somebody. */
  send(text: string, to: Endpoint): void;
  /** The address that REGISTER seems to come from: there is a NAT in between. */
  seenAs: string;
  /** What was answered to our NOTIFYs, newest last. */
  answers: string[];
  close(): Promise<void>;
}

export interface Document {
  type: string;
  body: string;
}

export const SERVER = '192.0.2.9';

export async function openPbx(network: FakeNetwork, nowMs: () => number): Promise<Pbx> {
  const bound = await network.host(SERVER).bindUdp({ address: SERVER, port: 5060 });
  if (!bound.ok) throw new Error(bound.error.message);
  const socket = bound.value;
  const subscriptions = new Map<string, { text: string; from: Endpoint }>();
  let cseq = 0;

  const post = (text: string, to: Endpoint): void => socket.send(new TextEncoder().encode(text), to);

  function respond(request: string, from: Endpoint, status: number, more: string[] = []): void {
    const copy = (name: string): string => `${name}: ${field(request, name)}${name === 'Via' && pbx.seenAs !== '' && request.startsWith('REGISTER ') ? `;received=${pbx.seenAs}` : ''}`;
    const to = copy('To').includes(';tag=') ? copy('To') : `${copy('To')};tag=pbx`;
    post(sip([`SIP/2.0 ${status} Whatever`, copy('Via'), copy('From'), to, copy('Call-ID'), copy('CSeq'), ...more]), from);
  }

  function take(request: string, from: Endpoint): void {
    const [method = ''] = request.split(' ', 1);
    const expires = `Expires: ${field(request, 'Expires')}`;
    if (method === 'SIP/2.0') return void pbx.answers.push(request);
    if (method === 'REGISTER') return respond(request, from, pbx.refuses.get('REGISTER') ?? 200, [`Contact: ${field(request, 'Contact')};expires=${field(request, 'Expires')}`]);
    pbx.requests.push({ text: request, atMs: nowMs() });
    const event = field(request, 'Event');
    const status = pbx.refuses.get(method === 'PUBLISH' ? method : event) ?? 200;
    respond(request, from, status, [expires, `Contact: <sip:${SERVER}>`, ...(method === 'PUBLISH' ? [`SIP-ETag: e${++cseq}`] : [])]);
    if (method !== 'SUBSCRIBE' || status !== 200) return;
    subscriptions.set(event, { text: request, from });
    if (field(request, 'Expires') === '0') pbx.notify(event, undefined, 'terminated;reason=timeout');
    else pbx.notify(event, pbx.first.get(event));
  }

  const pbx: Pbx = {
    requests: [],
    refuses: new Map(),
    seenAs: '',
    first: new Map(),
    answers: [],
    send: post,
    notify(event, document, state = 'active;expires=600') {
      const subscription = subscriptions.get(event);
      if (!subscription) throw new Error(`nobody has subscribed to ${event}`);
      const { text, from } = subscription;
      const to = field(text, 'To');
      const contact = /<([^>]*)>/.exec(field(text, 'Contact'))?.[1] ?? '';
      post(sip([
        `NOTIFY ${contact} SIP/2.0`, `Via: SIP/2.0/UDP ${SERVER}:5060;branch=z9hG4bK${++cseq}`, 'Max-Forwards: 70', `From: ${to.includes(';tag=') ? to : `${to};tag=pbx`}`,
        `To: ${field(text, 'From')}`, `Call-ID: ${field(text, 'Call-ID')}`, `CSeq: ${cseq} NOTIFY`, `Contact: <sip:${SERVER}>`, `Event: ${event}`, `Subscription-State: ${state}`,
        ...(document ? [`Content-Type: ${document.type}`] : []),
      ], document?.body), from);
    },
    close: () => socket.close(),
  };
  socket.onMessage = (bytes, from) => take(new TextDecoder().decode(bytes), from);
  return pbx;
}
