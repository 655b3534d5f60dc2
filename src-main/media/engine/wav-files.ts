/** WAV files on disk, for the threads that the media engine runs in. */
import type { FileHandle } from 'node:fs/promises';
import { open, readFile, stat } from 'node:fs/promises';
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { RecordingSink } from '../recorder.ts';
import type { WavAudio } from '../wav-read.ts';
import { readWav, wavUnreadable } from '../wav-read.ts';

/** It is held in memory while it plays: 45 minutes of CD sound. */
const LARGEST_FILE_BYTES = 512 * 1024 * 1024;
/** What may wait for a slow disk: half a minute in stereo. */
const MOST_WAITING_BYTES = 1024 * 1024;

/** Error: `wav-unreadable`. */
export async function openWav(path: string): Promise<Result<WavAudio, RungError>> {
  try {
    const found = await stat(path);
    // A device or a pipe could deliver for ever.
    if (!found.isFile()) return err(wavUnreadable(path, 'it is not a file'));
    if (found.size > LARGEST_FILE_BYTES) return err(wavUnreadable(path, `it is larger than ${LARGEST_FILE_BYTES / 1024 / 1024} MiB`));
    return readWav(await readFile(path), path);
  } catch (error) {
    return err(wavUnreadable(path, describe(error)));
  }
}

export interface RecordingFile extends RecordingSink {
  /** Resolves when all is on disk and the file closed. */
  close(): Promise<void>;
}

/** Creates or empties the file. Error: `record-failed`; later ones (disk full) arrive once at `onError`, and nothing more is written. */
export async function createRecordingFile(
  path: string, onError: (error: RungError) => void,
): Promise<Result<RecordingFile, RungError>> {
  try {
    return ok(wrap(path, await open(path, 'w'), onError));
  } catch (error) {
    const isFolderMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return err(recordFailed(path, isFolderMissing ? 'its folder does not exist' : describe(error)));
  }
}

function wrap(path: string, handle: FileHandle, onError: (error: RungError) => void): RecordingFile {
  let queue: Promise<void> = Promise.resolve();
  let waitingBytes = 0;
  let failed = false;

  function fail(why: string): void {
    if (failed) return;
    failed = true;
    onError(recordFailed(path, why));
  }

  async function writeNow(bytes: Uint8Array, position: number): Promise<void> {
    waitingBytes -= bytes.length;
    if (failed) return;
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    } catch (error) {
      fail(describe(error));
    }
  }

  return {
    write(bytes, position) {
      if (waitingBytes + bytes.length > MOST_WAITING_BYTES) return fail('the disk is too slow');
      waitingBytes += bytes.length;
      queue = queue.then(() => writeNow(bytes, position));
    },
    async close() {
      await queue;
      await handle.close().catch((error: unknown) => fail(describe(error)));
    },
  };
}

function recordFailed(path: string, why: string): RungError {
  return rungError('record-failed', `Cannot record to ${path}: ${why}. Choose a folder that exists and can be written to.`, { file: path, why });
}

const reasons: Record<string, string> = {
  ENOENT: 'it does not exist',
  EACCES: 'access to it is not permitted',
  EPERM: 'access to it is not permitted',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code && reasons[code]) || message;
}
