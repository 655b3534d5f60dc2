/** How a call sounds besides what was agreed: tones while it rings, what those on hold hear, files played into it, recordings, gain. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Account, Call, CallGain, PlayMode, Settings } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { AudioSource, MediaEvent, MediaSession } from '../media/engine-port.ts';
import type { Clock } from '../ports.ts';
import type { KeptRtp } from '../store/kept-rtp.ts';
import type { Recordings } from '../store/recordings.ts';
import type { Sounds } from '../store/sounds.ts';
import type { MediaPlan } from './call-media.ts';
import { callNotReady } from './call-not-ready.ts';
import { recordingName } from './recording-name.ts';

/** What all calls of a phone share. */
export interface SoundHouse {
  settings: () => Settings;
  /** Absent: this phone keeps no files. */
  sounds?: Sounds | undefined;
  recordings?: Recordings | undefined;
  rtp?: KeptRtp | undefined;
}

export interface CallSoundOptions extends SoundHouse {
  plan: MediaPlan;
  clock: Clock;
  account: Account | undefined;
  session: () => MediaSession | undefined;
  call: () => Call;
  change: (changes: Partial<Call>) => void;
}

export interface CallSound {
  /** There is a session: what was set before is told to it. */
  opened(session: MediaSession): void;
  onEvent(event: MediaEvent): void;
  ringing(): void;
  confirmed(): void;
  /** Another call knocks; the local ear hears it. */
  setWaiting(waiting: boolean): void;
  /** Errors: `wav-unreadable`. */
  setHeld(held: boolean): Promise<Result<void, RungError>>;
  setInConference(member: boolean): void;
  setGain(gain: CallGain): void;
  /** Errors: `call-not-ready`, `record-failed`. */
  record(on: boolean): Promise<Result<void, RungError>>;
  /** Errors: `call-not-ready`, `sound-gone`, `wav-unreadable`. */
  play(sound: string, mode: PlayMode): Promise<Result<void, RungError>>;
  pausePlay(paused: boolean): void;
  stopPlay(): void;
}

type LocalTone = Parameters<MediaSession['setLocalTone']>[0];

