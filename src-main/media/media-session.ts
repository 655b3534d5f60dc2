/** One audio stream of one call: what is sent and what is heard, on a pair of sockets, driven by the 20 ms clock of its host. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { CallGain, StreamStats } from '../../src-shared/model.ts';
import type { Clock, DatagramSocket, Endpoint, Random } from '../ports.ts';
import { classifyPacket } from '../../src-shared/rtp/demultiplex.ts';
import type { Route } from '../stun/transactions.ts';
import type { MediaAgreement, MediaEvent, MediaPath, StunPacket, TappedPacket } from './engine-port.ts';
import type { Seat } from './conference.ts';
import { createEarpiece } from './earpiece.ts';
import { createEncryption } from './encryption.ts';
import { INITIAL_RATE_HZ } from './frame.ts';
import { createIncoming } from './incoming.ts';
import { peakLevel } from './mixer.ts';
import { createOutgoing } from './outgoing.ts';
import type { Recorder } from './recorder.ts';
import { createRtcpLink } from './rtcp-link.ts';
import type { FrameSource } from './sources.ts';
import { createSoundPath } from './sound-path.ts';
import type { Player } from './speech.ts';
import { createSpeech } from './speech.ts';
import type { FigureSources } from './stream-figures.ts';
import { createStreamFigures } from './stream-figures.ts';
import type { SocketPair, StreamSockets } from './stream-sockets.ts';
import { createStreamSockets } from './stream-sockets.ts';
import type { SignalTone } from './tones.ts';

export interface StreamOptions {
  clock: Clock;
  random: Random;
  /** On the first own address. */
  sockets: SocketPair;
  /** Nominal time of the next tick, on `clock`. */
  startMs: number;
  onEvent: (event: MediaEvent) => void;
  onStun: (packet: StunPacket) => void;
  /** Sees every RTP, RTCP and STUN packet. Undefined: nobody looks, nothing is copied. */
  tap: () => ((packet: TappedPacket) => void) | undefined;
}

export interface AudioStream {
  readonly sockets: StreamSockets;
  /** Of its sound path: that of the codec it sends. */
  sampleRateHz(): number;
  /** It hears the microphone or is heard on the loudspeaker. */
  usesDevice(): boolean;
  /** Call `halfTick` too. */
  needsHalfTicks(): boolean;
  agree(agreement: MediaAgreement): void;
  /** See MediaSession. */
  sendRaw(bytes: Uint8Array, route: Route): void;
  selectPath(path: MediaPath | null): void;
  setSource(source: FrameSource): void;
  setSink(sink: 'device' | 'none'): void;
  setMuted(muted: boolean): void;
  setGain(gain: CallGain): void;
  setPlayer(player: Player | null): void;
  pausePlayer(paused: boolean): void;
  /** At the conference; null: alone. */
  setSeat(seat: Seat | null): void;
  detectInband(always: boolean): void;
  setLocalTone(tone: SignalTone | null): void;
  sendDtmf(digits: string, inband?: boolean): Promise<void>;
  addRecorder(recorder: Recorder): void;
  /** Hands over what it still holds. */
  removeRecorder(recorder: Recorder): void;
  setRecordingTone(on: boolean): void;
  /** Every 20 ms, first. `dueMs`: when this tick should be; `ear`: what the person hears, to be mixed into, at the device's rate. */
  hear(dueMs: number, ear: Int16Array): void;
  /** Every 20 ms, then. `captured`: the microphone's frame, at the device's rate. */
  speak(dueMs: number, captured: Int16Array): void;
  /** 10 ms after a tick. */
  halfTick(dueMs: number): void;
  /** So many ticks never happened. */
  skip(ticks: number): void;
  /** Says BYE and gives the final figures. The sockets are the owner's to close. */
  close(): StreamStats;
}

const STATS_TICKS = 25;
/** STUN messages between two statistics. An agent with a hundred pairs starts ten checks in that time (RFC 8445 14.2). */
const MAX_STUN = 100;

