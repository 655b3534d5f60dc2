/** One medium of a joined session: who may be heard, and everybody's packets to their source. */
import { createRtpView, readRtp } from '../../../src-shared/rtp/packet.ts';
import type { Endpoint } from '../../ports.ts';
import type { Mutable } from '../../rtp/mutable.ts';
import type { Coding } from '../engine-port.ts';
import type { GroupMedium } from '../group-port.ts';
import type { Sources } from './sources.ts';
import { createSources } from './sources.ts';

export interface GroupReceiver {
  readonly sources: Sources;
  /** Everything that came. */
  readonly packets: number;
  receive(bytes: Uint8Array, from: Endpoint, nowMs: number): void;
}

export function createGroupReceiver({ formats, only, except }: Pick<GroupMedium, 'formats' | 'only' | 'except'>): GroupReceiver {
  const sources = createSources();
  const view = createRtpView();
  const codings: (Coding | undefined)[] = [];
  for (const format of formats) codings[format.payloadType] ??= format;

  /** RFC 4570 3. The system filters too, where it can; another program on this machine may have let others in. */
  function isWanted(address: string): boolean {
    return !except.includes(address) && (only.length === 0 || only.includes(address));
  }

  const receiver: Mutable<GroupReceiver> = {
    sources,
    packets: 0,
    receive(bytes, from, nowMs) {
      receiver.packets++;
      if (readRtp(view, bytes) || !isWanted(from.address)) return;
      const coding = codings[view.payloadType];
      if (coding) sources.receive(view, from, coding, nowMs);
    },
  };
  return receiver;
}
