/** The transport layer (RFC 3261 18): sockets in, messages out. Fills in the top Via's sent-by, adds received/rport
 *  (RFC 3581), frames TCP, switches large requests to TCP (18.1.1), taps every message. TLS slots in beside TCP. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { TransportName } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../src-shared/sip/message.ts';
import { parseDatagram } from '../../src-shared/sip/parse.ts';
import { serialize } from '../../src-shared/sip/serialize.ts';
import type { Framed } from '../../src-shared/sip/stream-framing.ts';
import type { Endpoint } from '../ports.ts';
import type { Connection } from './transport/connections.ts';
import { createConnections } from './transport/connections.ts';
import { isNotSip } from './transport/datagram.ts';
import { createInbound } from './transport/inbound.ts';
import type { Listening } from './transport/listen.ts';
import { listenOnOnePort } from './transport/listen.ts';
import { createLocalAddresses } from './transport/local-addresses.ts';
import { createPeersWithoutTcp } from './transport/peers-without-tcp.ts';
import type { Source, Target, Transport, TransportOptions } from './transport/types.ts';
import { fillTopVia, responseEndpoint } from './transport/via.ts';

export type { Source, Target, Transport, TransportOptions } from './transport/types.ts';

/** RFC 3261 18.1.1: above this a datagram may be fragmented, where the path MTU is unknown. */
const DATAGRAM_LIMIT_BYTES = 1300;
const CONNECT_TIMEOUT_MS = 10_000;
/** While a large request's TCP attempt hangs, its UDP fall-back waits. */
const CONNECT_TIMEOUT_BEFORE_FALLBACK_MS = 2_000;
const SENT = Promise.resolve(ok(undefined));
const TLS_NOT_AVAILABLE = rungError('tls-not-available', 'Rung does not speak TLS yet. Choose UDP or TCP.');
const PONG = new Uint8Array([13, 10]);

/** Errors: `port-in-use`, `address-not-available`, `permission-denied`. */
export async function openTransport(options: TransportOptions): Promise<Result<Transport, RungError>> {
  const listening = await listenOnOnePort(options.network, options.listen);
  return listening.ok ? ok(createTransport(options, listening.value)) : listening;
}

