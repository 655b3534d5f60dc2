import type { Client } from '../../src-shared/rpc.ts';

/** A recording out of the core, piece by piece. Rejects with RungFailure. */
export async function fetchRecording(core: Pick<Client, 'call'>, id: string, index: number): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (;;) {
    const { total, data } = await core.call('history.recording', { id, index, offset });
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    pieces.push(bytes);
    offset += bytes.length;
    if (offset >= total || bytes.length === 0) return new Blob(pieces, { type: 'audio/wav' });
  }
}
