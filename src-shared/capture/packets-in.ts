import { hostPart } from '../ladder/lanes.ts';
import type { CapturedPacket } from './captured-packet.ts';
import type { Frame } from './frame.ts';
import { createFragmentStore } from './ip-fragments.ts';
import { ipIn } from './link-layers.ts';
import { createNotes } from './notes.ts';
import { createOctetStore } from './octet-store.ts';
import { createRecordReader } from './record-reader.ts';
import { endsOf, transportPacketIn } from './transport-packet.ts';

/** Every datagram of a capture file, in its order; nothing of what is none. */
export function packetsIn(file: Uint8Array): CapturedPacket[] {
  const packets: CapturedPacket[] = [];
  const store = createOctetStore();
  const fragments = createFragmentStore();
  store.append(file);
  const reader = createRecordReader(store, ({ linkType, atMs, bytes }: Frame) => {
    const ip = ipIn(linkType, bytes);
    const packet = ip && transportPacketIn(ip, fragments);
    if (packet?.transport !== 'udp') return;
    const { source, destination } = endsOf(packet);
    packets.push({ atMs, source: endpointIn(source), destination: endpointIn(destination), transport: 'udp', bytes: packet.payload });
  }, createNotes());
  reader?.read();
  reader?.finish();
  return packets;
}

function endpointIn(text: string): CapturedPacket['source'] {
  return { address: hostPart(text), port: Number(text.slice(text.lastIndexOf(':') + 1)) };
}
