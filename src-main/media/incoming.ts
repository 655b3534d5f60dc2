/** What a session hears: datagrams in at any time, one frame of 20 ms out a tick. */
import type { Endpoint } from '../ports.ts';
import type { EventFormat, MediaAgreement } from './engine-port.ts';
import type { Mutable } from '../rtp/mutable.ts';
import type { BurstMetrics } from '../rtp/burst-metrics.ts';
import { createBurstMetrics } from '../rtp/burst-metrics.ts';
import type { DtmfReceiver, ReceivedDigit } from '../../src-shared/rtp/dtmf-receiver.ts';
import { createDtmfReceiver } from '../../src-shared/rtp/dtmf-receiver.ts';
import type { JitterBuffer } from '../rtp/jitter-buffer.ts';
import { createJitterBuffer } from '../rtp/jitter-buffer.ts';
import { createRtpView, readRtp } from '../../src-shared/rtp/packet.ts';
import type { RtpReceiver } from '../rtp/receiver.ts';
import { createRtpReceiver } from '../rtp/receiver.ts';
import type { AudioDecoder } from './codecs/codec.ts';
import { COMFORT_NOISE_PAYLOAD_TYPE, COMFORT_NOISE_RATE_HZ } from './comfort-noise.ts';
import { INITIAL_RATE_HZ, frameSamples } from './frame.ts';
import { createPlayout } from './playout.ts';
import type { RefusedPackets } from './refused-packets.ts';
import { createRefusedPackets } from './refused-packets.ts';

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
  readonly bursts: BurstMetrics;
  /** Accepted packets of an agreed payload type. */
  readonly understood: number;
  readonly refused: RefusedPackets;
  /** Payload types as agreed. `audible`: does the direction let us hear? Where they come from is told to `receiver.remote`. */
  setFormat(agreement: MediaAgreement, audible: boolean): void;
  receive(bytes: Uint8Array, from: Endpoint, nowMs: number, ownSsrc: number): void;
  /** A datagram on this socket that was nothing for us. */
  ignore(): void;
  /** Fills `into` with the next 20 ms to be heard, at whatever rate it has: silence when the direction forbids it. `dueMs`: nominal time
   *  of the tick. */
  play(into: Int16Array, dueMs: number): void;
  /** Frees what the decoders hold. */
  close(): void;
}

interface Keypad {
  format: EventFormat;
  receiver: DtmfReceiver;
}

