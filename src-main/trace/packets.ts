/** Packets that are no SIP as entries of the trace, and the folding of those that are alike: a keep-alive every half minute is one entry. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { TracedMessage } from '../../src-shared/model.ts';
import type { SeenPacket } from '../sip/tap-port.ts';

const MAX_SUMMARY = 200;
const MAX_NOTE = 500;
const MAX_TEXT = 65_536;
/** When one more flow comes, the one that was silent longest begins anew the next time. */
const MAX_FLOWS = 256;
/** An entry stands for no more than an hour: what is old must be able to leave the trace. */
const LONGEST_MS = 3_600_000;

export function tracedPacket(seq: number, atMs: number, { protocol, direction, transport = 'udp', local, remote, bytes, summary, text, callId = '', note }: SeenPacket): TracedMessage {
  const start = summary.slice(0, MAX_SUMMARY);
  return {
    seq, atMs, direction, transport, local: endpointText(local), remote: endpointText(remote), start, callId, method: '', branch: '', fromTag: '', toTag: '', hasSdp: false,
    raw: text === undefined ? start : `${start}\n${text.slice(0, MAX_TEXT)}`, protocol, packet: base64(bytes), ...(note !== undefined && { note: note.slice(0, MAX_NOTE) }),
  };
}

export interface PacketFolding {
  /** The entry of this flow with one packet more, if there is one that can still grow. */
  again(seen: SeenPacket, atMs: number): TracedMessage | undefined;
  begin(seen: SeenPacket, traced: TracedMessage): void;
}

export function createPacketFolding(): PacketFolding {
  /** In the order of last use. */
  const flows = new Map<string, TracedMessage>();
  const remember = (key: string, traced: TracedMessage): void => {
    flows.delete(key);
    flows.set(key, traced);
    if (flows.size > MAX_FLOWS) flows.delete(flows.keys().next().value ?? '');
  };

  return {
    again(seen, atMs) {
      const known = flows.get(flowOf(seen));
      if (!known || atMs - known.atMs > LONGEST_MS) return undefined;
      const next: TracedMessage = { ...known, packet: base64(seen.bytes), folded: { count: (known.folded?.count ?? 1) + 1, lastAtMs: atMs } };
      remember(flowOf(seen), next);
      return next;
    },
    begin: (seen, traced) => remember(flowOf(seen), traced),
  };
}

/** What makes packets alike: a mapped address that changes is another entry. */
function flowOf({ protocol, direction, transport = 'udp', local, remote, summary, callId = '' }: SeenPacket): string {
  return [protocol, direction, transport, endpointText(local), endpointText(remote), callId, summary].join('|');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
