/** The transport layer as the transactions see it. `transport.ts` implements it. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { TransportName } from '../../../src-shared/model.ts';
import type { Result } from '../../../src-shared/result.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { Clock, Endpoint, Network, Random } from '../../ports.ts';
import type { PacketTap, Tap } from '../tap-port.ts';

/** One place to send a request to, already resolved. */
export interface Target extends Endpoint {
  transport: TransportName;
  /** The domain (or address) of the URI that was located: what a TLS certificate must be for (RFC 5922 7.3). */
  host?: string;
  /** How long connecting may take, where there are other places to try. */
  connectTimeoutMs?: number;
}

/** How a received message reached us, and so the way back. */
export interface Source {
  transport: TransportName;
  local: Endpoint;
  remote: Endpoint;
  /** TCP/TLS: the connection, to answer on the same one. */
  connectionId?: number;
}

/** Looks at everything that arrives, before it leaves any trace; `message` is undefined where it could not be read.
 *  What it drops is neither shown nor answered: the guard counts it. */
export type Guard = (message: SipMessage | undefined, source: Source) => 'pass' | 'drop';

/** All PEM. */
export interface TlsOptions {
  /** Own authorities, trusted beside the system's. */
  ca?: string | undefined;
  /** False: any certificate of a server will do. Default true. */
  verify?: boolean | undefined;
  /** With both we listen for TLS; without, peers reach us only over connections that we opened. */
  certificate?: string | undefined;
  key?: string | undefined;
  /** Default: the one above the port for UDP and TCP (5061 beside 5060, RFC 3261 19.1.2), or any where that is any. */
  port?: number | undefined;
}

export interface TransportOptions {
  network: Network;
  clock: Clock;
  random: Random;
  tap: Tap;
  /** Hears of keep-alives, STUN and CRLF. */
  tapPacket?: PacketTap | undefined;
  /** `0.0.0.0` / `::` for all interfaces; UDP and TCP share the port. Port 0: any free. */
  listen: Endpoint;
  /** Requests above this many bytes go over TCP (RFC 3261 18.1.1); default 1300. */
  datagramLimitBytes?: number | undefined;
  tls?: TlsOptions | undefined;
  guard?: Guard | undefined;
}

export interface KeepAliveOptions {
  /** Each pause is 80 to 100 % of it (RFC 5626 4.4). Default: 120 s on connections, 29 s by UDP. */
  intervalS?: number;
  /** The server promised to answer (Flow-Timer of RFC 5626, `keep` of RFC 6223). Without that promise, silence is taken for a dead flow
   *  only if the server has answered before: many never do. */
  agreed?: boolean;
  /** Once. The flow is dead: no answer in 10 s, or the connection has ended. */
  onLost(error: RungError): void;
  /** UDP, where the server speaks STUN: our address and port as it sees them; first, and whenever they change. */
  onMapped?(endpoint: Endpoint): void;
}

export interface Transport {
  readonly listening: { address: string; port: number; transport: TransportName }[];
  /** Own address and port as they should stand in Contact for a peer behind `target`: the route's address and our listening port; for TLS
   *  without a listener the port of the connection, which is opened for it. */
  contactFor(target: Target): Promise<Result<Endpoint, RungError>>;
  /** Keeps the way to this target open, and finds out when it no longer is (RFC 5626 3.5, 4.4). For streams: the connection that is open
   *  to it now; where there is none, `onLost` is told at once. */
  keepAlive(target: Target, options: KeepAliveOptions): { stop(): void };
  /** The computer's addresses have changed, or it has slept: what was learned is forgotten, and connections from addresses that are gone are
   *  closed (`onTargetError`). Listening goes on. */
  networkChanged(): void;
  /** Sends a request whose top Via is `SIP/2.0/<any> placeholder;branch=…`: transport, sent-by and ;rport are filled in here.
   *  Resolves when handed to the socket (UDP) or written to a connection (TCP), and tells which transport was used. */
  sendRequest(request: SipRequest, target: Target): Promise<Result<TransportName, RungError>>;
  /** RFC 3261 18.2.2: same connection, else where the top Via and the request's source say. */
  sendResponse(response: SipResponse, source: Source): Promise<Result<void, RungError>>;
  /** Well-formed messages that passed `checkMessage`. Refused requests were answered statelessly (400/505…) before. */
  onMessage: (message: SipMessage, source: Source) => void;
  /** ICMP refusal or a lost connection: the transactions towards this target hear of it. */
  onTargetError: (target: Endpoint, transport: TransportName, error: RungError) => void;
  close(): Promise<void>;
}
