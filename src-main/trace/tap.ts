/** The one stream of what is traced: numbers, times, redacts, hands on to its readers (UI, store, pcap, CLI). */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import { createMessageTracer } from '../../src-shared/ladder/trace-message.ts';
import { redactAndDecode } from '../../src-shared/ladder/redact.ts';
import type { TracedMessage, TransportName } from '../../src-shared/model.ts';
import type { Clock, Endpoint } from '../ports.ts';
import type { PacketTap, SeenPacket, Tap, TappedMessage } from '../sip/tap-port.ts';
import type { PasswordsOf } from './digest-verdict.ts';
import { digestVerdict } from './digest-verdict.ts';
import { createPacketFolding, tracedPacket } from './packets.ts';
import { createRing } from './ring.ts';

export interface TraceHub {
  /** Give this to the transport. */
  tap: Tap;
  /** The way in for what is no SIP: STUN, RTCP, SAP, keep-alives. */
  packet: PacketTap;
  /** A message that a capture agent saw elsewhere: traced, but none of our own traffic. */
  hear(heard: HeardMessage): void;
  /** Readers of our own SIP get the redacted message and the redacted bytes with it. Returns the way to stop. */
  read(reader: TraceReader): () => void;
  /** Readers of what is no SIP. An entry that stands for several packets comes again, under its number, with each of them. */
  readPackets(reader: PacketReader): () => void;
  /** Readers of what capture agents tell. */
  readHeard(reader: (traced: TracedMessage) => void): () => void;
  /** The last messages, oldest first (bounded ring). */
  recent(limit: number): TracedMessage[];
}
export interface HeardMessage {
  /** By the agent's clock; undefined: now. */
  atMs: number | undefined;
  source: Endpoint;
  destination: Endpoint;
  transport: TransportName;
  bytes: Uint8Array;
  /** Which agent. */
  agent: string;
}
export type TraceReader = (traced: TracedMessage, tapped: TappedMessage) => void;
export type PacketReader = (traced: TracedMessage, seen: SeenPacket) => void;

const DEFAULT_KEEP = 5_000;
/** New entries of packets in a second: strangers who send more, of whatever kind, are not seen one by one. */
const MAX_PACKETS_A_SECOND = 200;

export interface TraceHubOptions {
  /** Continue numbering after what the store holds. */
  firstSeq?: number;
  keep?: number;
  /** To judge proofs by, before they are struck out. */
  passwordsOf?: PasswordsOf;
  /** False: what is no SIP goes to its readers without a number and is not kept, so that the numbers of messages have no gaps. */
  numbersPackets?: boolean;
}

export function createTraceHub(clock: Clock, options: TraceHubOptions = {}): TraceHub {
  const tracer = createMessageTracer();
  // Of its own: an agent may well see what we sent ourselves, which repeats nothing.
  const heardTracer = createMessageTracer();
  const readers = new Set<TraceReader>();
  const packetReaders = new Set<PacketReader>();
  const heardReaders = new Set<(traced: TracedMessage) => void>();
  const kept = createRing(options.keep ?? DEFAULT_KEEP);
  const folding = createPacketFolding();
  let nextSeq = options.firstSeq ?? 1;
  let second = { startMs: -Infinity, packets: 0 };

  function tap(tapped: TappedMessage): void {
    const redacted = redactAndDecode(tapped.bytes);
    const clean = withoutSecrets(tapped, redacted.bytes);
    const traced = tracer.trace({
      seq: nextSeq++,
      atMs: clock.wallMs(),
      direction: tapped.direction,
      transport: tapped.transport,
      local: endpointText(tapped.local),
      remote: endpointText(tapped.remote),
      bytes: clean.bytes,
      redacted,
      message: tapped.message,
      note: tapped.note,
    });
    const verdict = options.passwordsOf && digestVerdict(tapped.message, options.passwordsOf);
    if (verdict) traced.digest = verdict;
    kept.push(traced);
    for (const reader of readers) reader(traced, clean);
  }

  function hear({ atMs = clock.wallMs(), source, destination, transport, bytes, agent }: HeardMessage): void {
    const redacted = redactAndDecode(bytes);
    const traced: TracedMessage = {
      ...heardTracer.trace({
        seq: nextSeq++, atMs, direction: 'out', transport, local: endpointText(source), remote: endpointText(destination), bytes: redacted.bytes, redacted,
      }),
      agent,
    };
    kept.push(traced);
    for (const reader of heardReaders) reader(traced);
  }

  function isFlood(): boolean {
    const nowMs = clock.nowMs();
    if (nowMs - second.startMs >= 1_000) second = { startMs: nowMs, packets: 0 };
    return ++second.packets > MAX_PACKETS_A_SECOND;
  }

  function packet(seen: SeenPacket): void {
    const atMs = seen.atMs ?? clock.wallMs();
    const traced = options.numbersPackets === false ? tracedPacket(0, atMs, seen) : entryOf(seen, atMs);
    if (!traced) return;
    for (const reader of packetReaders) reader(traced, seen);
  }

  /** A new one, or the one that stands for all of its kind. Undefined: there are too many. */
  function entryOf(seen: SeenPacket, atMs: number): TracedMessage | undefined {
    const known = seen.fold === true ? folding.again(seen, atMs) : undefined;
    if (known && kept.replace(known)) return known;
    if (isFlood()) return undefined;
    const traced = tracedPacket(nextSeq++, atMs, seen);
    if (seen.fold === true) folding.begin(seen, traced);
    kept.push(traced);
    return traced;
  }

  return {
    tap,
    packet,
    hear,
    read(reader) {
      readers.add(reader);
      return () => void readers.delete(reader);
    },
    readPackets(reader) {
      packetReaders.add(reader);
      return () => void packetReaders.delete(reader);
    },
    readHeard(reader) {
      heardReaders.add(reader);
      return () => void heardReaders.delete(reader);
    },
    recent: kept.last,
  };
}

/** The parsed message holds the same secrets as the bytes: it goes with them. */
function withoutSecrets(tapped: TappedMessage, bytes: Uint8Array): TappedMessage {
  return bytes === tapped.bytes ? tapped : { ...tapped, bytes, message: undefined };
}
