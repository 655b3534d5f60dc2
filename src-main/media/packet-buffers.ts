/** Buffers for outgoing packets, in turn. A socket may still hold a packet when the next one is written (its send queue was full):
 *  a buffer comes round again only after several packet times. */
export interface PacketBuffers {
  next(): Uint8Array;
}

const BUFFERS = 8;
/** An Ethernet frame's worth: no packet of ours is larger. */
const BYTES = 1500;

export function createPacketBuffers(): PacketBuffers {
  const buffers = Array.from({ length: BUFFERS }, () => new Uint8Array(BYTES));
  let turn = 0;
  return {
    next() {
      turn = (turn + 1) % BUFFERS;
      return buffers[turn]!;
    },
  };
}