export function createCallSound(options: CallSoundOptions): CallSound {
  const { plan, clock, call, change } = options;
  let tone: LocalTone = null;
  let rings = false;
  let hasNetworkSound = false;
  let isWaiting = false;
  let isHeld = false;
  let holdRequests = 0;
  /** What those on hold hear is on already: the re-INVITE that follows must not begin it again. */
  let hasHoldSound = false;
  let recordTurn: Promise<unknown> = Promise.resolve();

  /** RFC 3960 3.2: where it rings, the network's own sound is heard as soon as it comes, and our ringback until then. */
  function updateTone(): void {
    const { direction, state } = call();
    const rungBack = rings && !hasNetworkSound && direction === 'out' && state !== 'confirmed' && plan.sink === 'device';
    const wanted: LocalTone = isWaiting ? 'waiting' : rungBack ? 'ringback' : null;
    if (wanted === tone) return;
    tone = wanted;
    options.session()?.setLocalTone(tone);
  }

  function isOver(): boolean {
    return call().state === 'ending' || call().state === 'ended';
  }

  /** A recording that nobody asked for by hand, or music that cannot be read: the call goes on, and says so. */
  function tell(done: Result<void, RungError>): void {
    if (!done.ok && !isOver()) change({ error: done.error });
  }

  // Hold -------------------------------------------------------------------------------------------------------------

  async function setHeld(held: boolean): Promise<Result<void, RungError>> {
    isHeld = held;
    if (held && hasHoldSound) return ok(undefined);
    const request = ++holdRequests;
    hasHoldSound = held;
    const session = options.session();
    session?.setSink(held ? 'none' : plan.sink);
    applyConference();
    // The microphone is off at once, however long the music takes to be read.
    if (held) void session?.setSource({ kind: 'silence' });
    const music = held ? await holdMusic() : undefined;
    // Taken back while the file was looked for.
    if (request !== holdRequests) return ok(undefined);
    const source: AudioSource = music ? { kind: 'wav', path: music.path, loop: true } : held ? { kind: 'silence' } : plan.source;
    const set = (await session?.setSource(source)) ?? ok(undefined);
    if (request !== holdRequests) return ok(undefined);
    const sounds = set.ok ? music?.name : undefined;
    if (call().holdMusic !== sounds) change({ holdMusic: sounds });
    if (set.ok || !held) return set;
    // On hold without music is on hold all the same.
    tell(set);
    return (await session?.setSource({ kind: 'silence' })) ?? ok(undefined);
  }

  async function holdMusic(): Promise<{ name: string; path: string } | undefined> {
    const name = options.settings().holdMusic;
    const path = name === '' ? undefined : await options.sounds?.pathOf(name);
    return path === undefined ? undefined : { name, path };
  }

  function applyConference(): void {
    options.session()?.setInConference((call().inConference ?? false) && !isHeld);
  }

  // Recording --------------------------------------------------------------------------------------------------------

  function record(on: boolean): Promise<Result<void, RungError>> {
    const turn = recordTurn.then(() => (on ? startRecording() : stopRecording()));
    recordTurn = turn;
    return turn;
  }

  async function startRecording(): Promise<Result<void, RungError>> {
    const session = options.session();
    if (!session || isOver()) return err(callNotReady());
    if (call().recording) return ok(undefined);
    const startedAtMs = clock.wallMs();
    const { recordingFolder, recordingTone } = options.settings();
    const path = options.recordings?.newFile(recordingFolder, recordingName(call(), startedAtMs)) ?? err(noRecordings());
    if (!path.ok) return path;
    const started = await session.record({ path: path.value, form: 'stereo' });
    if (!started.ok) return started;
    session.setRecordingTone(recordingTone);
    if (!isOver()) change({ recording: { path: path.value, startedAtMs }, recordings: [...(call().recordings ?? []), path.value] });
    return ok(undefined);
  }

  async function stopRecording(): Promise<Result<void, RungError>> {
    const { recording } = call();
    if (!recording) return ok(undefined);
    const session = options.session();
    session?.setRecordingTone(false);
    await session?.stopRecording(recording.path);
    change({ recording: undefined });
    return ok(undefined);
  }

  function wantsRecording(): boolean {
    const rule = options.account?.record ?? 'off';
    return rule === 'all' || rule === (call().direction === 'in' ? 'incoming' : 'outgoing');
  }

  // Playing ----------------------------------------------------------------------------------------------------------

  async function play(sound: string, mode: PlayMode): Promise<Result<void, RungError>> {
    const session = options.session();
    if (!session || isOver()) return err(callNotReady());
    const path = await options.sounds?.pathOf(sound);
    if (path === undefined) return err(soundGone(sound));
    const playing = await session.play({ path, mode });
    if (playing.ok && !isOver()) change({ playing: { sound, mode, paused: false } });
    return playing;
  }

  return {
    opened(session) {
      // Set before there was anything to set it for.
      session.setMuted(call().muted);
      const { microphoneGainDb, speakerGainDb } = options.settings();
      session.setGain(call().gain ?? { microphoneDb: microphoneGainDb, speakerDb: speakerGainDb });
      session.setLocalTone(tone);
    },
    onEvent(event) {
      if (event.kind === 'first-packet') {
        hasNetworkSound = true;
        updateTone();
      }
      if (event.kind === 'play-ended') change({ playing: undefined });
      // What has been written so far stays.
      if (event.kind === 'error' && event.error.code === 'record-failed') change({ recording: undefined });
    },
    ringing() {
      rings = true;
      updateTone();
    },
    confirmed() {
      updateTone();
      if (wantsRecording()) void record(true).then(tell);
    },
    setWaiting(waiting) {
      isWaiting = waiting;
      updateTone();
    },
    setHeld,
    setInConference(member) {
      if ((call().inConference ?? false) !== member) change({ inConference: member || undefined });
      applyConference();
    },
    setGain(gain) {
      options.session()?.setGain(gain);
      change({ gain });
    },
    record,
    play,
    pausePlay(paused) {
      const { playing } = call();
      if (!playing) return;
      options.session()?.pausePlay(paused);
      change({ playing: { ...playing, paused } });
    },
    stopPlay() {
      void options.session()?.play(null);
      if (call().playing) change({ playing: undefined });
    },
  };
}

function noRecordings(): RungError {
  return rungError('record-failed', 'This Rung keeps no files, so it has no folder for recordings. Use the app, or --record.', { file: '', why: '' });
}

export function soundGone(name: string): RungError {
  return rungError('sound-gone', `There is no sound called ${name} any more. Choose another one.`, { name });
}
