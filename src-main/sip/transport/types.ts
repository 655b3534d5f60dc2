/** The transport layer as the transactions see it. `transport.ts` implements it. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { TransportName } from '../../../src-shared/model.ts';
import type { Result } from '../../../src-shared/result.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { Clock, Endpoint, Network } from '../../ports.ts';
import type { Tap } from '../tap-port.ts';

/** One place to send a request to, already resolved. */
export interface Target extends Endpoint {
  transport: TransportName;
  /** The host name that was resolved, for TLS. */
  host?: string;
}

/** How a received message reached us, and so the way back. */
export interface Source {
  transport: TransportName;
  local: Endpoint;
  remote: Endpoint;
  /** TCP/TLS: the connection, to answer on the same one. */
  connectionId?: number;
}

export interface TransportOptions {
  network: Network;
  clock: Clock;
  tap: Tap;
  /** `0.0.0.0` / `::` for all interfaces; UDP and TCP share the port. Port 0: any free. */
  listen: Endpoint;
  /** Requests above this many bytes go over TCP (RFC 3261 18.1.1); default 1300. */
  datagramLimitBytes?: number;
}

export interface Transport {
  readonly listening: { address: string; port: number; transport: TransportName }[];
  /** Own address and port as a peer behind `target` should write them into Contact: the route's address, our listening port. */
  contactFor(target: Target): Promise<Result<Endpoint, RungError>>;
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
