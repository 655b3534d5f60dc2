/** Packets by extended sequence number, in slots that are reused: storing one allocates only until each slot is large enough. */
import type { Mutable } from './mutable.ts';

export interface StoredPacket {
  sequence: number;
  /** False once taken out; the sequence number stays, to tell a duplicate from a late packet. */
  present: boolean;
  /** RTP ticks, unwrapped. */
  ticks: number;
  /** 0: holds no audio. */
  durationTicks: number;
  payloadType: number;
  arrivalMs: number;
  payload: Uint8Array;
  length: number;
}

export interface PacketRing {
  /** Packets present. */
  readonly size: number;
  /** The packet, if present. */
  at(sequence: number): StoredPacket | null;
  /** Was this very packet stored before, taken out since or not? */
  knows(sequence: number): boolean;
  /** A slot to fill, marked present, its payload copied. */
  store(sequence: number, payload: Uint8Array, offset: number, length: number): StoredPacket;
  remove(packet: StoredPacket): void;
  clear(): void;
}

export const RING_CAPACITY = 64;
/** 20 ms of L16 at 48 kHz in stereo. */
export const MAX_STORED_PAYLOAD = 3840;
const FIRST_SLOT_SIZE = 256;
/** No extended sequence number gets there; a small integer keeps the field one. */
const NO_SEQUENCE = -0x40000000;

export function createPacketRing(): PacketRing {
  const slots = Array.from({ length: RING_CAPACITY }, createSlot);
  // RING_CAPACITY is a power of two; `&` also maps negative extended sequence numbers.
  const slotOf = (sequence: number): StoredPacket => slots[sequence & (RING_CAPACITY - 1)]!;

  const ring: Mutable<PacketRing> = {
    size: 0,
    at(sequence) {
      const slot = slotOf(sequence);
      return slot.present && slot.sequence === sequence ? slot : null;
    },
    knows: (sequence) => slotOf(sequence).sequence === sequence,
    store(sequence, payload, offset, length) {
      const slot = slotOf(sequence);
      if (!slot.present) ring.size++;
      if (slot.payload.length < length) slot.payload = new Uint8Array(length <= FIRST_SLOT_SIZE ? FIRST_SLOT_SIZE : MAX_STORED_PAYLOAD);
      for (let i = 0; i < length; i++) slot.payload[i] = payload[offset + i]!;
      slot.sequence = sequence;
      slot.present = true;
      slot.length = length;
      return slot;
    },
    remove(packet) {
      if (packet.present) ring.size--;
      packet.present = false;
    },
    clear() {
      for (const slot of slots) {
        slot.present = false;
        slot.sequence = NO_SEQUENCE;
      }
      ring.size = 0;
    },
  };
  return ring;
}

function createSlot(): StoredPacket {
  return {
    sequence: NO_SEQUENCE, present: false, ticks: 0, durationTicks: 0, payloadType: 0, arrivalMs: 0, payload: new Uint8Array(0), length: 0,
  };
}
