/** The transport of a SIP server on the imaginary wire. The phone's own one drops what is meant for others (RFC 3261 8.1.3.3),
 *  which a proxy lives by; and a simulation should not believe in one implementation at both ends. */
import { rungError } from '../../../src-shared/errors.ts';
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import { endpointText } from '../../../src-shared/endpoint-text.ts';
import type { SipMessage } from '../../../src-shared/sip/message.ts';
import { parseDatagram } from '../../../src-shared/sip/parse.ts';
import { serialize } from '../../../src-shared/sip/serialize.ts';
import { createStreamFramer } from '../../../src-shared/sip/stream-framing.ts';
import type { Endpoint, Network, StreamSocket } from '../../../src-main/ports.ts';
import type { Source, Transport } from '../../../src-main/sip/transport.ts';
import { decodeStun, encodeStun } from '../../../src-main/stun/message.ts';
import { isStun } from '../../../src-shared/rtp/demultiplex.ts';
import { addReceived, fillTopVia, responseEndpoint } from '../../../src-main/sip/transport/via.ts';

export type StreamTap = (sent: { local: Endpoint; remote: Endpoint; bytes: Uint8Array }) => void;
/** As much of a transport as transactions need. */
export type ServerTransport = Pick<Transport, 'sendRequest' | 'sendResponse' | 'onMessage' | 'onTargetError' | 'close'>;

const PONG = new Uint8Array([13, 10]);
const NO_CONNECTION = rungError('connection-lost', 'The connection is gone.');

export interface ServerTransportOptions {
  network: Network;
  local: Endpoint;
  /** RFC 5626 3.5.2: many servers do not, and see keep-alives as noise. */
  answersStun: boolean;
  /** Sees what goes out over TCP; datagrams are seen by the wire. */
  onStream: StreamTap;
}

export async function openServerTransport({ network, local, answersStun, onStream }: ServerTransportOptions): Promise<ServerTransport> {
  const bound = [await network.bindUdp(local), await network.listenTcp(local)] as const;
  if (!bound[0].ok || !bound[1].ok) throw new Error(`no socket at ${endpointText(local)}`);
  const [udp, tcp] = [bound[0].value, bound[1].value];
  const connections = new Map<string, StreamSocket>();
  const sentBy = endpointText(local);

  udp.onMessage = (bytes, remote) => {
    if (bytes.length <= 4) return;
    if (isStun(bytes)) return answersStun ? answerBinding(bytes, remote) : undefined;
    const parsed = parseDatagram(bytes);
    if (!parsed.ok) throw new Error(`${endpointText(remote)} sent no SIP: ${parsed.error.message}\n${new TextDecoder().decode(bytes)}`);
    receive(parsed.value, { transport: 'udp', local, remote });
  };
  udp.onError = (error, target) => target && transport.onTargetError(target, 'udp', error);
  tcp.onConnection = adopt;

  function answerBinding(bytes: Uint8Array, from: Endpoint): void {
    const asked = decodeStun(bytes);
    if (asked.ok) udp.send(encodeStun({ class: 'success', transactionId: asked.value.transactionId, mapped: from }), from);
  }

  function receive(message: SipMessage, source: Source): void {
    if (message.kind === 'request') addReceived(message, source.remote);
    transport.onMessage(message, source);
  }

  function adopt(socket: StreamSocket): void {
    const framer = createStreamFramer();
    const key = endpointText(socket.remote);
    connections.set(key, socket);
    socket.onData = (bytes) => {
      for (const framed of framer.push(bytes)) {
        if (framed.kind === 'message') receive(framed.message, { transport: 'tcp', local, remote: socket.remote });
        else if (framed.kind === 'broken') throw new Error(`${key} sent no SIP: ${framed.error.message}`);
        else if (framed.form === 'ping') socket.write(PONG);
      }
    };
    socket.onClose = (error) => {
      connections.delete(key);
      if (error) transport.onTargetError(socket.remote, 'tcp', error);
    };
  }

  function write(socket: StreamSocket | undefined, message: SipMessage): Result<void, RungError> {
    if (!socket) return err(NO_CONNECTION);
    const bytes = serialize(message);
    onStream({ local, remote: socket.remote, bytes });
    socket.write(bytes);
    return ok(undefined);
  }

  async function connected(remote: Endpoint): Promise<StreamSocket | undefined> {
    const known = connections.get(endpointText(remote));
    if (known) return known;
    const made = await network.connectTcp(remote, 2000);
    if (made.ok) adopt(made.value);
    return made.ok ? made.value : undefined;
  }

  const transport: ServerTransport = {
    async sendRequest(request, target) {
      const name = target.transport === 'tcp' ? 'tcp' : 'udp';
      const to = { address: target.address, port: target.port };
      fillTopVia(request, name, sentBy);
      if (name === 'udp') {
        udp.send(serialize(request), to);
        return ok('udp');
      }
      const written = write(await connected(to), request);
      return written.ok ? ok('tcp') : written;
    },
    async sendResponse(response, source) {
      if (source.transport === 'udp') {
        udp.send(serialize(response), responseEndpoint(response, source));
        return ok(undefined);
      }
      return write(connections.get(endpointText(source.remote)), response);
    },
    onMessage: () => {},
    onTargetError: () => {},
    async close() {
      for (const socket of connections.values()) socket.close();
      await Promise.all([udp.close(), tcp.close()]);
    },
  };
  return transport;
}