export function createAudioStream(options: StreamOptions): AudioStream {
  const { clock, random } = options;
  const sockets = createStreamSockets(options.sockets, receive);
  const outgoing = createOutgoing(random, options.startMs, sendRtp);
  const incoming = createIncoming({
    onFirstPacket: (source) => options.onEvent({ kind: 'first-packet', source }),
    onDigits: (digits) => digits.forEach((digit) => options.onEvent({ kind: 'dtmf', ...digit, method: 'rfc4733' })),
    onCollision: giveUpSsrc,
  });
  const control = createRtcpLink({
    clock, random, sender: outgoing.sender, receiver: incoming.receiver, send: sendRtcp, metrics: () => figures.metrics(),
    onLoss: outgoing.setExpectedLoss,
  });
  const figures = createStreamFigures(figureSources);
  const speech = createSpeech({
    onSourceEnded: () => options.onEvent({ kind: 'source-ended' }),
    onPlayEnded: () => options.onEvent({ kind: 'play-ended' }),
  });
  const earpiece = createEarpiece();
  const encryption = createEncryption();
  let sound = createSoundPath(INITIAL_RATE_HZ);
  const recorders = new Set<Recorder>();
  let agreement: MediaAgreement | undefined;
  let path: MediaPath | null = null;
  let stunBudget = MAX_STUN;
  let seat: Seat | null = null;
  let detectsAlways = false;
  let dialling: PromiseWithResolvers<void> | undefined;
  /** What the source gave last; `sound.nothing` while the direction forbids to send. */
  let produced = sound.nothing;
  let ticks = 0;

  /** By content, not by port: peers that multiplex (RFC 5761) without asking are understood too. */
  function receive(bytes: Uint8Array, from: Endpoint, socket: DatagramSocket): void {
    const kind = classifyPacket(bytes);
    if (kind === 'stun') return receiveStun(bytes, from, socket);
    if (kind === 'rtp' || kind === 'rtcp') observe('in', socket.local, from, bytes);
    if (!agreement) return incoming.ignore();
    if (kind === 'rtp') return receiveRtp(bytes, from);
    if (kind === 'rtcp') return receiveRtcp(bytes, from);
    incoming.ignore();
  }

  /** Decrypted before anything else: only who has the key can become a source, or the address that we send to. */
  function receiveRtp(bytes: Uint8Array, from: Endpoint): void {
    const packet = encryption.openRtp(bytes);
    if (packet) incoming.receive(packet, from, clock.nowMs(), outgoing.sender.ssrc);
  }

  function receiveRtcp(bytes: Uint8Array, from: Endpoint): void {
    const packet = encryption.openRtcp(bytes);
    if (packet && !control.receive(packet, from)) incoming.ignore();
  }

  /** Copied: sockets may reuse their buffers, and it goes to another thread. */
  function receiveStun(bytes: Uint8Array, from: Endpoint, socket: DatagramSocket): void {
    if (stunBudget-- <= 0) return;
    observe('in', socket.local, from, bytes);
    options.onStun({ bytes: bytes.slice(), local: socket.local, from: { address: from.address, port: from.port } });
  }

  function sendRaw(bytes: Uint8Array, { local, remote }: Route): void {
    const socket = sockets.find(local);
    if (!socket) return;
    observe('out', local, remote, bytes);
    socket.send(bytes, remote);
  }

  function sendRtp(packet: Uint8Array): void {
    const to = incoming.receiver.remote.sendTo;
    const sealed = to && encryption.sealRtp(packet);
    if (!to || !sealed) return;
    observe('out', sockets.rtp.local, to, sealed);
    sockets.rtp.send(sealed, to);
  }

  function sendRtcp(packet: Uint8Array, to: Endpoint): void {
    const sealed = encryption.sealRtcp(packet);
    if (!sealed) return;
    const socket = agreement?.rtcpMux ? sockets.rtp : sockets.rtcp;
    observe('out', socket.local, to, sealed);
    socket.send(sealed, to);
  }

  /** Where sound goes and comes from: what ICE has selected, else what was agreed. */
  function applyRoutes(): void {
    if (!agreement) return;
    sockets.use(path?.rtp.local ?? agreement.localRtp, path?.rtcp?.local);
    incoming.receiver.remote.expect(path ? path.rtp.remote : agreement.remoteRtp, path?.proven);
    if (path?.rtcp) control.remote.expect(path.rtcp.remote, path.proven);
    else control.remote.expect(agreement.remoteRtcp);
  }

  function pathTaken(): StreamStats['path'] {
    const { sendTo, source, isExpected } = incoming.receiver.remote;
    if (!sendTo) return undefined;
    const kind = path?.kind ?? (source && !isExpected(source) ? 'latched' : 'default');
    return { local: endpointText(path?.seenAs ?? agreement?.seenAs ?? sockets.rtp.local), remote: endpointText(sendTo), kind };
  }

  function observe(direction: 'in' | 'out', local: Endpoint, remote: Endpoint, bytes: Uint8Array): void {
    options.tap()?.({ direction, local, remote, atMs: clock.wallMs(), bytes: bytes.slice() });
  }

  /** RFC 3550 8.2: BYE for the old one, then go on under a new one. */
  function giveUpSsrc(): void {
    control.bye('SSRC collision');
    outgoing.changeSsrc();
  }

  function maySend(): boolean {
    if (!agreement || !incoming.receiver.remote.sendTo) return false;
    return agreement.direction === 'sendrecv' || agreement.direction === 'sendonly';
  }

  /** Another codec may mean another rate: whatever works on samples is made anew, and goes on where it was. */
  function useRate(sampleRateHz: number): void {
    if (sampleRateHz === sound.sampleRateHz) return;
    const digits = sound.inbandDtmf.left();
    sound = createSoundPath(sampleRateHz);
    sound.inbandDtmf.queue(digits);
    produced = sound.nothing;
    speech.useRate(sampleRateHz);
    earpiece.useRate(sampleRateHz);
  }

  /** Sends the next 20 ms of the source, or silence; gives what a recording shows as sent. */
  function produce(dueMs: number, captured: Int16Array): Int16Array {
    const { bridge, frame, heard, input, nothing } = sound;
    if (!maySend()) {
      outgoing.pause(dueMs);
      produced = nothing;
      return nothing;
    }
    input.captured = speech.usesDevice() ? bridge.fromDevice(captured) : captured;
    input.heard = heard;
    speech.read(frame, input);
    sound.inbandDtmf.overlay(frame);
    produced = frame;
    const isEvent = outgoing.isDialling();
    outgoing.push(frame, speech.isProgramme() || sound.inbandDtmf.isBusy());
    outgoing.sendDue(dueMs);
    return isEvent ? nothing : frame;
  }

  function detectDigits(): void {
    if (!detectsAlways && (!agreement || agreement.telephoneEvent)) return;
    const found = sound.detector.hear(sound.heard);
    if (found) options.onEvent({ kind: 'dtmf', ...found, method: 'inband' });
  }

  function record(sent: Int16Array): void {
    if (recorders.size === 0) return;
    for (const recorder of recorders) {
      if (agreement) recorder.tick(sent, sound.heard);
      else recorder.skip(1);
    }
  }

  function settleDialling(): void {
    if (!dialling || outgoing.isDialling() || sound.inbandDtmf.isBusy()) return;
    dialling.resolve();
    dialling = undefined;
  }

  function figureSources(): FigureSources {
    return {
      incoming, outgoing, control, srtp: encryption.srtp, send: agreement?.send,
      levelOut: peakLevel(produced), levelIn: peakLevel(sound.heard), path: pathTaken(),
    };
  }

  function reportStats(): void {
    ticks++;
    if (ticks % STATS_TICKS !== 0) return;
    stunBudget = MAX_STUN;
    if (agreement) options.onEvent({ kind: 'stats', stats: figures.report() });
  }

  return {
    sampleRateHz: () => sound.sampleRateHz,
    usesDevice: () => earpiece.isUsed() || speech.usesDevice(),
    needsHalfTicks: () => outgoing.needsHalfTicks && maySend(),
    agree(next) {
      agreement = next;
      const { send, ptimeMs, telephoneEvent, comfortNoise, direction } = next;
      outgoing.setFormat({ coding: send, ptimeMs, event: telephoneEvent?.send, noise: comfortNoise?.send });
      encryption.srtp.setKeys(next.srtp);
      incoming.setFormat(next, direction === 'sendrecv' || direction === 'recvonly');
      useRate(outgoing.sampleRateHz);
      applyRoutes();
      control.agree(next);
    },
    sendRaw,
    selectPath(next) {
      path = next;
      applyRoutes();
    },
    setSource: speech.setSource,
    setSink: earpiece.setSink,
    setMuted: speech.setMuted,
    setGain({ microphoneDb, speakerDb }) {
      speech.setGainDb(microphoneDb);
      earpiece.setGainDb(speakerDb);
    },
    setPlayer: speech.setPlayer,
    pausePlayer: speech.pausePlayer,
    setSeat(next) {
      seat = next;
      speech.setSeat(next);
    },
    detectInband: (always) => void (detectsAlways = always),
    setLocalTone: earpiece.setLocalTone,
    sendDtmf(digits, inband = false) {
      if (inband || !outgoing.dial(digits)) sound.inbandDtmf.queue(digits);
      dialling ??= Promise.withResolvers();
      return dialling.promise;
    },
    addRecorder: (recorder) => void recorders.add(recorder),
    removeRecorder(recorder) {
      if (recorders.delete(recorder)) recorder.finish();
    },
    setRecordingTone(on) {
      speech.setRecordingTone(on);
      earpiece.setRecordingTone(on);
    },
    hear(dueMs, ear) {
      // At its nominal time: a tick that comes late is our own lateness, which the jitter buffer must not take for the network's.
      incoming.play(sound.heard, dueMs);
      seat?.say(sound.heard);
      earpiece.play(sound.heard, sound.bridge, ear);
      detectDigits();
    },
    speak(dueMs, captured) {
      record(produce(dueMs, captured));
      settleDialling();
      control.tick(clock.nowMs());
      reportStats();
    },
    halfTick(dueMs) {
      if (maySend()) outgoing.sendDue(dueMs);
    },
    skip(count) {
      for (const recorder of recorders) recorder.skip(count);
    },
    close() {
      const final = figures.stats();
      control.bye('');
      dialling?.resolve();
      for (const recorder of recorders) recorder.finish();
      recorders.clear();
      incoming.close();
      outgoing.close();
      return final;
    },
    sockets,
  };
}
