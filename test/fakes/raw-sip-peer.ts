/** A peer that does exactly what the test writes: SIP as text over UDP. */
import type { DatagramSocket, Endpoint } from '../../src-main/ports.ts';
import type { FakeNetwork } from './fake-network.ts';

export interface RawPeer {
  socket: DatagramSocket;
  /** What came, as text. */
  received: string[];
  send(text: string, to: Endpoint): void;
}

export async function openRawPeer(network: FakeNetwork, address: string, port = 5060): Promise<RawPeer> {
  const bound = await network.host(address).bindUdp({ address, port });
  if (!bound.ok) throw new Error(bound.error.message);
  const received: string[] = [];
  bound.value.onMessage = (bytes) => void received.push(new TextDecoder().decode(bytes));
  return { socket: bound.value, received, send: (text, to) => bound.value.send(new TextEncoder().encode(text), to) };
}

/** Lines with CRLF, the empty line, the body. */
export function sip(lines: readonly string[], body = ''): string {
  return `${lines.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** The value of a header field in a message's text. */
export function field(text: string | undefined, name: string): string {
  return new RegExp(`^${name}: (.*)\r$`, 'm').exec(text ?? '')?.[1] ?? '';
}

/** A response as a peer without manners would build it: by copying lines. */
export function answer(request: string | undefined, status: number, toTag: string): string {
  const copy = (name: string): string => `${name}: ${field(request, name)}`;
  return sip([`SIP/2.0 ${status} Whatever`, copy('Via'), copy('From'), `${copy('To')};tag=${toTag}`, copy('Call-ID'), copy('CSeq')]);
}
