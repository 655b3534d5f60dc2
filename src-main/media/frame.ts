/** The beat of the engine. */
export const TICK_MS = 20;
/** Packets of 10, 30 or 50 ms are due between two ticks. */
export const HALF_TICK_MS = 10;
/** All of today's codecs run at this rate. */
export const SAMPLE_RATE_HZ = 8000;
/** Samples of a tick: 20 ms. */
export const FRAME_SAMPLES = 160;
