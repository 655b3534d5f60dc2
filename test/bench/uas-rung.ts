/** Rung's user agent without media: dialogs, offer/answer, tap and trace in memory. */
import { createCallMedia } from '../../src-main/calls/call-media.ts';
import type { MediaEngine, MediaSession } from '../../src-main/media/engine-port.ts';
import { createNodeResolver } from '../../src-main/net/dns.ts';
import { createNodeNetwork } from '../../src-main/net/network.ts';
import { createNodeClock } from '../../src-main/net/node-clock.ts';
import { createNodeRandom } from '../../src-main/net/node-random.ts';
import { openStack } from '../../src-main/sip/stack.ts';
import { createTraceHub } from '../../src-main/trace/tap.ts';
import { ok } from '../../src-shared/result.ts';

const clock = createNodeClock();
const trace = createTraceHub(clock);
const stack = await openStack({
  network: createNodeNetwork(), resolver: createNodeResolver(), clock, random: createNodeRandom(), tap: trace.tap,
  listen: { address: '127.0.0.1', port: 5060 }, agentName: 'Rung/bench',
});
if (!stack.ok) throw new Error(stack.error.message);

/** Always the same ports, and never a packet. */
const silent: MediaSession = {
  id: 'silent',
  local: { rtp: { address: '127.0.0.1', port: 40_000 }, rtcp: { address: '127.0.0.1', port: 40_001 } },
  onEvent: () => {},
  onStun: () => {},
  onPacket: () => {},
  keepSound: () => {},
  listenOn: async () => ok(silent.local),
  sendRaw: () => {},
  selectPath: () => {},
  agree: () => {},
  setSource: async () => ok(undefined),
  setSink: () => {},
  setMuted: () => {},
  setGain: () => {},
  play: async () => ok(undefined),
  pausePlay: () => {},
  setInConference: () => {},
  detectInband: () => {},
  setLocalTone: () => {},
  sendDtmf: async () => {},
  record: async () => ok(undefined),
  stopRecording: async () => {},
  setRecordingTone: () => {},
  close: () => Promise.reject(new Error('nobody closes it')),
};
const engine: MediaEngine = { open: async () => ok(silent), join: () => Promise.reject(new Error('nobody joins')), setPacketTap: () => {}, attachDevice: () => {}, close: async () => {} };

stack.value.userAgent.onInvite = (session) => {
  session.negotiator = createCallMedia({
    engine, ports: { min: 40_000, max: 40_001 }, codecs: ['PCMA', 'PCMU'], sessionId: '1',
    plan: { source: { kind: 'silence' }, sink: 'none', records: [] }, onAgreed: () => {}, onSession: () => {},
  }).negotiator;
  session.listener = { onEnd: () => {} };
  void session.ring().then(() => session.accept());
};
