/** The sounds that can be played into calls: WAV files in one folder, by name. They come in pieces, from the page. */
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RungError } from '../../src-shared/errors.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Sound } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';

export interface SoundPart {
  name: string;
  offset: number;
  /** Bytes of the whole file. */
  total: number;
  bytes: Uint8Array;
}

export interface Sounds {
  list(): Promise<Sound[]>;
  /** Throws RungFailure: `sound-name`, `sound-failed`, and what `check` says of the whole file. */
  put(part: SoundPart): Promise<void>;
  remove(name: string): Promise<void>;
  /** Undefined: there is none of this name. */
  pathOf(name: string): Promise<string | undefined>;
}

const MOST_SOUNDS = 200;
/** Not hidden, no path, nothing that Windows refuses. */
const NAME = /^[^./\\:*?"<>|\p{Cc}][^/\\:*?"<>|\p{Cc}]*\.wav$/iu;

/** `check`: is the file at this path a WAV that can be played? */
export function createSounds(folder: string, check: (path: string) => Promise<Result<unknown, RungError>>): Sounds {
  const partOf = (name: string): string => join(folder, `.${name}.part`);
  const isName = (name: string): boolean => name.length <= 100 && NAME.test(name);

  async function list(): Promise<Sound[]> {
    const names = await readdir(folder).catch(() => []);
    const found = await Promise.all(names.filter(isName).slice(0, MOST_SOUNDS).map(async (name) => {
      const file = await stat(join(folder, name)).catch(() => undefined);
      return file?.isFile() ? [{ name, bytes: file.size }] : [];
    }));
    return found.flat().sort((a, b) => a.name.localeCompare(b.name));
  }

  async function write({ name, offset, bytes }: SoundPart): Promise<number> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(partOf(name), offset === 0 ? 'w' : 'r+', 0o600);
    try {
      const { size } = await file.stat();
      if (size !== offset) throw new Error('its parts came out of order');
      for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
      return size + bytes.length;
    } finally {
      await file.close();
    }
  }

  async function put(part: SoundPart): Promise<void> {
    const { name, total } = part;
    if (!isName(name)) throw new RungFailure(badName(name));
    if (part.offset === 0 && (await list()).length >= MOST_SOUNDS) throw new RungFailure(failed(name, `there are ${MOST_SOUNDS} sounds already`));
    try {
      const size = await write(part);
      if (size < total) return;
      if (size > total) throw new Error('it is longer than it said');
      const checked = await check(partOf(name));
      // Named by its own name, not by that of the part.
      if (!checked.ok) throw new RungFailure({ ...checked.error, message: checked.error.message.replace(partOf(name), name), params: { ...checked.error.params, file: name } });
      await rename(partOf(name), join(folder, name));
    } catch (error) {
      await rm(partOf(name), { force: true }).catch(() => {});
      throw error instanceof RungFailure ? error : new RungFailure(failed(name, (error as Error).message));
    }
  }

  return {
    list,
    put,
    async remove(name) {
      if (isName(name)) await rm(join(folder, name), { force: true }).catch((error: Error) => Promise.reject(new RungFailure(failed(name, error.message))));
    },
    async pathOf(name) {
      if (!isName(name)) return undefined;
      const path = join(folder, name);
      return await stat(path).then((file) => (file.isFile() ? path : undefined), () => undefined);
    },
  };
}

function badName(name: string): RungError {
  const shown = name.replace(/[^ -~]/g, '\ufffd');
  return rungError('sound-name', `"${shown}" is no name for a sound. It should end in .wav and hold no / \\ : * ? " < > |.`, { name: shown });
}

function failed(name: string, why: string): RungError {
  return rungError('sound-failed', `The sound ${name} could not be kept: ${why}. Try again, or another file.`, { name, why });
}
