/** The codecs that a session can be made with, and what each allows. */

export type DraftCodec = 'PCMA' | 'PCMU' | 'G722' | 'opus' | 'L16' | 'L24';

interface CodecChoice {
  encoding: string;
  /** Sample rates of the sound. */
  rates: readonly number[];
  maxChannels: number;
  /** Milliseconds of a packet; the first is the usual one. */
  ptimesMs: readonly number[];
  /** What a=rtpmap writes where that is not the sample rate: G.722 has 8000 for 16 kHz (RFC 3551 4.5.2), Opus 48000 always (RFC 7587 4.1). */
  clockRateHz?: number;
  /** Of linear codecs. */
  bitsPerSample?: number;
}

const LINEAR_RATES = [8000, 16_000, 44_100, 48_000, 96_000];
/** 1 ms and 125 µs are those of AES67. */
const LINEAR_PTIMES = [5, 1, 4, 10, 20, 0.125, 0.25, 0.333];

export const draftCodecs: Record<DraftCodec, CodecChoice> = {
  PCMA: { encoding: 'PCMA', rates: [8000], maxChannels: 1, ptimesMs: [20, 10, 30, 40, 60] },
  PCMU: { encoding: 'PCMU', rates: [8000], maxChannels: 1, ptimesMs: [20, 10, 30, 40, 60] },
  G722: { encoding: 'G722', rates: [16_000], maxChannels: 1, ptimesMs: [20, 10, 30, 40], clockRateHz: 8000 },
  opus: { encoding: 'opus', rates: [48_000], maxChannels: 2, ptimesMs: [20, 10, 40, 60], clockRateHz: 48_000 },
  L16: { encoding: 'L16', rates: LINEAR_RATES, maxChannels: 8, ptimesMs: LINEAR_PTIMES, bitsPerSample: 16 },
  L24: { encoding: 'L24', rates: LINEAR_RATES, maxChannels: 8, ptimesMs: LINEAR_PTIMES, bitsPerSample: 24 },
};

/** RFC 3551 6. */
export function staticPayloadType(codec: DraftCodec, sampleRateHz: number, channels: number): number | undefined {
  if (codec === 'L16') return sampleRateHz !== 44_100 ? undefined : channels === 1 ? 11 : channels === 2 ? 10 : undefined;
  return { PCMU: 0, PCMA: 8, G722: 9, opus: undefined, L24: undefined }[codec];
}

/** Packets must pass Ethernet whole: 1500 bytes without IP (40), UDP (8) and RTP (12). */
const MAX_PAYLOAD = 1440;

/** Milliseconds that packets may hold: a whole number of samples, and not too large for the network. The first is the usual one. */
export function ptimesFor(codec: DraftCodec, sampleRateHz: number, channels: number): number[] {
  const { ptimesMs, bitsPerSample } = draftCodecs[codec];
  if (bitsPerSample === undefined) return [...ptimesMs];
  return ptimesMs.filter((ptimeMs) => {
    const samples = (sampleRateHz * ptimeMs) / 1000;
    // 0.333 ms at 48 kHz are 16 samples: AES67 rounds.
    const isWhole = Math.round(samples) >= 1 && Math.abs(samples - Math.round(samples)) < 0.02;
    return isWhole && (Math.round(samples) * channels * bitsPerSample) / 8 <= MAX_PAYLOAD;
  });
}
