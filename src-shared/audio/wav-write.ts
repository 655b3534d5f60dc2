/** The 44-byte header of a 16-bit PCM WAV file. */
export interface PcmHeader {
  sampleRateHz: number;
  channels: number;
  /** Bytes of samples that follow. */
  dataBytes: number;
}

export const WAV_HEADER_BYTES = 44;
/** RIFF sizes have 32 bits; beyond that a header says the most it can. */
const MOST_DATA_BYTES = 0xffff_ffff - 36;

/** Header for `dataBytes` of samples, to be written anew as the file grows. */
export function wavHeader({ sampleRateHz, channels, dataBytes }: PcmHeader): Uint8Array {
  const bytes = new Uint8Array(WAV_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const blockBytes = channels * 2;
  const size = Math.min(dataBytes, MOST_DATA_BYTES);
  writeText(bytes, 0, 'RIFF');
  view.setUint32(4, size + 36, true);
  writeText(bytes, 8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * blockBytes, true);
  view.setUint16(32, blockBytes, true);
  view.setUint16(34, 16, true);
  writeText(bytes, 36, 'data');
  view.setUint32(40, size, true);
  return bytes;
}

function writeText(bytes: Uint8Array, offset: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[offset + i] = text.charCodeAt(i);
}
