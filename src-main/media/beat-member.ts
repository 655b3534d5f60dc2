/** What takes its turn in the engine's 20 ms beat: the stream of a call, or a session that was joined. */
export interface BeatMember {
  /** Of its sound path. */
  sampleRateHz(): number;
  /** It hears the microphone or is heard on the loudspeaker. */
  usesDevice(): boolean;
  /** Call `halfTick` too. */
  needsHalfTicks(): boolean;
  /** Every 20 ms, first. `dueMs`: when this tick should be; `ear`: what the person hears, to be mixed into, at the device's rate. */
  hear(dueMs: number, ear: Int16Array): void;
  /** Every 20 ms, then. `captured`: the microphone's frame, at the device's rate. */
  speak(dueMs: number, captured: Int16Array): void;
  /** 10 ms after a tick. */
  halfTick(dueMs: number): void;
  /** So many ticks never happened. */
  skip(ticks: number): void;
}
