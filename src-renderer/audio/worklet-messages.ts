/** The core's rate: it may change in a call, when another codec is agreed. */
export interface WorkletOptions {
  sampleRateHz: number;
}

/** A frame to be played, or another rate from the next frame on. Back come frames from the microphone. */
export type ToWorklet = Int16Array | WorkletOptions;
