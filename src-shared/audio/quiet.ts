/** Peak (0 to 1) of sound that is not missed where a frame of it is left out: about -46 dB of full scale. */
export const QUIET_PEAK = 0.005;
