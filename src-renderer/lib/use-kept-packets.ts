/** What the exports of a ladder can hold besides its arrows: the RTP that was kept of the call, and packets that the ladder does not show. */
import type { InjectionKey } from 'vue';
import { inject, provide } from 'vue';
import type { CapturedPacket } from '../../src-shared/capture/captured-packet.ts';
import { packetsIn } from '../../src-shared/capture/packets-in.ts';
import { packetOf } from '../../src-shared/export/ladder-pcapng.ts';
import type { Ladder } from '../../src-shared/ladder/ladder.ts';
import type { TracedMessage } from '../../src-shared/model.ts';
import { isSip } from '../../src-shared/traced-packet.ts';
import { useCore } from '../bridge/core.ts';

interface Source {
  /** Of the history; undefined: no call, or one of a file. */
  callId: string | undefined;
  messages: readonly TracedMessage[];
}
export interface KeptPackets {
  /** The call's RTP, in order. Rejects with RungFailure. */
  rtp(): Promise<CapturedPacket[]>;
  /** That, and the packets that are no SIP and not among the arrows of this ladder, in order of time. */
  besides(shown: Ladder): Promise<CapturedPacket[]>;
  /** Is any RTP kept? */
  hasRtp(): Promise<boolean>;
}

const key: InjectionKey<() => Source> = Symbol('kept packets');

export function provideKeptPackets(source: () => Source): void {
  provide(key, source);
}

export function useKeptPackets(): KeptPackets {
  const core = useCore();
  const source = inject(key, () => ({ callId: undefined, messages: [] }));

  async function rtp(): Promise<CapturedPacket[]> {
    const { callId: id } = source();
    if (id === undefined) return [];
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for (let offset = 0; ;) {
      const { total, data } = await core.call('trace.rtp', { id, offset });
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      pieces.push(bytes);
      offset += bytes.length;
      if (offset >= total || bytes.length === 0) return packetsIn(new Uint8Array(await new Blob(pieces).arrayBuffer()));
    }
  }

  return {
    rtp,
    async besides(shown) {
      const drawn = new Set(shown.arrows.map(({ seq }) => seq));
      const hidden = source().messages.filter((message) => !isSip(message) && !drawn.has(message.seq)).map(packetOf);
      return [...hidden, ...await rtp()].sort((a, b) => a.atMs - b.atMs);
    },
    async hasRtp() {
      const { callId: id } = source();
      return id !== undefined && (await core.call('trace.rtp', { id, offset: 0 })).total > 0;
    },
  };
}
