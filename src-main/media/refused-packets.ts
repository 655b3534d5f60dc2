/** Sound that came and was not taken, by reason: what tells a deaf call from a silent peer. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { StreamStats } from '../../src-shared/model.ts';
import type { Endpoint } from '../ports.ts';

export interface RefusedPackets {
  /** From another address than the peer's. */
  foreign(from: Endpoint): void;
  /** Of a payload type that was not agreed. */
  unknown(payloadType: number): void;
  /** Undefined: none. */
  figures(): StreamStats['refused'];
}

export function createRefusedPackets(): RefusedPackets {
  const count = { foreign: 0, unknown: 0, payloadType: -1 };
  let source: Endpoint | null = null;

  return {
    foreign(from) {
      count.foreign++;
      if (source && source.port === from.port && source.address === from.address) return;
      source = { address: from.address, port: from.port };
    },
    unknown(payloadType) {
      count.unknown++;
      count.payloadType = payloadType;
    },
    figures() {
      if (count.foreign === 0 && count.unknown === 0) return undefined;
      return {
        ...(source && { foreign: { count: count.foreign, from: endpointText(source) } }),
        ...(count.unknown > 0 && { payloadType: { count: count.unknown, number: count.payloadType } }),
      };
    },
  };
}
