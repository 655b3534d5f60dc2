/** A MediaSession: an audio stream with its sockets and files. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { StreamStats } from '../../../src-shared/model.ts';
import type { Result } from '../../../src-shared/result.ts';
import { ok } from '../../../src-shared/result.ts';
import type { AudioSource, MediaEvent, MediaSession, RecordRequest } from '../engine-port.ts';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../frame.ts';
import type { AudioStream, StreamOptions } from '../media-session.ts';
import { createAudioStream } from '../media-session.ts';
import { createRecorder } from '../recorder.ts';
import type { FrameSource } from '../sources.ts';
import { createToneSource, createWavSource, deviceSource, echoSource, silenceSource } from '../sources.ts';
import type { RecordingFile } from './wav-files.ts';
import { createRecordingFile, openWav } from './wav-files.ts';

export interface LocalSession extends MediaSession {
  readonly stream: AudioStream;
}

export type LocalSessionOptions = Omit<StreamOptions, 'onEvent'> & {
  id: string;
  /** No tick after this. */
  onClosing: () => void;
};

export function createLocalSession(options: LocalSessionOptions): LocalSession {
  const { rtp, rtcp } = options;
  const stream = createAudioStream({ ...options, onEvent: emit });
  const files = new Set<RecordingFile>();
  let sourceRequests = 0;
  let closing: Promise<StreamStats> | undefined;

  const session: LocalSession = {
    id: options.id,
    local: { rtp: rtp.local, rtcp: rtcp.local },
    stream,
    onEvent: () => {},
    agree: stream.agree,
    setSource,
    setSink: stream.setSink,
    setMuted: stream.setMuted,
    setLocalTone: stream.setLocalTone,
    sendDtmf: (digits) => (closing ? Promise.resolve() : stream.sendDtmf(digits)),
    record,
    close: () => (closing ??= close()),
  };

  // The socket refuses to send (no route, peer's port closed): packets are lost, which the figures show.
  rtp.onError = () => {};
  rtcp.onError = () => {};

  function emit(event: MediaEvent): void {
    if (!closing) session.onEvent(event);
  }

  async function setSource(wanted: AudioSource): Promise<Result<void, RungError>> {
    const request = ++sourceRequests;
    const source = await openSource(wanted);
    if (!source.ok) return source;
    // A later request may have been faster than this one's file.
    if (request === sourceRequests) stream.setSource(source.value);
    return ok(undefined);
  }

  async function record(request: RecordRequest): Promise<Result<void, RungError>> {
    const file = await createRecordingFile(request.path, (error) => emit({ kind: 'error', error }));
    if (!file.ok) return file;
    if (closing) {
      await file.value.close();
      return ok(undefined);
    }
    files.add(file.value);
    stream.addRecorder(createRecorder(request.form, SAMPLE_RATE_HZ, FRAME_SAMPLES, file.value));
    return ok(undefined);
  }

  async function close(): Promise<StreamStats> {
    options.onClosing();
    const stats = stream.close();
    await Promise.all([rtp.close(), rtcp.close(), ...Array.from(files, (file) => file.close())]);
    return stats;
  }

  return session;
}

async function openSource(source: AudioSource): Promise<Result<FrameSource, RungError>> {
  switch (source.kind) {
    case 'device':
      return ok(deviceSource);
    case 'silence':
      return ok(silenceSource);
    case 'echo':
      return ok(echoSource);
    case 'tone':
      return ok(createToneSource(source.frequencyHz, source.level, SAMPLE_RATE_HZ));
    case 'wav': {
      const audio = await openWav(source.path);
      return audio.ok ? ok(createWavSource(audio.value, source.loop, SAMPLE_RATE_HZ)) : audio;
    }
  }
}
