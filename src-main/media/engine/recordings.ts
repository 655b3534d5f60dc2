/** The recordings of a session that are being written: a recorder in the beat and a file for each. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { ok } from '../../../src-shared/result.ts';
import type { RecordRequest } from '../engine-port.ts';
import type { Recorder } from '../recorder.ts';
import { createRecorder } from '../recorder.ts';
import type { RecordingFile } from './wav-files.ts';
import { createRecordingFile } from './wav-files.ts';

export interface Recordings {
  /** Error: `record-failed`. */
  start(request: RecordRequest): Promise<Result<void, RungError>>;
  /** The file is complete when it resolves. */
  stop(path: string): Promise<void>;
  /** The recorders have handed over what they held: completes all files. */
  close(): Promise<void>;
}

interface Recording {
  file: RecordingFile;
  recorder: Recorder;
}

/** `onError`: the disk is full, later. */
export function createRecordings(
  stream: { addRecorder(recorder: Recorder): void; removeRecorder(recorder: Recorder): void }, onError: (error: RungError) => void,
): Recordings {
  const recordings = new Map<string, Recording>();
  let isClosed = false;

  return {
    async start(request) {
      const file = await createRecordingFile(request.path, (error) => void (isClosed || onError(error)));
      if (!file.ok) return file;
      if (isClosed) {
        await file.value.close();
        return ok(undefined);
      }
      const recorder = createRecorder(request.form, file.value);
      recordings.set(request.path, { file: file.value, recorder });
      stream.addRecorder(recorder);
      return ok(undefined);
    },
    async stop(path) {
      const recording = recordings.get(path);
      if (!recording || isClosed) return;
      recordings.delete(path);
      stream.removeRecorder(recording.recorder);
      await recording.file.close();
    },
    async close() {
      isClosed = true;
      await Promise.all(Array.from(recordings.values(), ({ file }) => file.close()));
    },
  };
}
