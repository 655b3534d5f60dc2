/** The world as the protocol rooms see it. `net/`, `store/` and the hosts implement these; tests use test/fakes. */
import type { Endpoint } from '../src-shared/endpoint-text.ts';
import type { RungError } from '../src-shared/errors.ts';
import type { Result } from '../src-shared/result.ts';

export type { Endpoint } from '../src-shared/endpoint-text.ts';

/** Monotonic time and timers. Under test it is virtual (test/fakes/virtual-clock.ts). */
export interface Clock {
  /** Monotonic milliseconds with fraction, from an arbitrary start. */
  nowMs(): number;
  /** Epoch milliseconds with fraction: for people and records, never for protocol timing. */
  wallMs(): number;
  setTimer(delayMs: number, fire: () => void): Timer;
}
export interface Timer {
  cancel(): void;
}

export interface Random {
  /** Cryptographically strong: tags, branches, cnonces, SSRCs. */
  bytes(length: number): Uint8Array;
}

export interface DatagramSocket {
  readonly local: Endpoint;
  /** Errors of a single send (ICMP refused, network unreachable) arrive at `onError` with the target. */
  send(bytes: Uint8Array, to: Endpoint): void;
  onMessage: (bytes: Uint8Array, from: Endpoint) => void;
  onError: (error: RungError, to?: Endpoint) => void;
  close(): Promise<void>;
}

/** A group that a socket takes part in: of whom, where. */
export interface Multicast {
  group: string;
  port: number;
  /** One of our own addresses, of the interface to join and to send on. */
  interface: string;
  /** Hear this sender only (RFC 4607). */
  source?: string | undefined;
}

/** Any number of these, of any programs, may have the same group and port. */
export interface MulticastSocket {
  readonly group: Endpoint;
  /** To the group, over the interface that it was bound with; who is on this machine hears it too. */
  send(bytes: Uint8Array, ttl: number): void;
  /** Takes part on another interface too (its address), to listen only. Errors: `multicast-failed`. */
  join(address: string): RungError | undefined;
  leave(address: string): void;
  /** `on`: the own address of the interface that the sender is most likely behind, among those joined. */
  onMessage: (bytes: Uint8Array, from: Endpoint, on: string) => void;
  onError: (error: RungError) => void;
  close(): Promise<void>;
}

export interface StreamSocket {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  write(bytes: Uint8Array): void;
  onData: (bytes: Uint8Array) => void;
  /** Once; with an error when it did not end in order. */
  onClose: (error?: RungError) => void;
  close(): void;
}

export interface StreamListener {
  readonly local: Endpoint;
  onConnection: (socket: StreamSocket) => void;
  close(): Promise<void>;
}

/** What the certificate of a server is measured by. */
export interface TlsCheck {
  /** The domain of the URI that was asked for, or the address where it held one: never what DNS made of it (RFC 5922 7.3). */
  domain: string;
  /** Own authorities, PEM, trusted beside the system's. */
  ca?: string | undefined;
  /** False: any certificate will do. */
  verify: boolean;
}

/** What we show to those who connect to us; both PEM. */
export interface TlsServer {
  certificate: string;
  key: string;
}

/** The only way to the network. Addresses, never names: the Resolver comes first. */
export interface Network {
  /** Port 0: any free one. Errors: `port-in-use`, `address-not-available`, `permission-denied`. */
  bindUdp(local: Endpoint): Promise<Result<DatagramSocket, RungError>>;
  /** Errors: `multicast-failed`, and those of `bindUdp`. */
  bindMulticast(wanted: Multicast): Promise<Result<MulticastSocket, RungError>>;
  listenTcp(local: Endpoint): Promise<Result<StreamListener, RungError>>;
  /** Errors: `connection-refused`, `unreachable`, `timeout`. */
  connectTcp(remote: Endpoint, timeoutMs: number, localAddress?: string): Promise<Result<StreamSocket, RungError>>;
  /** Only connections whose handshake succeeded are told. Errors: as for TCP, and `tls-certificate-unreadable`. */
  listenTls(local: Endpoint, server: TlsServer): Promise<Result<StreamListener, RungError>>;
  /** Resolves when the handshake is done and the certificate has been checked (RFC 5922 7). Errors: as for TCP, and `tls-untrusted`,
   *  `tls-self-signed`, `tls-expired`, `tls-not-yet-valid`, `tls-wrong-name`, `tls-too-old`, `tls-not-spoken`, `tls-failed`, `tls-ca-unreadable`. */
  connectTls(remote: Endpoint, timeoutMs: number, check: TlsCheck, localAddress?: string): Promise<Result<StreamSocket, RungError>>;
  /** The own address that the routing table chooses towards `remote`. */
  addressTowards(remote: string): Promise<Result<string, RungError>>;
  interfaces(): { interface: string; address: string }[];
}

/** RFC 3403 4.1. Of use to SIP: flag `s`, where `replacement` is the name of SRV records. */
export interface NaptrRecord {
  order: number;
  preference: number;
  flags: string;
  service: string;
  replacement: string;
}

/** RFC 2782. */
export interface SrvRecord {
  priority: number;
  weight: number;
  port: number;
  /** `.` or empty: the service is decidedly not offered. */
  target: string;
}

/** Names to records. Each answers within about two seconds, whatever the name servers do: a call never hangs on DNS. */
export interface Resolver {
  /** A and AAAA records, IPv4 first; literals come back as they are. Error: `name-not-found`, `dns-failed`. */
  lookup(host: string): Promise<Result<string[], RungError>>;
  /** Empty where there are none. Error: `dns-failed` (which for these two often means a name server that knows only addresses). */
  naptr(host: string): Promise<Result<NaptrRecord[], RungError>>;
  /** `_sip._udp.example.org`; as `naptr`. */
  srv(name: string): Promise<Result<SrvRecord[], RungError>>;
}

/** Passwords. Never in the database, the trace or a log. */
export interface Secrets {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  remove(key: string): Promise<void>;
}

/** A sound card, a file, a tone or an array: mono Int16 at the rate that was asked for. Towards the ear frames of 20 ms; from the
 *  microphone frames of 5 ms, or of 20 where delay does not matter. Its clock is its own (src-shared/audio/elastic-buffer.ts). */
export interface AudioPort {
  /** Start carrying frames at this rate; null: stop. */
  want(sampleRateHz: number | null): void;
  /** Towards the ear. */
  play(frame: Int16Array): void;
  /** From the microphone; set by the owner of the port. */
  onCapture: (frame: Int16Array) => void;
}
