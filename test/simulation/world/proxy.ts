/** A stateful, forking proxy (RFC 3261 16) for one domain, which is its own address, with the domain's registrar. */
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { contactsOf, numberOf, routesOf, tagsOf, topViaOf } from '../../../src-shared/sip/typed-headers.ts';
import type { SipUri } from '../../../src-shared/sip/uri.ts';
import { formatUri, parseUri } from '../../../src-shared/sip/uri.ts';
import type { Endpoint, Random } from '../../../src-main/ports.ts';
import { newBranch } from '../../../src-main/sip/transaction/keys.ts';
import type { ServerTransaction } from '../../../src-main/sip/transactions.ts';
import { createResponse, createTransactionLayer } from '../../../src-main/sip/transactions.ts';
import type { Target, Transport } from '../../../src-main/sip/transport.ts';
import type { Machine } from './machine.ts';
import { createForks } from './proxy-fork.ts';
import type { Registrar } from './registrar.ts';
import { challenge, createRegistrar, isAuthorised, userOf } from './registrar.ts';
import type { StreamTap } from './server-transport.ts';
import { openServerTransport } from './server-transport.ts';

export interface ProxyTraits {
  /** Stays on the path of dialogs (RFC 3261 16.6 step 4). */
  recordRoutes: boolean;
  /** Challenges calls, REGISTER. */
  asksPasswordForCalls: boolean;
  asksPasswordForRegister: boolean;
  minExpiresS: number;
  answersStun: boolean;
}

export interface ProxyOptions {
  machine: Machine;
  random: Random;
  address: string;
  password: string;
  traits: ProxyTraits;
  isPrivate(address: string): boolean;
  onStream: StreamTap;
}

export interface Proxy {
  registrar: Registrar;
  /** Transactions, but for those of registrations, and forks that live. */
  left(): string[];
  /** Forks that still wait for a final response are given up. */
  close(): Promise<void>;
}

/** Where a copy of a request goes. */
export interface Destination {
  uri: string;
  target: Target;
}

export async function openProxy(options: ProxyOptions): Promise<Proxy> {
  const { machine, random, address, traits } = options;
  const { clock } = machine;
  const transport = await openServerTransport({ network: machine.network, local: { address, port: 5060 }, answersStun: traits.answersStun, onStream: options.onStream });
  const layer = createTransactionLayer({ transport: transport as Transport, clock, random });
  const realm = address;
  const registrar = createRegistrar({ clock, realm, password: options.password, asksPassword: traits.asksPasswordForRegister, minExpiresS: traits.minExpiresS });
  const forks = createForks({ clock, layer, prepare, passOn });

  layer.onRequest = (server) => {
    const { request } = server;
    if (request.method === 'INVITE') server.respond(createResponse(request, 100));
    // RFC 3261 16.3 step 3.
    if (numberOf(request, 'max-forwards') === 0) return refuse(server, 483);
    if (request.method === 'REGISTER') return registrar.onRegister(server);
    if (needsPassword(request)) return server.respond(challenge(request, { realm }, 407));
    aliasContact(request, server.source.remote);
    const found = route(request);
    if (found.length === 0) return refuse(server, registrar.bindingsOf(userOf(request.uri)) ? 480 : 404);
    forks.forward(server, found);
  };
  layer.onAck = (ack) => {
    const [found] = route(ack);
    if (!found || numberOf(ack, 'max-forwards') === 0) return;
    const copy = prepare(ack, found);
    copy.headers.prepend('via', `SIP/2.0/UDP placeholder;branch=${newBranch(random)}`);
    layer.sendAck(copy, [found.target]);
  };
  layer.onStrayFinal = (response) => passOn(response, undefined);

  function refuse(server: ServerTransaction, status: number): void {
    server.respond(createResponse(server.request, status, { toTag: 'proxy' }));
  }

  function needsPassword(request: SipRequest): boolean {
    const isCall = request.method === 'INVITE' && tagsOf(request).to === '';
    return isCall && traits.asksPasswordForCalls && !isAuthorised(request, { realm, password: options.password }, 'proxy-authorization');
  }

  /** RFC 3261 16.4, 16.5: our own Route goes, then a binding of the domain's user, the next Route, or the Request-URI itself. */
  function route(request: SipRequest): Destination[] {
    const routes = routesOf(request, 'route');
    if (isOurs(sipUri(routes[0]?.uri ?? ''))) {
      routes.shift();
      request.headers.remove('route');
      for (const { uri } of routes) request.headers.add('route', `<${uri}>`);
    }
    const next = routes[0]?.uri ?? request.uri;
    const uri = sipUri(next);
    if (!uri) return [];
    if (!isOurs(uri)) return [{ uri: request.uri, target: { address: uri.host, port: uri.port ?? 5060, transport: transportOf(uri) } }];
    return registrar.bindingsOf(uri.user ?? '') ?? [];
  }

  function isOurs(uri: SipUri | undefined): boolean {
    return uri?.host === address && (uri.port ?? 5060) === 5060;
  }

  /** RFC 3261 16.6 steps 1 to 4: the copy that goes on. */
  function prepare(request: SipRequest, { uri }: Destination): SipRequest {
    const headers = request.headers.clone();
    headers.set('max-forwards', String((numberOf(request, 'max-forwards') ?? 70) - 1));
    if (traits.recordRoutes && tagsOf(request).to === '') headers.prepend('record-route', `<sip:${address};lr>`);
    return { ...request, uri, headers };
  }

  /** RFC 3261 16.7 steps 3 and 9: without our Via, to whom the next one names. */
  function passOn(response: SipResponse, server: ServerTransaction | undefined, from?: Endpoint): void {
    const copy = { ...response, headers: response.headers.clone() };
    if (from) aliasContact(copy, from);
    const [, ...vias] = response.headers.all('via');
    copy.headers.set('via', vias.join(', '));
    if (server) return server.respond(copy);
    const via = topViaOf(copy);
    if (!via) return;
    const remote = { address: via.parameters.get('received') ?? via.host, port: Number(via.parameters.get('rport') || (via.port ?? 5060)) };
    void transport.sendResponse(copy, { transport: via.transport === 'TCP' ? 'tcp' : 'udp', local: { address, port: 5060 }, remote });
  }

  /** What proxies at home do for phones behind a NAT: their Contact becomes the address that they are seen at. */
  function aliasContact(message: SipRequest | SipResponse, seen: Endpoint): void {
    const contacts = contactsOf(message);
    const uri = contacts === '*' ? undefined : sipUri(contacts[0]?.uri ?? '');
    if (!uri || !options.isPrivate(uri.host)) return;
    message.headers.set('contact', `<${formatUri({ ...uri, host: seen.address, port: seen.port })}>`);
  }

  return {
    registrar,
    left: () => [...layer.live().filter(({ id }) => !id.startsWith('REGISTER')).map(({ kind, state }) => `${kind} ${state}`), ...Array<string>(forks.size).fill('fork')],
    async close() {
      layer.close();
      await transport.close();
      machine.die();
    },
  };
}

function sipUri(text: string): SipUri | undefined {
  const parsed = parseUri(text);
  return parsed.ok && (parsed.value.scheme === 'sip' || parsed.value.scheme === 'sips') ? parsed.value : undefined;
}

function transportOf(uri: SipUri): 'udp' | 'tcp' {
  return uri.parameters.get('transport')?.toLowerCase() === 'tcp' ? 'tcp' : 'udp';
}
