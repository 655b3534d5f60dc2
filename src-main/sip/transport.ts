/** The transport layer (RFC 3261 18): sockets in, messages out. Fills in the top Via's sent-by, adds received/rport
 *  (RFC 3581), frames streams, switches large requests to TCP (18.1.1), taps every message. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Direction, TransportName } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../src-shared/sip/message.ts';
import { parseDatagram } from '../../src-shared/sip/parse.ts';
import { serialize } from '../../src-shared/sip/serialize.ts';
import type { Framed } from '../../src-shared/sip/stream-framing.ts';
import { topViaOf } from '../../src-shared/sip/typed-headers.ts';
import type { DatagramSocket, Endpoint } from '../ports.ts';
import { isStun } from '../../src-shared/rtp/demultiplex.ts';
import type { Connection, Connections } from './transport/connections.ts';
import { createConnections } from './transport/connections.ts';
import { isNotSip } from './transport/datagram.ts';
import { createInbound } from './transport/inbound.ts';
import { createKeepAlive } from './transport/keep-alive.ts';
import type { Listening } from './transport/listen.ts';
import { closeAll, listen } from './transport/listen.ts';
import { createLocalAddresses } from './transport/local-addresses.ts';
import { createOwnSentBys } from './transport/own-sent-bys.ts';
import type { Ends } from './transport/packet-taps.ts';
import { createKeepAliveTap, crlfForm } from './transport/packet-taps.ts';
import { createPeersWithoutTcp } from './transport/peers-without-tcp.ts';
import { createConnector } from './transport/stream-connector.ts';
import type { Source, Target, Transport, TransportOptions } from './transport/types.ts';
import { fillTopVia, responseEndpoint } from './transport/via.ts';

export type { Guard, KeepAliveOptions, Source, Target, TlsOptions, Transport, TransportOptions } from './transport/types.ts';

/** RFC 3261 18.1.1: above this a datagram may be fragmented, where the path MTU is unknown. */
const DATAGRAM_LIMIT_BYTES = 1300;
const CONNECT_TIMEOUT_MS = 10_000;
/** While a large request's TCP attempt hangs, its UDP fall-back waits. */
const CONNECT_TIMEOUT_BEFORE_FALLBACK_MS = 2_000;
const SENT = Promise.resolve(ok(undefined));
const PONG = new Uint8Array([13, 10]);

type StreamName = Exclude<TransportName, 'udp'>;

/** Errors: `port-in-use`, `address-not-available`, `permission-denied`, `tls-certificate-unreadable`. */
export async function openTransport(options: TransportOptions): Promise<Result<Transport, RungError>> {
  const listening = await listen(options.network, options.listen, options.tls ?? {});
  return listening.ok ? ok(createTransport(options, listening.value)) : listening;
}

