/** What a session hears: datagrams in at any time, one frame of 20 ms out a tick. */
import type { Endpoint } from '../ports.ts';
import type { MediaAgreement } from './engine-port.ts';
import type { Mutable } from '../rtp/mutable.ts';
import type { ReceivedDigit } from '../rtp/dtmf-receiver.ts';
import { createDtmfReceiver } from '../rtp/dtmf-receiver.ts';
import type { JitterBuffer } from '../rtp/jitter-buffer.ts';
import { createJitterBuffer } from '../rtp/jitter-buffer.ts';
import { createRtpView, readRtp } from '../rtp/packet.ts';
import type { RtpReceiver } from '../rtp/receiver.ts';
import { createRtpReceiver } from '../rtp/receiver.ts';
import type { AudioCodec } from './codecs/codec.ts';
import { createCodec } from './codecs/codec.ts';
import { createConcealment } from './concealment.ts';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from './frame.ts';
import { peakLevel } from './mixer.ts';
import { createSampleQueue } from './sample-queue.ts';

export interface IncomingEvents {
  /** Of the first packet that belongs to the stream. */
  onFirstPacket(source: Endpoint): void;
  onDigits(digits: readonly ReceivedDigit[]): void;
  /** Someone else, or our own echo, uses our SSRC (RFC 3550 8.2). */
  onCollision(): void;
}

export interface Incoming {
  readonly receiver: RtpReceiver;
  readonly buffer: JitterBuffer;
  /** Datagrams that were no RTP of this session. */
  readonly ignored: number;
  /** Payload types as agreed. `audible`: does the direction let us hear? Where they come from is told to `receiver.remote`. */
  setFormat(agreement: MediaAgreement, audible: boolean): void;
  receive(bytes: Uint8Array, from: Endpoint, nowMs: number, ownSsrc: number): void;
  /** A datagram on this socket that was nothing for us. */
  ignore(): void;
  /** Fills `into` with the next 20 ms to be heard: silence when the direction forbids it. `dueMs`: nominal time of the tick. */
  play(into: Int16Array, dueMs: number): void;
}

/** A datagram of G.711 cannot hold more (Ethernet); what is longer is cut. */
const LONGEST_PACKET_SAMPLES = 1500;
/** Peak below which dropping a frame is not heard: about -46 dB of full scale. */
const QUIET_PEAK = 0.005;

export function createIncoming(events: IncomingEvents): Incoming {
  const receiver = createRtpReceiver({ clockRateHz: SAMPLE_RATE_HZ });
  const buffer = createJitterBuffer({ clockRateHz: SAMPLE_RATE_HZ, frameTicks: FRAME_SAMPLES });
  const dtmf = createDtmfReceiver({ clockRateHz: SAMPLE_RATE_HZ });
  const concealment = createConcealment(SAMPLE_RATE_HZ);
  const view = createRtpView();
  const queue = createSampleQueue(LONGEST_PACKET_SAMPLES + FRAME_SAMPLES);
  const pcm = new Int16Array(LONGEST_PACKET_SAMPLES);
  /** The beginning of `pcm`, as long as the frame before: packets of a call have one length. */
  let pcmFrame = pcm.subarray(0, FRAME_SAMPLES);
  let codecs: (AudioCodec | undefined)[] = [];
  let eventPayloadType = -1;
  let isAudible = false;
  let isQuiet = true;
  let frameSamples = FRAME_SAMPLES;
  let hasFirstPacket = false;

  const isKnown = (payloadType: number): boolean => payloadType === eventPayloadType || codecs[payloadType] !== undefined;

  function receive(bytes: Uint8Array, from: Endpoint, nowMs: number, ownSsrc: number): void {
    // RFC 3550 5.1: payload types that are not understood are ignored; they must not establish a source either.
    if (readRtp(view, bytes) || (!isKnown(view.payloadType) && receiver.ssrc === null)) return ignore();
    const verdict = receiver.receive(view, from, nowMs, ownSsrc);
    if (verdict === 'collision') return events.onCollision();
    if (verdict === 'restarted') forget();
    if (verdict !== 'accepted' && verdict !== 'restarted') return ignore();
    take(nowMs);
    if (hasFirstPacket) return;
    hasFirstPacket = true;
    events.onFirstPacket({ address: from.address, port: from.port });
  }

  /** The accepted packet in `view`. One that holds no audio still keeps the sequence whole. */
  function take(nowMs: number): void {
    const { payloadType, timestamp, marker, bytes, payloadOffset, payloadLength } = view;
    if (payloadType === eventPayloadType) report(dtmf.receive(timestamp, marker, bytes, payloadOffset, payloadLength, nowMs));
    const samples = isAudible && codecs[payloadType] ? payloadLength : 0;
    buffer.put(receiver.sequence, timestamp, payloadType, samples, bytes, payloadOffset, samples, nowMs);
  }

  function report(digits: readonly ReceivedDigit[]): void {
    if (digits.length > 0) events.onDigits(digits);
  }

  function forget(): void {
    buffer.reset();
    dtmf.reset();
  }

  function ignore(): void {
    incoming.ignored++;
  }

  function popFrame(dueMs: number): void {
    const kind = buffer.pop(dueMs, isQuiet);
    if (kind === 'frame') return decodeFrame();
    concealFrame(kind === 'lost' ? frameSamples : FRAME_SAMPLES);
  }

  function decodeFrame(): void {
    const { payloadType, payload, offset, length } = buffer.frame;
    const codec = codecs[payloadType];
    // The payload type was dropped by a re-negotiation while the packet waited.
    if (!codec) return concealFrame(FRAME_SAMPLES);
    frameSamples = codec.decode(payload, pcm, offset, length);
    const frame = pcmOf(frameSamples);
    concealment.heard(frame);
    enqueue(frame);
  }

  function pcmOf(samples: number): Int16Array {
    if (pcmFrame.length !== samples) pcmFrame = pcm.subarray(0, samples);
    return pcmFrame;
  }

  function enqueue(frame: Int16Array): void {
    isQuiet = peakLevel(frame) < QUIET_PEAK;
    queue.push(frame);
  }

  /** Lost, or nothing there (the peer pauses): either way the sound fades out instead of breaking off. */
  function concealFrame(samples: number): void {
    const frame = pcmOf(samples);
    concealment.conceal(frame);
    enqueue(frame);
  }

  function silence(): void {
    buffer.reset();
    queue.clear();
    concealment.reset();
    isQuiet = true;
  }

  const incoming: Mutable<Incoming> = {
    receiver,
    buffer,
    ignored: 0,
    setFormat(agreement, audible) {
      codecs = [];
      for (const { payloadType, codec } of agreement.receive) codecs[payloadType & 0x7f] = createCodec(codec);
      eventPayloadType = agreement.telephoneEvent?.receive ?? -1;
      if (audible !== isAudible) silence();
      isAudible = audible;
    },
    receive,
    ignore,
    play(into, dueMs) {
      report(dtmf.poll(dueMs));
      if (!isAudible) return void into.fill(0);
      while (queue.length < into.length) popFrame(dueMs);
      queue.take(into);
    },
  };
  return incoming;
}
