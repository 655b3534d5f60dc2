/** The whole phone on real sockets, as the app builds it, without its window: for what the command line has no words for. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNodePlatform } from '../../../src-main/hosts/node-platform.ts';
import { createWorkerEngine } from '../../../src-main/media/engine/worker-engine.ts';
import type { SoftphoneOptions } from '../../../src-main/softphone.ts';
import { createSoftphone } from '../../../src-main/softphone.ts';
import type { Handlers } from '../../../src-shared/contract.ts';
import type { Call } from '../../../src-shared/model.ts';
import { eventually } from './agent.ts';

export interface WholePhone {
  readonly handlers: Handlers;
  /** Where it keeps its data. */
  readonly directory: string;
  readonly address: string;
  /** Digits as they came, with how: `5 rfc4733`. */
  readonly digits: string[];
  call(id: string): Call;
  /** Dials, and waits until both can talk. */
  dial(target: string): Promise<string>;
  /** This many packets have come in that call. */
  heard(id: string, packets: number): Promise<void>;
  close(): Promise<void>;
}

export async function openWholePhone(more: Partial<Pick<SoftphoneOptions, 'incomingPlan' | 'dtmfMode' | 'codecs' | 'onIncoming'>> = {}): Promise<WholePhone> {
  const directory = mkdtempSync(join(tmpdir(), 'rung-whole-'));
  const platform = openNodePlatform({ directory });
  if (!platform.ok) throw new Error(platform.error.message);
  const digits: string[] = [];
  const phone = createSoftphone({
    ...platform.value, engine: createWorkerEngine(), host: 'test', emit: () => {}, listen: { address: '127.0.0.1', port: 0 },
    secrets: { get: async () => undefined, set: async () => {}, remove: async () => {} },
    watch: { onDtmf: (_, digit, __, method) => void digits.push(`${digit} ${method}`) },
    ...more,
  });
  const { listening, error } = await phone.start();
  if (error) throw new Error(error.message);

  function call(id: string): Call {
    return phone.calls.get(id).snapshot;
  }

  return {
    handlers: phone.handlers,
    directory,
    address: `127.0.0.1:${listening[0]?.port}`,
    digits,
    call,
    async dial(target) {
      const { id } = await phone.handlers['call.dial']({ target });
      await eventually(() => call(id).state === 'confirmed', () => JSON.stringify(call(id)));
      return id;
    },
    heard: (id, packets) => eventually(() => (call(id).stats?.received ?? 0) >= packets, () => JSON.stringify(call(id).stats), 60),
    async close() {
      await phone.stop();
      rmSync(directory, { recursive: true });
    },
  };
}