function createTransport(options: TransportOptions, { udp, tcp }: Listening): Transport {
  const { network, clock, tap } = options;
  const datagramLimitBytes = options.datagramLimitBytes ?? DATAGRAM_LIMIT_BYTES;
  const { port } = udp.local;
  const addresses = createLocalAddresses(network, clock, options.listen.address);
  const withoutTcp = createPeersWithoutTcp(clock);
  /** Every sent-by that went into a Via: one for each own address. */
  const ownSentBys = new Set<string>();
  const streams = createConnections({
    clock,
    connect: ({ address, port: remotePort }, timeoutMs) => network.connectTcp({ address, port: remotePort }, timeoutMs, addresses.fixed),
    onFramed: receiveFramed,
    onLost: (remote, error) => transport.onTargetError(remote, 'tcp', error),
  });
  const inbound = createInbound({
    clock,
    tap,
    isOurSentBy: (sentBy) => ownSentBys.has(sentBy),
    answer: (response, source) => void sendResponse(response, source),
    deliver: (message, source) => transport.onMessage(message, source),
  });
  udp.onMessage = receiveDatagram;
  udp.onError = (error, target) => target && transport.onTargetError(target, 'udp', error);
  tcp.onConnection = streams.accept;

  function receiveDatagram(bytes: Uint8Array, remote: Endpoint): void {
    if (isNotSip(bytes)) return;
    const receive = (address: string): void =>
      inbound(parseDatagram(bytes), bytes, { transport: 'udp', local: { address, port }, remote });
    const address = addresses.known(remote.address) ?? (addresses.isBusy() ? udp.local.address : undefined);
    if (address !== undefined) return receive(address);
    // All messages of this peer wait for the same answer, and so stay in order.
    void addresses.towards(remote.address).then((found) => receive(found.ok ? found.value : udp.local.address));
  }

  function receiveFramed(framed: Framed, connection: Connection): void {
    const { local, remote } = connection.socket;
    const source: Source = { transport: 'tcp', local, remote, connectionId: connection.id };
    if (framed.kind === 'message') return inbound(ok(framed.message), framed.bytes, source);
    if (framed.kind === 'broken') {
      inbound(err(framed.error), framed.bytes, source);
      return streams.drop(connection);
    }
    // RFC 5626 4.4.1: a double CRLF is answered with a single one.
    if (framed.form === 'ping') streams.write(connection, PONG);
  }

  async function sendRequest(request: SipRequest, target: Target): Promise<Result<TransportName, RungError>> {
    if (target.transport === 'tls') return err(TLS_NOT_AVAILABLE);
    if (target.transport === 'tcp') return sendByStream(request, target, CONNECT_TIMEOUT_MS);
    const own = await addresses.towards(target.address);
    if (!own.ok) return own;
    const local = { address: own.value, port };
    const bytes = prepare(request, 'udp', local);
    // RFC 3261 18.1.1: a large request goes by TCP; by UDP all the same where the peer has no TCP.
    if (bytes.length > datagramLimitBytes && !withoutTcp.has(target)) {
      const sent = await sendByStream(request, { ...target, transport: 'tcp' }, CONNECT_TIMEOUT_BEFORE_FALLBACK_MS);
      if (sent.ok) return sent;
      withoutTcp.add(target);
    }
    sendDatagram(request, bytes, local, target);
    return ok('udp');
  }

  async function sendByStream(request: SipRequest, target: Target, timeoutMs: number): Promise<Result<TransportName, RungError>> {
    const connected = await streams.towards(target, timeoutMs);
    if (!connected.ok) return connected;
    const connection = connected.value;
    sendOn(connection, request, prepare(request, 'tcp', { address: connection.socket.local.address, port }));
    return ok('tcp');
  }

  /** Writes our Via, and remembers it: responses must bear it (RFC 3261 18.1.2). */
  function prepare(request: SipRequest, name: TransportName, local: Endpoint): Uint8Array {
    const sentBy = endpointText(local);
    ownSentBys.add(sentBy);
    fillTopVia(request, name, sentBy);
    return serialize(request);
  }

  function sendResponse(response: SipResponse, source: Source): Promise<Result<void, RungError>> {
    const bytes = serialize(response);
    if (source.transport === 'udp') {
      sendDatagram(response, bytes, source.local, responseEndpoint(response, source));
      return SENT;
    }
    const connection = streams.byId(source.connectionId);
    if (!connection) return respondAnew(response, bytes, source);
    sendOn(connection, response, bytes);
    return SENT;
  }

  /** RFC 3261 18.2.2: the connection of the request is gone, so a new one is made to where the Via says. */
  async function respondAnew(response: SipResponse, bytes: Uint8Array, source: Source): Promise<Result<void, RungError>> {
    const target = { ...responseEndpoint(response, source), transport: source.transport };
    const connected = await streams.towards(target, CONNECT_TIMEOUT_MS);
    if (!connected.ok) return connected;
    sendOn(connected.value, response, bytes);
    return SENT;
  }

  function sendDatagram(message: SipMessage, bytes: Uint8Array, local: Endpoint, to: Endpoint): void {
    const remote = { address: to.address, port: to.port };
    tap({ direction: 'out', transport: 'udp', local, remote, bytes, message });
    udp.send(bytes, remote);
  }

  function sendOn(connection: Connection, message: SipMessage, bytes: Uint8Array): void {
    const { local, remote } = connection.socket;
    tap({ direction: 'out', transport: 'tcp', local, remote, bytes, message });
    streams.write(connection, bytes);
  }

  const transport: Transport = {
    listening: [
      { ...udp.local, transport: 'udp' },
      { ...tcp.local, transport: 'tcp' },
    ],
    async contactFor(target) {
      const own = await addresses.towards(target.address);
      return own.ok ? ok({ address: own.value, port }) : own;
    },
    sendRequest,
    sendResponse,
    onMessage: () => {},
    onTargetError: () => {},
    async close() {
      streams.close();
      await Promise.all([udp.close(), tcp.close()]);
    },
  };
  return transport;
}
