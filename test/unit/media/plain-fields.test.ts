/** V8 keeps an object literal with getters as a dictionary: each call of its methods is then a look-up by hash, which doubled the
 *  cost of a stream (docs/media-engine.md). What is used per packet must therefore be made of plain fields. */
import { describe, expect, it } from 'vitest';
import { createEncryption } from '../../../src-main/media/encryption.ts';
import { createIncoming } from '../../../src-main/media/incoming.ts';
import { createOutgoing } from '../../../src-main/media/outgoing.ts';
import { createStreamSockets } from '../../../src-main/media/stream-sockets.ts';
import { createSampleQueue } from '../../../src-main/media/sample-queue.ts';
import { createDtmfSender } from '../../../src-main/rtp/dtmf-sender.ts';
import { createPacketRing } from '../../../src-main/rtp/packet-ring.ts';
import { createPlayoutDelay } from '../../../src-main/rtp/playout-delay.ts';
import { createRtcpScheduler } from '../../../src-main/rtp/rtcp-scheduler.ts';

const random = { bytes: (length: number): Uint8Array => new Uint8Array(length) };
const socket = { local: { address: '', port: 0 }, send: () => {}, onMessage: () => {}, onError: () => {}, close: async () => {} };
const outgoing = createOutgoing(random, 0, () => {});
const incoming = createIncoming({ onFirstPacket: () => {}, onDigits: () => {}, onCollision: () => {} });

describe('what is used per packet has no getters', () => {
  it.each([
    ['outgoing', outgoing],
    ['sender', outgoing.sender],
    ['incoming', incoming],
    ['receiver', incoming.receiver],
    ['remote address', incoming.receiver.remote],
    ['jitter buffer', incoming.buffer],
    ['packet ring', createPacketRing()],
    ['playout delay', createPlayoutDelay({ minMs: 20, initialMs: 20, maxMs: 200 })],
    ['sockets', createStreamSockets({ rtp: socket, rtcp: socket }, () => {})],
    ['sample queue', createSampleQueue(160)],
    ['DTMF sender', createDtmfSender({ clockRateHz: 8000, tickMs: 20 })],
    ['encryption', createEncryption()],
    ['SRTP', createEncryption().srtp],
    ['RTCP scheduler', createRtcpScheduler({ nowMs: 0, sessionBandwidthBps: 80_000, fraction: 0 })],
  ])('%s', (_, part) => {
    const getters = Object.entries(Object.getOwnPropertyDescriptors(part)).filter(([, property]) => property.get).map(([name]) => name);
    expect(getters).toEqual([]);
  });
});
