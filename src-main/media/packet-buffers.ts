/** Buffers for outgoing packets, in turn. A socket may still hold a packet when the next one is written (its send queue was full):
 *  a buffer comes round again only after several packet times. */
export interface PacketBuffers {
  next(): Uint8Array;
  /** The first `length` bytes of what `next` gave last. */
  packet(length: number): Uint8Array;
}

/** Of who sends one at a time. */
const USUAL = 8;
/** An Ethernet frame's worth: no packet of ours is larger. */
const BYTES = 1500;

export function createPacketBuffers(count = USUAL): PacketBuffers {
  const buffers = Array.from({ length: count }, () => new Uint8Array(BYTES));
  // Packets of a call have one length: their views are made once.
  const packets = [...buffers];
  let turn = 0;
  return {
    next() {
      turn = (turn + 1) % count;
      return buffers[turn]!;
    },
    packet(length) {
      if (packets[turn]!.length !== length) packets[turn] = buffers[turn]!.subarray(0, length);
      return packets[turn]!;
    },
  };
}
