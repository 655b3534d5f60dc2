/** Announcements of sessions (SAP, RFC 2974) among the rows of a capture: those alike are one row with a count, as in the live trace. */
import { endpointText } from '../endpoint-text.ts';
import type { TracedMessage } from '../model.ts';
import { contentOf, toldOf } from '../sap/content.ts';
import { parseSap, SAP_PORT } from '../sap/packet.ts';
import type { SessionDescription } from '../sdp/types.ts';
import { mediaTargets } from '../sdp/groups.ts';
import { bytesToText } from '../traced-packet.ts';
import { createRecentMap } from './recent-map.ts';
import type { TransportPacket } from './transport-packet.ts';

export interface SapRows {
  readonly count: number;
  /** In the order of the file. */
  rows(): Iterable<number>;
  has(row: number): boolean;
  /** True: a row that stands for packets alike has taken it. */
  again(key: string, atMs: number, isAlike: (row: number) => boolean): boolean;
  begin(key: string, row: number): void;
  folded(row: number): TracedMessage['folded'];
}

/** What a row takes here. */
export const SAP_ROW_BYTES = 150;
const MOST_ALIKE = 4096;
const LONGEST_START = 200;
const LONGEST_TEXT = 65_536;
const LONGEST_NOTE = 500;
const IPV4_BYTES = 4;

export function createSapRows(): SapRows {
  const counted = new Map<number, { count: number; lastAtMs: number }>();
  const newest = createRecentMap<number>(MOST_ALIKE);

  return {
    get count() {
      return counted.size;
    },
    rows: () => counted.keys(),
    has: (row) => counted.has(row),
    again(key, atMs, isAlike) {
      const row = newest.get(key);
      const known = row === undefined || !isAlike(row) ? undefined : counted.get(row);
      if (!known) return false;
      known.count++;
      known.lastAtMs = atMs;
      return true;
    },
    begin(key, row) {
      counted.set(row, { count: 1, lastAtMs: 0 });
      newest.set(key, row);
    },
    folded(row) {
      const known = counted.get(row);
      return known && known.count > 1 ? { ...known } : undefined;
    },
  };
}

/** What comes to SAP's port, and descriptions that go to a group of their own (PulseAudio announces on that of the stream). */
export function isAnnouncement({ ip, destinationPort, payload }: TransportPacket): boolean {
  const isToGroup = isGroup(ip.header, ip.addressesAt + ip.addressBytes, ip.addressBytes);
  if (!isToGroup && destinationPort !== SAP_PORT) return false;
  const packet = parseSap(payload);
  if (destinationPort === SAP_PORT) return isToGroup || packet.ok;
  return packet.ok && !packet.value.encrypted && !packet.value.compressed && contentOf(packet.value, packet.value.body).ok;
}

/** 224.0.0.0/4 or ff00::/8. */
function isGroup(header: Uint8Array, at: number, addressBytes: number): boolean {
  const first = header[at] ?? 0;
  return addressBytes === IPV4_BYTES ? first >> 4 === 0xe : first === 0xff;
}

/** As the live trace has it (src-main/sap/intake.ts); what is deflated is not unpacked here. */
export function tracedSap(seen: Pick<TracedMessage, 'seq' | 'atMs' | 'direction' | 'transport' | 'local' | 'remote'>, bytes: Uint8Array, folded: TracedMessage['folded']): TracedMessage {
  const { summary, text, note } = readSap(bytes);
  const start = summary.slice(0, LONGEST_START);
  return {
    ...seen, callId: '', method: '', branch: '', fromTag: '', toTag: '', hasSdp: false,
    start, raw: text === undefined ? start : `${start}\n${text.slice(0, LONGEST_TEXT)}`, protocol: 'sap', packet: bytesToText(bytes),
    ...(note !== undefined && { note: note.slice(0, LONGEST_NOTE) }), ...(folded && { folded }),
  };
}

function readSap(bytes: Uint8Array): { summary: string; text?: string; note?: string } {
  const parsed = parseSap(bytes);
  if (!parsed.ok) return { summary: 'refused', note: `${parsed.error.message} (${parsed.error.section})` };
  const packet = parsed.value;
  if (packet.encrypted) return toldOf(packet, { kind: 'sealed' });
  if (packet.compressed) return { summary: `${packet.deletion ? 'deletion' : 'announcement'}, compressed` };
  const content = contentOf(packet, packet.body);
  if (!content.ok) return { summary: 'refused', note: `${content.error.message} (${content.error.section})` };
  return toldOf(packet, content.value);
}

/** Whose sound goes where, of a packet that announces it in clear: the description, and by m= line the endpoints, as `address:port`. */
export function announcedIn(bytes: Uint8Array): { description: SessionDescription; targets: { line: number; endpoint: string }[] } | undefined {
  const parsed = parseSap(bytes);
  if (!parsed.ok || parsed.value.encrypted || parsed.value.compressed || parsed.value.deletion) return undefined;
  const content = contentOf(parsed.value, parsed.value.body);
  if (!content.ok || content.value.kind !== 'description') return undefined;
  const { description } = content.value;
  return { description, targets: mediaTargets(description).map(({ mediaIndex, address, port }) => ({ line: mediaIndex, endpoint: endpointText({ address, port }) })) };
}
