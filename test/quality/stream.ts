/** Speech as the RTP packets of one stream. */
import { createEncoder } from '../../src-main/media/codecs/codec.ts';
import { loadOpus } from '../../src-main/media/codecs/opus.ts';
import type { PayloadFormat } from '../../src-main/media/engine-port.ts';
import { rtpHeaderLength, writeRtp } from '../../src-shared/rtp/packet.ts';
import type { CodecName } from '../../src-shared/model.ts';

export const FRAME_MS = 20;

export interface SpeechStream {
  format: PayloadFormat;
  frames: number;
  /** The RTP packet of a frame. */
  packet(frame: number): Uint8Array;
}

const SSRC = 0x51a7e001;
/** Close to the wrap-around of both, which a receiver must not hear. */
const FIRST_SEQUENCE = 65_000;
const FIRST_TIMESTAMP = 0xffff_0000;

const FORMATS: Record<CodecName, PayloadFormat> = {
  opus: { payloadType: 111, codec: 'opus', clockRateHz: 48_000, channels: 2, parameters: 'useinbandfec=1' },
  G722: { payloadType: 9, codec: 'G722', clockRateHz: 8000, channels: 1, parameters: '' },
  L16: { payloadType: 112, codec: 'L16', clockRateHz: 16_000, channels: 1, parameters: '' },
  PCMU: { payloadType: 0, codec: 'PCMU', clockRateHz: 8000, channels: 1, parameters: '' },
  PCMA: { payloadType: 8, codec: 'PCMA', clockRateHz: 8000, channels: 1, parameters: '' },
};

/** Of the sound that the codec takes. */
export function soundRateOf(codec: CodecName): number {
  return createEncoder(FORMATS[codec], FRAME_MS).sampleRateHz;
}

/** `pcm` at the rate of the codec. The last frame that is not full is left out. */
export async function encodeSpeech(pcm: Int16Array, codec: CodecName): Promise<SpeechStream> {
  if (codec === 'opus') await loadOpus();
  const format = FORMATS[codec];
  const encoder = createEncoder(format, FRAME_MS);
  // Opus encodes from the next turn on.
  await new Promise((resolve) => void setImmediate(resolve));
  const samples = (encoder.sampleRateHz * FRAME_MS) / 1000;
  const ticks = (encoder.clockRateHz * FRAME_MS) / 1000;
  const packets: Uint8Array[] = [];
  for (let frame = 0; (frame + 1) * samples <= pcm.length; frame++) {
    const header = {
      marker: frame === 0, payloadType: format.payloadType, sequence: (FIRST_SEQUENCE + frame) & 0xffff,
      timestamp: (FIRST_TIMESTAMP + frame * ticks) >>> 0, ssrc: SSRC,
    };
    const bytes = new Uint8Array(1500);
    const length = encoder.encode(pcm.subarray(frame * samples, (frame + 1) * samples), bytes, rtpHeaderLength(header));
    packets.push(bytes.subarray(0, writeRtp(bytes, header, length)));
  }
  encoder.close?.();
  return { format, frames: packets.length, packet: (frame) => packets[frame]! };
}
