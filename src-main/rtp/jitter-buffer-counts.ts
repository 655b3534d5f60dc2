/** What has become of the packets and the sound of a stream, over all its sources. */
export interface JitterBufferCounts {
  played: number;
  /** Frames of audio that were not there when they were due, and in how many runs. A pause of the talker is none. */
  concealed: number;
  concealedRuns: number;
  late: number;
  duplicates: number;
  overflow: number;
  /** Sound that was not there when it was due; sound that came late or was left out; what stretching has taken away and put in. */
  concealedMs: number;
  discardedMs: number;
  shortenedMs: number;
  lengthenedMs: number;
}

export function createJitterBufferCounts(): JitterBufferCounts {
  return {
    played: 0, concealed: 0, concealedRuns: 0, late: 0, duplicates: 0, overflow: 0,
    concealedMs: 0, discardedMs: 0, shortenedMs: 0, lengthenedMs: 0,
  };
}
