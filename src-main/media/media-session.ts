/** One audio stream of one call: what is sent and what is heard, on a pair of sockets, driven by the 20 ms clock of its host. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { CallGain, StreamStats } from '../../src-shared/model.ts';
import type { Endpoint, Random } from '../ports.ts';
import type { Route } from '../stun/transactions.ts';
import type { BeatMember } from './beat-member.ts';
import type { MediaAgreement, MediaEvent, MediaPath } from './engine-port.ts';
import type { Seat } from './conference.ts';
import { createEarpiece } from './earpiece.ts';
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
import type { StreamSockets } from './stream-sockets.ts';
import type { StreamWireOptions } from './stream-wire.ts';
import { createStreamWire } from './stream-wire.ts';
import type { SignalTone } from './tones.ts';

export interface StreamOptions extends StreamWireOptions {
  random: Random;
  /** Nominal time of the next tick, on `clock`. */
  startMs: number;
  onEvent: (event: MediaEvent) => void;
}

/** Its sound path has the rate of the codec that it sends. */
export interface AudioStream extends BeatMember {
  readonly sockets: StreamSockets;
  agree(agreement: MediaAgreement): void;
  /** See MediaSession. */
  sendRaw(bytes: Uint8Array, route: Route): void;
  selectPath(path: MediaPath | null): void;
  keepSound(on: boolean): void;
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
  /** Says BYE and gives the final figures. The sockets are the owner's to close. */
  close(): StreamStats;
}

const STATS_TICKS = 25;

export function createAudioStream(options: StreamOptions): AudioStream {
  const { clock, random } = options;
  const wire = createStreamWire(options, {
    isAgreed: () => agreement !== undefined,
    onRtp: (packet, from) => incoming.receive(packet, from, clock.nowMs(), outgoing.sender.ssrc),
    onRtcp: (packet, from) => void (control.receive(packet, from) || incoming.ignore()),
    onOther: () => incoming.ignore(),
  });
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
  let sound = createSoundPath(INITIAL_RATE_HZ);
  const recorders = new Set<Recorder>();
  let agreement: MediaAgreement | undefined;
  let path: MediaPath | null = null;
  let seat: Seat | null = null;
  let detectsAlways = false;
  let dialling: PromiseWithResolvers<void> | undefined;
  /** What the source gave last; `sound.nothing` while the direction forbids to send. */
  let produced = sound.nothing;
  let ticks = 0;

  function sendRtp(packet: Uint8Array): void {
    const to = incoming.receiver.remote.sendTo;
    if (to) wire.sendRtp(packet, to);
  }

  function sendRtcp(packet: Uint8Array, to: Endpoint): void {
    wire.sendRtcp(packet, to, agreement?.rtcpMux === true);
  }

  /** Where sound goes and comes from: what ICE has selected, else what was agreed. */
  function applyRoutes(): void {
    if (!agreement) return;
    wire.sockets.use(path?.rtp.local ?? agreement.localRtp, path?.rtcp?.local);
    incoming.receiver.remote.expect(path ? path.rtp.remote : agreement.remoteRtp, path?.proven);
    if (path?.rtcp) control.remote.expect(path.rtcp.remote, path.proven);
    else control.remote.expect(agreement.remoteRtcp);
  }

  function pathTaken(): StreamStats['path'] {
    const { sendTo, source, isExpected } = incoming.receiver.remote;
    if (!sendTo) return undefined;
    const kind = path?.kind ?? (source && !isExpected(source) ? 'latched' : 'default');
    return { local: endpointText(path?.seenAs ?? agreement?.seenAs ?? wire.sockets.rtp.local), remote: endpointText(sendTo), kind };
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
      incoming, outgoing, control, srtp: wire.srtp, send: agreement?.send,
      levelOut: peakLevel(produced), levelIn: peakLevel(sound.heard), path: pathTaken(),
    };
  }

  function reportStats(): void {
    ticks++;
    if (ticks % STATS_TICKS !== 0) return;
    wire.renewBudgets();
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
      wire.srtp.setKeys(next.srtp);
      incoming.setFormat(next, direction === 'sendrecv' || direction === 'recvonly');
      useRate(outgoing.sampleRateHz);
      applyRoutes();
      control.agree(next);
    },
    sendRaw: wire.sendRaw,
    keepSound: wire.keepSound,
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
    sockets: wire.sockets,
  };
}
