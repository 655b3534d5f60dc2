/** A recording in step with the 20 ms clock: one frame of each direction a tick, so that both channels stay in line. */
import type { RecordRequest } from './engine-port.ts';
import { WAV_HEADER_BYTES, wavHeader } from './wav-write.ts';

/** Where the bytes go. Calls come in order; the sink keeps that order. */
export interface RecordingSink {
  write(bytes: Uint8Array, position: number): void;
}

export interface Recorder {
  /** The frame of this tick: what was sent and what was heard; silence where nothing was. */
  tick(sent: Int16Array, heard: Int16Array): void;
  /** Ticks that never happened (a suspended machine): silence, so that the recording keeps time. */
  skip(ticks: number): void;
  /** Hands over what is left. The file is complete when the sink has written it. */
  finish(): void;
}

/** So much is handed over at a time, and so much is lost when the process dies. */
const BLOCK_TICKS = 50;

export function createRecorder(form: RecordRequest['form'], sampleRateHz: number, frameSamples: number, sink: RecordingSink): Recorder {
  const channels = form === 'stereo' ? 2 : 1;
  const frameBytes = frameSamples * channels * 2;
  let block = newBlock();
  let ticks = 0;
  let dataBytes = 0;
  sink.write(wavHeader({ sampleRateHz, channels, dataBytes }), 0);

  function newBlock(): DataView {
    return new DataView(new ArrayBuffer(frameBytes * BLOCK_TICKS));
  }

  function handOver(): void {
    if (ticks === 0) return;
    const length = ticks * frameBytes;
    sink.write(new Uint8Array(block.buffer, 0, length), WAV_HEADER_BYTES + dataBytes);
    dataBytes += length;
    // After the samples: should the process die in between, the header claims what is there.
    sink.write(wavHeader({ sampleRateHz, channels, dataBytes }), 0);
    block = newBlock();
    ticks = 0;
  }

  function advance(): void {
    ticks++;
    if (ticks === BLOCK_TICKS) handOver();
  }

  function put(frame: Int16Array, channel: number): void {
    let offset = ticks * frameBytes + channel * 2;
    for (let i = 0; i < frameSamples; i++, offset += channels * 2) block.setInt16(offset, frame[i] ?? 0, true);
  }

  return {
    tick(sent, heard) {
      if (form === 'stereo') put(sent, 0);
      put(heard, channels - 1);
      advance();
    },
    skip(count) {
      for (let i = 0; i < count; i++) advance();
    },
    finish: handOver,
  };
}
