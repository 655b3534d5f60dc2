/** The top Via of requests on their way out and in (RFC 3261 18.1.1, 18.2.1, RFC 3581). Only what must change is changed:
 *  some peers compare the rest, the branch above all, byte by byte. */
import { hostEquals, parseIpv4 } from '../../../src-shared/sip/ip-address.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { topViaOf } from '../../../src-shared/sip/typed-headers.ts';
import type { TransportName } from '../../../src-shared/model.ts';
import type { Endpoint } from '../../ports.ts';
import type { Source } from './types.ts';

/** RFC 3261 18.1.1, 18.2.2: where sent-by names no port. */
export function defaultPort(transport: TransportName): number {
  return transport === 'tls' ? 5061 : 5060;
}

/** Writes transport, sent-by and rport (RFC 3581 3) into the top Via; its other parameters stay. `alias` says that requests to us may come
 *  over the same connection (RFC 5923 6). */
export function fillTopVia(request: SipRequest, transport: TransportName, sentBy: string, alias = false): void {
  const { names, values } = request.headers;
  const at = names.indexOf('via');
  if (at < 0) return;
  const via = values[at] ?? '';
  // A retransmission, and the CANCEL and ACK of an INVITE, have the Via of the first sending (RFC 3261 9.1, 17.1.1.3), even if our
  // address is another one by now: they would match nothing.
  if (via.startsWith(`SIP/2.0/${transport.toUpperCase()} `) && !/^\S+ placeholder;/.test(via)) return;
  const semicolon = via.indexOf(';');
  // It may have been filled in before: for an attempt by another transport.
  const parameters = semicolon < 0 ? '' : via.slice(semicolon).replace(/^(?:;rport)?(?:;alias)?(?=;|$)/, '');
  values[at] = `SIP/2.0/${transport.toUpperCase()} ${sentBy};rport${alias ? ';alias' : ''}${parameters}`;
}

/** RFC 3261 18.2.1 and RFC 3581 4: notes in the top Via where the request really came from. */
export function addReceived(request: SipRequest, remote: Endpoint): void {
  const via = topViaOf(request);
  if (!via) return;
  const wantsPort = via.parameters.has('rport');
  // A `received` of the sender's own making would be believed by whoever reads the response.
  const isForged = via.parameters.has('received');
  if (!wantsPort && !isForged && hostEquals(via.host, remote.address)) return;
  const { headers } = request;
  const [top = '', ...others] = headers.all('via');
  const received = withParameter(top, 'received', remote.address);
  headers.set('via', [wantsPort ? withParameter(received, 'rport', String(remote.port)) : received, ...others].join(', '));
}

/** `;name=value` in place of the parameter, or at the end. */
function withParameter(via: string, name: string, value: string): string {
  for (let from = nextSemicolon(via, 0); from < via.length; ) {
    const to = nextSemicolon(via, from + 1);
    const equals = via.indexOf('=', from);
    const nameTo = equals < 0 || equals > to ? to : equals;
    if (via.slice(from + 1, nameTo).trim().toLowerCase() === name) return `${via.slice(0, from)};${name}=${value}${via.slice(to)}`;
    from = to;
  }
  return `${via};${name}=${value}`;
}

/** Offset of the next semicolon outside quotes, or the end. */
function nextSemicolon(text: string, from: number): number {
  let isQuoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\\' && isQuoted) at++;
    else if (character === ';' && !isQuoted) return at;
  }
  return text.length;
}

/** Where a response goes that cannot go back over its connection (RFC 3261 18.2.2, RFC 3581 4). The address is that which the
 *  request came from, whatever the Via says, so that nobody can aim our responses at a third party. */
export function responseEndpoint(response: SipResponse, source: Source): Endpoint {
  const via = topViaOf(response);
  const sentByPort = via?.port ?? defaultPort(source.transport);
  const maddr = via?.parameters.get('maddr');
  if (source.transport === 'udp' && maddr !== undefined && isMulticast(maddr)) return { address: maddr, port: sentByPort };
  if (source.transport === 'udp' && via?.parameters.has('rport')) return source.remote;
  return { address: source.remote.address, port: sentByPort };
}

/** RFC 3261 18.1.1 has maddr for multicast only; a unicast one is ignored. */
function isMulticast(address: string): boolean {
  const first = parseIpv4(address)?.[0] ?? 0;
  return first >= 224 && first <= 239;
}