export function createIncoming(events: IncomingEvents): Incoming {
  const receiver = createRtpReceiver({ clockRateHz: INITIAL_RATE_HZ });
  const buffer = createJitterBuffer({ clockRateHz: INITIAL_RATE_HZ, frameTicks: frameSamples(INITIAL_RATE_HZ) });
  const bursts = createBurstMetrics();
  const refused = createRefusedPackets();
  const playout = createPlayout(buffer);
  const view = createRtpView();
  /** One or two. */
  let keypads: Keypad[] = [];
  /** Payload type of comfort noise. */
  let agreedNoise: number | undefined;
  /** Of the packets that come now. */
  let clockRateHz = INITIAL_RATE_HZ;
  let isAudible = false;
  let hasFirstPacket = false;

  const isKnown = (payloadType: number): boolean =>
    playout.decoderOf(payloadType) !== undefined || keypadOf(payloadType) !== undefined || isComfortNoise(payloadType);

  /** Its usual number means nothing else, so that peers that send it without having agreed to it are understood too. */
  const isComfortNoise = (payloadType: number): boolean =>
    (payloadType === COMFORT_NOISE_PAYLOAD_TYPE || payloadType === agreedNoise) &&
    clockRateHz === COMFORT_NOISE_RATE_HZ && playout.decoderOf(payloadType) === undefined;

  function keypadOf(payloadType: number): Keypad | undefined {
    for (const keypad of keypads) if (keypad.format.payloadType === payloadType) return keypad;
    return undefined;
  }

  function receive(bytes: Uint8Array, from: Endpoint, nowMs: number, ownSsrc: number): void {
    // RFC 3550 5.1: payload types that are not understood are ignored; they must not establish a source either.
    if (readRtp(view, bytes)) return ignore();
    const isAgreed = isKnown(view.payloadType);
    if (!isAgreed) refused.unknown(view.payloadType);
    if (!isAgreed && receiver.ssrc === null) return ignore();
    const decoder = playout.decoderOf(view.payloadType);
    const verdict = receiver.receive(view, from, nowMs, ownSsrc, decoder?.clockRateHz ?? clockRateHz);
    if (verdict === 'collision') return events.onCollision();
    if (verdict === 'restarted') forget();
    if (verdict === 'foreign') refused.foreign(from);
    if (verdict !== 'accepted' && verdict !== 'restarted') return ignore();
    if (isAgreed) incoming.understood++;
    take(decoder, nowMs);
    if (hasFirstPacket) return;
    hasFirstPacket = true;
    events.onFirstPacket({ address: from.address, port: from.port });
  }

  /** The accepted packet in `view`. One that holds no audio still keeps the sequence whole. */
  function take(decoder: AudioDecoder | undefined, nowMs: number): void {
    const { payloadType, timestamp, marker, bytes, payloadOffset, payloadLength } = view;
    const keypad = decoder ? undefined : keypadOf(payloadType);
    if (keypad) report(keypad.receiver.receive(timestamp, marker, bytes, payloadOffset, payloadLength, nowMs));
    if (decoder && decoder.clockRateHz !== clockRateHz) useClock(decoder);
    if (isComfortNoise(payloadType)) playout.describeNoise(bytes, payloadOffset, payloadLength);
    const ticks = isAudible && decoder ? decoder.durationTicks(bytes, payloadOffset, payloadLength) : 0;
    const { late, overflow } = buffer.counts;
    buffer.put(receiver.sequence, timestamp, payloadType, ticks, bytes, payloadOffset, ticks > 0 ? payloadLength : 0, nowMs);
    bursts.onPacket(receiver.sequence, buffer.counts.late + buffer.counts.overflow > late + overflow);
  }

  /** The peer has changed to a codec with another clock: its timestamps mean something else (RFC 7160). */
  function useClock(decoder: AudioDecoder): void {
    ({ clockRateHz } = decoder);
    buffer.setClockRate(clockRateHz, frameSamples(clockRateHz));
  }

  function report(digits: readonly ReceivedDigit[]): void {
    if (digits.length > 0) events.onDigits(digits);
  }

  function forget(): void {
    buffer.reset();
    playout.forgetNoise();
    for (const { receiver } of keypads) receiver.reset();
    bursts.restart();
  }

  function ignore(): void {
    incoming.ignored++;
  }

  /** A key that is held down while a codec is agreed anew is not pressed twice. */
  function setEvents(formats: readonly EventFormat[]): void {
    keypads = formats.map((format) => {
      const known = keypadOf(format.payloadType);
      return known?.format.clockRateHz === format.clockRateHz ? known : { format, receiver: createDtmfReceiver(format) };
    });
  }

  const incoming: Mutable<Incoming> = {
    receiver,
    buffer,
    ignored: 0,
    bursts,
    understood: 0,
    refused,
    setFormat(agreement, audible) {
      playout.setFormats(agreement.receive);
      setEvents(agreement.telephoneEvent?.receive ?? []);
      agreedNoise = agreement.comfortNoise?.receive;
      if (audible !== isAudible) playout.reset();
      isAudible = audible;
    },
    receive,
    ignore,
    play(into, dueMs) {
      for (const { receiver } of keypads) report(receiver.poll(dueMs));
      if (!isAudible) return void into.fill(0);
      playout.play(into, dueMs);
    },
    close: playout.close,
  };
  return incoming;
}
