import { readFileSync } from 'node:fs';
import { CommandError, EXIT } from './usage-error.ts';

/** The bytes of a file, or of standard input for `-`. Throws CommandError (exit 4). */
export function readInput(path: string): Uint8Array {
  try {
    return readFileSync(path === '-' ? 0 : path);
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${(error as Error).message}`, EXIT.input);
  }
}
