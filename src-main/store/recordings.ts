/** Where recordings of calls lie, and how they are read back. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import { makeDirectory } from './data-dir.ts';
import { readPiece } from './file-piece.ts';

export interface Recordings {
  /** A path that is free, in a folder that exists. `folder`: absolute, or empty for the usual one. Error: `record-failed`. */
  newFile(folder: string, name: string): Result<string, RungError>;
  /** Of the recordings that lie there now. */
  bytesIn(folder: string): number;
  /** At most half a megabyte from `offset` on. Error: `recording-gone`. */
  read(path: string, offset: number): Promise<Result<{ total: number; bytes: Uint8Array }, RungError>>;
}

export function createRecordings(usual: string): Recordings {
  return {
    newFile(chosen, name) {
      const folder = chosen === '' ? usual : chosen;
      if (!isAbsolute(folder)) return err(failed(folder, 'it is not a whole path'));
      try {
        makeDirectory(folder);
      } catch (error) {
        return err(failed(folder, (error as Error).message));
      }
      for (let number = 1; ; number++) {
        const path = join(folder, `${name}${number === 1 ? '' : ` (${number})`}.wav`);
        if (!existsSync(path)) return ok(path);
      }
    },
    bytesIn(chosen) {
      const folder = chosen === '' ? usual : chosen;
      try {
        const files = readdirSync(folder).filter((name) => name.endsWith('.wav'));
        return files.reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
      } catch {
        return 0;
      }
    },
    async read(path, offset) {
      try {
        return ok(await readPiece(path, offset));
      } catch (error) {
        const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it was moved or deleted' : (error as Error).message;
        return err(rungError('recording-gone', `The recording ${path} cannot be read: ${why}.`, { file: path, why }));
      }
    },
  };
}

function failed(folder: string, why: string): RungError {
  return rungError('record-failed', `Cannot record to ${folder}: ${why}. Choose a folder that exists and can be written to.`, { file: folder, why });
}
