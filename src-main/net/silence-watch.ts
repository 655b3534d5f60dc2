import { hash } from 'node:crypto';
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
  /** What was sent since the peer was last heard: digest of the bytes to the time of the first sending. */
  unanswered: Map<string, number>;
  askedAtMs: number;
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
    const message = hash('sha1', bytes, 'base64');
    const firstSentMs = peer.unanswered.get(message);
    if (firstSentMs === undefined) {
      peer.unanswered.set(message, nowMs);
      return dropOldest(peer.unanswered, MAX_MESSAGES_PER_PEER);
    }
    if (nowMs - firstSentMs < SILENT_AFTER_MS || nowMs - peer.askedAtMs < ASK_AGAIN_AFTER_MS) return;
    peer.askedAtMs = nowMs;
    ask(to);
  }

  function peerAt(name: string): Peer {
    const known = peers.get(name);
    if (known) return known;
    const peer = { unanswered: new Map<string, number>(), askedAtMs: -Infinity };
    peers.set(name, peer);
    dropOldest(peers, MAX_PEERS);
    return peer;
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
    heard: (from) => void peers.delete(endpointText(from)),
    close() {
      peers.clear();
      for (const probe of probes) probe.close();
      probes.clear();
    },
  };
}

function dropOldest(map: Map<string, unknown>, limit: number): void {
  if (map.size <= limit) return;
  const oldest = map.keys().next().value;
  if (oldest !== undefined) map.delete(oldest);
}
