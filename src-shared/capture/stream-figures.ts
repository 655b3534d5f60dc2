/** What the packets of a stream tell: loss, jitter, codec, keys pressed. Goes on where it stopped when more has come. */
import type { ReceivedDigit } from '../rtp/dtmf-receiver.ts';
import { createDtmfReceiver } from '../rtp/dtmf-receiver.ts';
import type { RtpView } from '../rtp/packet.ts';
import { createRtpView, readRtp } from '../rtp/packet.ts';
import { beginSource, createSourceState, expectedPackets, updateJitter, updateSequence } from '../rtp/source-statistics.ts';
import { createJitterFigures } from './jitter-figures.ts';
import type { OctetStore } from './octet-store.ts';
import type { IndexedStream, PacketRows } from './stream-index.ts';

/** What a payload type means, as a session description says it. */
export interface Format {
  codec: string;
  clockRateHz: number;
}

export type Formats = ReadonlyMap<number, Format>;

export interface PressedDigit {
  digit: string;
  /** When its last packet came. */
  atMs: number;
  durationMs: number;
}

export interface StreamFigures {
  /** Of the sound: what is no key and no comfort noise; of whatever there is while there is nothing else. */
  payloadType: number;
  /** As RFC 3550 A.3 counts it, over restarts of the sequence. */
  lost: number;
  /** At the end, RFC 3550 6.4.1. */
  jitterMs: number;
  /** Over all packets, as Wireshark tells them. */
  meanJitterMs: number;
  maxJitterMs: number;
  digits: readonly PressedDigit[];
}

export interface FiguresReader {
  /** Of all packets until now. */
  read(): StreamFigures;
}

const STATIC_FORMATS: Formats = new Map(Object.entries({ 0: 'PCMU', 3: 'GSM', 8: 'PCMA', 9: 'G722', 13: 'CN', 18: 'G729' })
  .map(([type, codec]) => [Number(type), { codec, clockRateHz: 8000 }]));
/** The first payload type that has no meaning of its own (RFC 3551 6). */
const FIRST_DYNAMIC = 96;
const NO_SOUND = ['telephone-event', 'cn'];
const DEFAULT_CLOCK_HZ = 8000;
const EVENT_BYTES = 4;
const MOST_DIGITS = 1000;

export function formatOf(payloadType: number, formats: Formats): Format {
  return formats.get(payloadType) ?? STATIC_FORMATS.get(payloadType) ?? { codec: `payload ${payloadType}`, clockRateHz: DEFAULT_CLOCK_HZ };
}

/** `isEncrypted`: nothing but the headers can be read (RFC 3711 3.1). */
export function createFiguresReader(stream: IndexedStream, rows: PacketRows, formats: Formats, isEncrypted: boolean, store: OctetStore): FiguresReader {
  const view = createRtpView();
  const source = createSourceState();
  const jitter = createJitterFigures();
  const digits: PressedDigit[] = [];
  const dtmf = createDtmfReceiver({ clockRateHz: [...formats.values()].find(({ codec }) => isEvents(codec))?.clockRateHz ?? DEFAULT_CLOCK_HZ });
  let soundType: number | undefined;
  let firstType = 0;
  let lostBefore = 0;
  let clockRateHz = DEFAULT_CLOCK_HZ;
  /** Packets seen, and the row of the last one. */
  let seen = 0;
  let row = stream.first;

  function packet(atMs: number): void {
    const { payloadType, sequence, timestamp, ssrc } = view;
    if (seen === 0) {
      firstType = payloadType;
      beginSource(source, ssrc, sequence, 1);
    }
    const lost = lostNow();
    if (updateSequence(source, sequence) === 'restarted') lostBefore += lost;
    if (isEvent(view, soundType, formats)) return events(atMs);
    jitter.add(timestamp, atMs, view.marker, formatOf(payloadType, formats).clockRateHz);
    press(dtmf.poll(atMs), atMs);
    const format = formatOf(payloadType, formats);
    clockRateHz = format.clockRateHz;
    updateJitter(source, timestamp, atMs, clockRateHz);
    if (!NO_SOUND.includes(format.codec.toLowerCase())) soundType ??= payloadType;
  }

  function events(atMs: number): void {
    jitter.addEvent(atMs);
    if (!isEncrypted) press(dtmf.receive(view.timestamp, view.marker, view.bytes, view.payloadOffset, view.payloadLength, atMs), atMs);
  }

  function press(received: readonly ReceivedDigit[], atMs: number): void {
    for (const { digit, durationMs } of received) if (digits.length < MOST_DIGITS) digits.push({ digit, atMs, durationMs });
  }

  function lostNow(): number {
    return Math.max(0, expectedPackets(source) - source.received);
  }

  return {
    read() {
      for (; seen < stream.packets; seen++) {
        if (seen > 0) row = rows.next.get(row);
        if (readRtp(view, store.read(rows.position.get(row), rows.length.get(row))) === null) packet(rows.atMs.get(row));
      }
      return { payloadType: soundType ?? firstType, lost: lostBefore + lostNow(), jitterMs: source.jitter * 1000 / clockRateHz, meanJitterMs: jitter.meanMs, maxJitterMs: jitter.maxMs, digits: [...digits] };
    },
  };
}

function isEvents(codec: string): boolean {
  return codec.toLowerCase() === 'telephone-event';
}

/** Announced as such; without announcement, what is as long as an event among sound of another payload type. */
function isEvent({ payloadType, payloadLength }: RtpView, soundType: number | undefined, formats: Formats): boolean {
  const format = formats.get(payloadType);
  if (format) return isEvents(format.codec);
  return payloadType >= FIRST_DYNAMIC && payloadLength === EVENT_BYTES && soundType !== undefined && payloadType !== soundType;
}
