/** `a=fmtp` of Opus (RFC 7587 6.1): what the one who receives wishes. */

export interface OpusParameters {
  /** bit/s. */
  maxAverageBitrate: number;
  maxPlaybackRateHz: number;
  useInbandFec: boolean;
  useDtx: boolean;
  constantBitrate: boolean;
}

/** What we tell the peer. Mono, 48 kHz and a bit rate of its choice need no words. */
export const OWN_OPUS_PARAMETERS = 'useinbandfec=1;usedtx=1';

const HIGHEST_BITRATE = 510_000;
const LOWEST_BITRATE = 6000;

/** What is missing or out of range has its default. */
export function readOpusParameters(text: string): OpusParameters {
  const given = new Map<string, number>();
  for (const parameter of text.split(';')) {
    const [name = '', value = ''] = parameter.split('=');
    if (/^ *\d{1,7} *$/.test(value)) given.set(name.trim().toLowerCase(), Number(value));
  }
  const bitrate = given.get('maxaveragebitrate') ?? HIGHEST_BITRATE;
  const rate = given.get('maxplaybackrate') ?? 48_000;
  return {
    maxAverageBitrate: Math.max(LOWEST_BITRATE, Math.min(HIGHEST_BITRATE, bitrate)),
    maxPlaybackRateHz: rate >= 8000 ? rate : 48_000,
    useInbandFec: given.get('useinbandfec') === 1,
    useDtx: given.get('usedtx') === 1,
    constantBitrate: given.get('cbr') === 1,
  };
}
