/** What goes to the peer, at the rate of the session: the source, muted or louder, a file that is played, the others of a conference. */
import type { Seat } from './conference.ts';
import type { PlayRequest } from './engine-port.ts';
import { INITIAL_RATE_HZ, frameSamples } from './frame.ts';
import { createGain } from './gain.ts';
import { mixInto } from './mixer.ts';
import type { FrameSource, SourceInput } from './sources.ts';
import { silenceSource } from './sources.ts';
import type { Tone } from './tones.ts';
import { createRecordingTone } from './tones.ts';

/** A file besides the source. */
export interface Player {
  source: FrameSource;
  mode: PlayRequest['mode'];
}

export interface Speech {
  useRate(sampleRateHz: number): void;
  usesDevice(): boolean;
  setSource(source: FrameSource): void;
  setMuted(muted: boolean): void;
  /** Of the microphone only. */
  setGainDb(db: number): void;
  setPlayer(player: Player | null): void;
  pausePlayer(paused: boolean): void;
  setSeat(seat: Seat | null): void;
  setRecordingTone(on: boolean): void;
  /** A file or a tone plays, which has no pauses to be left out. */
  isProgramme(): boolean;
  /** The next frame. */
  read(frame: Int16Array, input: SourceInput): void;
}

export function createSpeech(events: { onSourceEnded: () => void; onPlayEnded: () => void }): Speech {
  const gain = createGain();
  let rateHz = INITIAL_RATE_HZ;
  let extra = new Int16Array(frameSamples(rateHz));
  let source = silenceSource;
  let isMuted = false;
  let player: Player | null = null;
  let isPaused = false;
  let seat: Seat | null = null;
  let beep: Tone | undefined;

  function readSource(frame: Int16Array, input: SourceInput): void {
    const isMicrophone = source.kind === 'device';
    if (!source.read(frame, input)) {
      source = silenceSource;
      events.onSourceEnded();
    }
    if (isMicrophone) gain.apply(frame);
    if (isMuted) frame.fill(0);
  }

  function addPlayed(frame: Int16Array, { source: file, mode }: Player, input: SourceInput): void {
    const goesOn = file.read(extra, input);
    if (mode === 'replace') frame.set(extra);
    else mixInto(frame, extra);
    if (goesOn) return;
    player = null;
    events.onPlayEnded();
  }

  function setRecordingTone(on: boolean): void {
    beep = on ? createRecordingTone(rateHz) : undefined;
  }

  return {
    useRate(sampleRateHz) {
      rateHz = sampleRateHz;
      extra = new Int16Array(frameSamples(rateHz));
      source.useRate(rateHz);
      player?.source.useRate(rateHz);
      setRecordingTone(beep !== undefined);
    },
    usesDevice: () => source.kind === 'device',
    setSource(next) {
      source = next;
      source.useRate(rateHz);
    },
    setMuted: (muted) => void (isMuted = muted),
    setGainDb: gain.setDb,
    setPlayer(next) {
      player = next;
      isPaused = false;
      player?.source.useRate(rateHz);
    },
    pausePlayer: (paused) => void (isPaused = paused),
    setSeat: (next) => void (seat = next),
    setRecordingTone,
    isProgramme: () => (player !== null && !isPaused) || (!isMuted && (source.kind === 'wav' || source.kind === 'tone')),
    read(frame, input) {
      readSource(frame, input);
      if (player && !isPaused) addPlayed(frame, player, input);
      if (seat) mixInto(frame, seat.others());
      if (!beep) return;
      beep.read(extra);
      mixInto(frame, extra);
    },
  };
}
