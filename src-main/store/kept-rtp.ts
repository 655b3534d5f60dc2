/** The RTP of calls as pcap files, one a call: kept where somebody has asked for it (docs/decisions/0016), within a limit for all of them. */
import { appendFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { CapturedPacket } from '../../src-shared/capture/captured-packet.ts';
import { createPcapWriter } from '../../src-shared/export/pcap.ts';
import type { PcapWriter } from '../../src-shared/export/pcap.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import { makeDirectory } from './data-dir.ts';
import { readPiece } from './file-piece.ts';

export interface KeptRtp {
  /** `full`: the limit of a call is reached, or the file cannot be written; nothing more of it is taken. */
  write(callRecordId: string, packet: CapturedPacket): 'kept' | 'full';
  /** The call is over: its file is complete, and what is too much of older ones goes. */
  end(callRecordId: string): void;
  /** At most half a megabyte from `offset` on; `total` 0: nothing was kept of this call. Error: `rtp-unreadable`. */
  read(callRecordId: string, offset: number): Promise<Result<{ total: number; bytes: Uint8Array }, RungError>>;
  /** Of one call, or of all that are over. */
  remove(callRecordId?: string): void;
  /** For all files together; the oldest go first. */
  limit(bytes: number): void;
  /** Bytes in files. */
  usage(): number;
  close(): void;
}

/** More than an hour of G.711 in both directions; no more than half of what all may have. */
const MAX_CALL_BYTES = 100_000_000;
/** Written in pieces of about this size: a second and a half of a call. */
const PIECE_BYTES = 32_768;
const ENDING = '.pcap';

interface Waiting {
  pieces: Uint8Array[];
  bytes: number;
}
interface Writing {
  writer: PcapWriter;
  waiting: Waiting;
  /** Written so far. */
  bytes: number;
  isFull: boolean;
}

export function createKeptRtp(folder: string, onError: (error: RungError) => void = () => {}): KeptRtp {
  const live = new Map<string, Writing>();
  let limitBytes = Infinity;

  /** Ids are made here (hexadecimal), but come back from a page. */
  const pathOf = (id: string): string | undefined => (/^[0-9a-f]{1,64}$/i.test(id) ? join(folder, `${id}${ENDING}`) : undefined);

  /** Not for a call that is over: a file has one beginning. */
  function begin(id: string): Writing | undefined {
    const path = pathOf(id);
    if (path === undefined || existsSync(path)) return undefined;
    const waiting: Waiting = { pieces: [], bytes: 0 };
    const writer = createPcapWriter((bytes) => {
      waiting.pieces.push(bytes);
      waiting.bytes += bytes.length;
    });
    const writing: Writing = { writer, waiting, bytes: 0, isFull: false };
    live.set(id, writing);
    return writing;
  }

  function flush(id: string, writing: Writing): void {
    const path = pathOf(id);
    const { waiting } = writing;
    if (path === undefined || waiting.bytes === 0) return;
    try {
      makeDirectory(folder);
      appendFileSync(path, Buffer.concat(waiting.pieces));
      writing.bytes += waiting.bytes;
    } catch (error) {
      // A full disk ends this, not the call.
      writing.isFull = true;
      onError(rungError('rtp-not-kept', `The RTP of this call is no longer kept: ${(error as Error).message}.`, { why: (error as Error).message }));
    }
    waiting.pieces = [];
    waiting.bytes = 0;
  }

  function files(): { id: string; path: string; bytes: number; atMs: number }[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder).filter((name) => name.endsWith(ENDING)).map((name) => {
      const path = join(folder, name);
      const { size, mtimeMs } = statSync(path);
      return { id: name.slice(0, -ENDING.length), path, bytes: size, atMs: mtimeMs };
    }).sort((a, b) => a.atMs - b.atMs);
  }

  function prune(): void {
    const all = files();
    let left = all.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { id, path, bytes } of all) {
      if (left <= limitBytes) return;
      if (live.has(id)) continue;
      rmSync(path, { force: true });
      left -= bytes;
    }
  }

  /** What cannot be looked at or deleted now is tried again with the next call. */
  function attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      onError(rungError('rtp-not-kept', `Files of kept RTP cannot be tidied up: ${(error as Error).message}.`, { why: (error as Error).message }));
    }
  }

  return {
    write(id, packet) {
      const writing = live.get(id) ?? begin(id);
      if (!writing || writing.isFull) return 'full';
      writing.writer.write(packet);
      if (writing.waiting.bytes >= PIECE_BYTES) flush(id, writing);
      if (writing.bytes + writing.waiting.bytes >= Math.min(MAX_CALL_BYTES, limitBytes / 2)) {
        flush(id, writing);
        writing.isFull = true;
      }
      return writing.isFull ? 'full' : 'kept';
    },
    end(id) {
      const writing = live.get(id);
      if (!writing) return;
      flush(id, writing);
      live.delete(id);
      attempt(prune);
    },
    async read(id, offset) {
      const writing = live.get(id);
      if (writing) flush(id, writing);
      const path = pathOf(id);
      if (path === undefined || !existsSync(path)) return ok({ total: 0, bytes: new Uint8Array(0) });
      try {
        return ok(await readPiece(path, offset));
      } catch (error) {
        return err(rungError('rtp-unreadable', `The RTP of this call cannot be read: ${(error as Error).message}.`, { why: (error as Error).message }));
      }
    },
    remove(id) {
      attempt(() => {
        for (const file of files()) if (!live.has(file.id) && (id === undefined || file.id === id)) rmSync(file.path, { force: true });
      });
    },
    limit(bytes) {
      limitBytes = bytes;
      attempt(prune);
    },
    usage: () => files().reduce((sum, { bytes }) => sum + bytes, 0),
    close() {
      for (const [id, writing] of live) flush(id, writing);
      live.clear();
    },
  };
}
