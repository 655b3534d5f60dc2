import dgram from 'node:dgram';
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { RungError } from '../../src-shared/errors.ts';
import type { Endpoint } from '../ports.ts';
import { remoteError } from './network-error.ts';

/** A repetition this long after the first sending: RFC 3261's T1 (500 ms) less what timers may be early. */
const SILENT_AFTER_MS = 400;
const ASK_AGAIN_AFTER_MS = 4_000;
/** A refusal arrives within a round trip. */
const LISTEN_MS = 2_000;
const MAX_PEERS = 512;
const MAX_MESSAGES_PER_PEER = 8;
/** The keep-alive of RFC 5626 3.5.1: every SIP element ignores or answers it. */
const KEEP_ALIVE = Buffer.from('\r\n\r\n');

/** Finds out whether a peer that says nothing has its port closed. */
export interface SilenceWatch {
  sent(bytes: Uint8Array, to: Endpoint): void;
  heard(from: Endpoint): void;
  close(): void;
}

interface Peer {
  /** What was first sent since the peer was last heard, oldest first. */
  unanswered: Sending[];
  askedAtMs: number;
}

interface Sending {
  fingerprint: number;
  atMs: number;
}

/** Only a connected UDP socket is told of ICMP "port unreachable". So, when the same bytes are sent again to a peer that has not
 *  been heard of since the first time (a retransmission), a connected socket sends it one keep-alive and listens for the
 *  refusal. A peer that answers is never asked. */
export function createSilenceWatch(onRefused: (error: RungError, peer: Endpoint) => void): SilenceWatch {
  const peers = new Map<string, Peer>();
  const probes = new Set<dgram.Socket>();

  function sent(bytes: Uint8Array, to: Endpoint): void {
    const peer = peerAt(endpointText(to));
    const nowMs = performance.now();
    const fingerprint = fingerprintOf(bytes);
    const first = peer.unanswered.find((sending) => sending.fingerprint === fingerprint);
    if (!first) {
      if (peer.unanswered.length === MAX_MESSAGES_PER_PEER) peer.unanswered.shift();
      return void peer.unanswered.push({ fingerprint, atMs: nowMs });
    }
    if (nowMs - first.atMs < SILENT_AFTER_MS || nowMs - peer.askedAtMs < ASK_AGAIN_AFTER_MS) return;
    peer.askedAtMs = nowMs;
    ask(to);
  }

  function peerAt(name: string): Peer {
    const known = peers.get(name);
    if (known) return known;
    const peer: Peer = { unanswered: [], askedAtMs: -Infinity };
    peers.set(name, peer);
    if (peers.size > MAX_PEERS) peers.delete(peers.keys().next().value ?? '');
    return peer;
  }

  function heard(from: Endpoint): void {
    const peer = peers.get(endpointText(from));
    if (!peer) return;
    peer.unanswered.length = 0;
    peer.askedAtMs = -Infinity;
  }

  function ask(to: Endpoint): void {
    const probe = dgram.createSocket(to.address.includes(':') ? 'udp6' : 'udp4');
    probes.add(probe);
    const timer = setTimeout(done, LISTEN_MS);
    timer.unref();

    function done(): void {
      clearTimeout(timer);
      if (probes.delete(probe)) probe.close();
    }
    function refused(error: Error): void {
      if (!probes.has(probe)) return;
      done();
      onRefused(remoteError(error, to), to);
    }
    probe.on('error', refused);
    // Node gives `connect`'s own failure to the callback, which its types do not say.
    probe.connect(to.port, to.address, (error?: Error) => {
      if (error) return refused(error);
      if (probes.has(probe)) probe.send(KEEP_ALIVE);
    });
  }

  return {
    sent,
    heard,
    close() {
      peers.clear();
      for (const probe of probes) probe.close();
      probes.clear();
    },
  };
}

/** FNV-1a. Two messages that share one cost a needless keep-alive, no more. */
function fingerprintOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash;
}