function createTransport(options: TransportOptions, listening: [Listening, ...Listening[]]): Transport {
  const { network, clock, tap } = options;
  const datagramLimitBytes = options.datagramLimitBytes ?? DATAGRAM_LIMIT_BYTES;
  const { port } = listening[0].udp.local;
  const tlsPort = listening[0].tls?.local.port;
  const addresses = createLocalAddresses(network, clock, options.listen.address, listening.map(({ udp }) => isIpv6(udp.local.address)));
  const withoutTcp = createPeersWithoutTcp(clock);
  const ownSentBys = createOwnSentBys();
  const connector = createConnector(network, options.tls ?? {}, addresses.fixed);
  const streams: Record<StreamName, Connections> = { tcp: openStreams('tcp'), tls: openStreams('tls') };
  const inbound = createInbound({
    clock,
    tap,
    guard: options.guard,
    isOurSentBy: (sentBy) => ownSentBys.has(sentBy),
    answer: (response, source) => void sendResponse(response, source),
    deliver: (message, source) => transport.onMessage(message, source),
  });
  const keepAliveTap = createKeepAliveTap(options.tapPacket);
  const keepAlive = createKeepAlive({
    clock,
    random: options.random,
    tap: keepAliveTap,
    sendDatagram: sendKeepAlive,
    onDatagramFlowLost: (target, error) => transport.onTargetError(target, 'udp', error),
  });
  for (const { udp, tcp, tls } of listening) {
    udp.onMessage = (bytes, remote) => receiveDatagram(bytes, remote, udp.local.address);
    udp.onError = (error, target) => target && transport.onTargetError(target, 'udp', error);
    tcp.onConnection = streams.tcp.accept;
    if (tls) tls.onConnection = streams.tls.accept;
  }

  /** The one of the target's family; `addresses` knows no way to a target that has none. */
  function socketTowards({ address }: Endpoint): DatagramSocket | undefined {
    return listening.find(({ udp }) => isIpv6(udp.local.address) === isIpv6(address))?.udp;
  }

  function openStreams(name: StreamName): Connections {
    return createConnections({
      clock,
      connect: connector.connect[name],
      domainOf: connector.domainOf[name],
      onFramed: (framed, connection) => receiveFramed(name, framed, connection),
      onLost: (remote, error) => transport.onTargetError(remote, name, error),
    });
  }

  function sendKeepAlive(bytes: Uint8Array, { address, port: remotePort }: Endpoint): void {
    const remote = { address, port: remotePort };
    socketTowards(remote)?.send(bytes, remote);
    void addresses.towards(address).then((own) => own.ok && tapKeepAlive('out', bytes, { local: { address: own.value, port }, remote }));
  }

  function tapKeepAlive(direction: Direction, bytes: Uint8Array, ends: Ends): void {
    const form = crlfForm(bytes);
    if (isStun(bytes)) keepAliveTap.stun(direction, ends, bytes);
    else if (form) keepAliveTap.crlf(direction, ends, form);
  }

  function receiveDatagram(bytes: Uint8Array, remote: Endpoint, listenAddress: string): void {
    if (isStun(bytes) || isNotSip(bytes)) {
      tapKeepAlive('in', bytes, { local: { address: addresses.known(remote.address) ?? listenAddress, port }, remote });
      // RFC 5626 3.5.2: STUN shares the port with SIP.
      return isStun(bytes) ? keepAlive.receive(bytes, remote) : undefined;
    }
    const receive = (address: string): void =>
      inbound(parseDatagram(bytes), bytes, { transport: 'udp', local: { address, port }, remote });
    const address = addresses.known(remote.address) ?? (addresses.isBusy() ? listenAddress : undefined);
    if (address !== undefined) return receive(address);
    // All messages of this peer wait for the same answer, and so stay in order.
    void addresses.towards(remote.address).then((found) => receive(found.ok ? found.value : listenAddress));
  }

  function receiveFramed(name: StreamName, framed: Framed, connection: Connection): void {
    const { local, remote } = connection.socket;
    const source: Source = { transport: name, local, remote, connectionId: connection.id };
    if (framed.kind === 'message') return inbound(ok(framed.message), framed.bytes, source);
    if (framed.kind === 'broken') {
      inbound(err(framed.error), framed.bytes, source);
      return streams[name].drop(connection);
    }
    const ends = { transport: name, local, remote };
    keepAliveTap.crlf('in', ends, framed.form);
    if (framed.form === 'pong') return;
    // RFC 5626 4.4.1: a double CRLF is answered with a single one.
    keepAliveTap.crlf('out', ends, 'pong');
    streams[name].write(connection, PONG);
  }

  async function sendRequest(request: SipRequest, target: Target): Promise<Result<TransportName, RungError>> {
    if (target.transport !== 'udp') return sendByStream(request, target.transport, target, target.connectTimeoutMs ?? CONNECT_TIMEOUT_MS);
    const own = await addresses.towards(target.address);
    if (!own.ok) return own;
    const local = { address: own.value, port };
    const bytes = prepare(request, 'udp', local);
    // RFC 3261 18.1.1: a large request goes by TCP; by UDP all the same where the peer has no TCP.
    if (bytes.length > datagramLimitBytes && !withoutTcp.has(target)) {
      const sent = await sendByStream(request, 'tcp', target, CONNECT_TIMEOUT_BEFORE_FALLBACK_MS);
      if (sent.ok) return sent;
      withoutTcp.add(target);
    }
    sendDatagram(request, bytes, local, target);
    return ok('udp');
  }

  async function sendByStream(request: SipRequest, name: StreamName, target: Target, timeoutMs: number): Promise<Result<TransportName, RungError>> {
    const connected = await streams[name].towards(target, timeoutMs);
    if (!connected.ok) return connected;
    const connection = connected.value;
    sendOn(connection, name, request, prepare(request, name, advertised(name, connection), connection.isOurs));
    return ok(name);
  }

  /** Where peers may send to us: our listening port, or, with TLS but no certificate, the connection itself. */
  function advertised(name: StreamName, { socket: { local } }: Connection): Endpoint {
    const listeningPort = name === 'tcp' ? port : tlsPort;
    return { address: local.address, port: listeningPort ?? local.port };
  }

  /** Writes our Via, and remembers it: responses must bear it (RFC 3261 18.1.2). */
  function prepare(request: SipRequest, name: TransportName, local: Endpoint, alias = false): Uint8Array {
    const sentBy = endpointText(local);
    ownSentBys.add(sentBy);
    fillTopVia(request, name, sentBy, alias);
    return serialize(request);
  }

  function sendResponse(response: SipResponse, source: Source): Promise<Result<void, RungError>> {
    const bytes = serialize(response);
    if (source.transport === 'udp') {
      sendDatagram(response, bytes, source.local, responseEndpoint(response, source));
      return SENT;
    }
    const connection = streams[source.transport].byId(source.connectionId);
    if (!connection) return respondAnew(response, bytes, source, source.transport);
    sendOn(connection, source.transport, response, bytes);
    return SENT;
  }

  /** RFC 3261 18.2.2: the connection of the request is gone, so a new one is made to where the Via says. */
  async function respondAnew(response: SipResponse, bytes: Uint8Array, source: Source, name: StreamName): Promise<Result<void, RungError>> {
    const host = topViaOf(response)?.host ?? source.remote.address;
    const connected = await streams[name].towards({ ...responseEndpoint(response, source), transport: name, host }, CONNECT_TIMEOUT_MS);
    if (!connected.ok) return connected;
    sendOn(connected.value, name, response, bytes);
    return SENT;
  }

  function sendDatagram(message: SipMessage, bytes: Uint8Array, local: Endpoint, to: Endpoint): void {
    const remote = { address: to.address, port: to.port };
    tap({ direction: 'out', transport: 'udp', local, remote, bytes, message });
    socketTowards(remote)?.send(bytes, remote);
  }

  function sendOn(connection: Connection, name: StreamName, message: SipMessage, bytes: Uint8Array): void {
    const { local, remote } = connection.socket;
    tap({ direction: 'out', transport: name, local, remote, bytes, message });
    streams[name].write(connection, bytes);
  }

  async function contactFor(target: Target): Promise<Result<Endpoint, RungError>> {
    if (target.transport === 'tls' && tlsPort === undefined) {
      const connected = await streams.tls.towards(target, target.connectTimeoutMs ?? CONNECT_TIMEOUT_MS);
      return connected.ok ? ok(advertised('tls', connected.value)) : connected;
    }
    const own = await addresses.towards(target.address);
    return own.ok ? ok({ address: own.value, port: target.transport === 'tls' ? (tlsPort ?? port) : port }) : own;
  }

  function networkChanged(): void {
    addresses.forget();
    const ours = new Set(network.interfaces().map(({ address }) => address));
    for (const pool of Object.values(streams)) {
      for (const connection of pool.all()) {
        const { local, remote } = connection.socket;
        // Link-local addresses are not listed; a connection from one tells by itself.
        if (!ours.has(local.address) && !/^fe[89ab]/i.test(local.address)) pool.lose(connection, addressGone(local, remote));
      }
    }
  }

  const transport: Transport = {
    listening: listening.flatMap(({ udp, tcp, tls }) => [
      { ...udp.local, transport: 'udp' as const },
      { ...tcp.local, transport: 'tcp' as const },
      ...(tls ? [{ ...tls.local, transport: 'tls' as const }] : []),
    ]),
    contactFor,
    keepAlive: (target, wanted) =>
      target.transport === 'udp' ? keepAlive.byDatagram(target, wanted) : keepAlive.onConnection(streams[target.transport], target, wanted),
    networkChanged,
    sendRequest,
    sendResponse,
    onMessage: () => {},
    onTargetError: () => {},
    async close() {
      streams.tcp.close();
      streams.tls.close();
      await closeAll(listening);
    },
  };
  return transport;
}

function isIpv6(address: string): boolean {
  return address.includes(':');
}

function addressGone(local: Endpoint, remote: Endpoint): RungError {
  return rungError('own-address-gone', `This computer no longer has the address ${local.address}, from which the connection to ${endpointText(remote)} was made. Rung makes a new one.`, {
    address: local.address, peer: endpointText(remote),
  });
}
