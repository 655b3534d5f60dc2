import { createSrtp } from '../../../src-main/rtp/srtp.ts';
import type { SrtpKey, SrtpSuite } from '../../../src-main/rtp/srtp-suites.ts';
import { SRTP_SUITES, keyAndSaltBytes } from '../../../src-main/rtp/srtp-suites.ts';
import { writeUint16, writeUint32 } from '../../../src-shared/rtp/wire-integers.ts';
import type { Effort } from '../compare.ts';
import { cpuNanoseconds } from '../cpu.ts';
import type { Table } from '../table.ts';
import { median } from '../table.ts';

/** 20 ms of G.711. */
const PACKET_BYTES = 172;
const ROOM_BYTES = 200;
const BATCH = 500;

/** Packets are made and kept a batch at a time: only their protection is measured. */
export function benchSrtp({ rounds, seconds }: Effort): Table[] {
  const rows = (Object.keys(SRTP_SUITES) as SrtpSuite[]).map((suite) => {
    const results = Array.from({ length: rounds }, () => measure(suite, seconds));
    return [suite, median(results.map(({ protect }) => protect)), median(results.map(({ unprotect }) => unprotect))];
  });
  return [{
    title: `SRTP, packets of ${PACKET_BYTES} bytes`, columns: ['', 'ns to protect', 'ns to unprotect'], rows,
    notes: ['CPU time of this process, garbage collection included.'],
  }];
}

function measure(suite: SrtpSuite, seconds: number): { protect: number; unprotect: number } {
  const key: SrtpKey = { suite, keyAndSalt: new Uint8Array(keyAndSaltBytes(suite)).fill(7) };
  const [from, to] = [createSrtp(), createSrtp()];
  from.setKeys({ send: key, receive: key });
  to.setKeys({ send: key, receive: key });
  const packets = Array.from({ length: BATCH }, () => new Uint8Array(ROOM_BYTES));
  const spent = { protect: 0, unprotect: 0 };
  let sequence = 0;
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    for (const packet of packets) writePacket(packet, sequence++);
    const sealed: Uint8Array[] = [];
    spent.protect += cpuNanoseconds(() => {
      for (const packet of packets) sealed.push(packet.subarray(0, from.protectRtp(packet, PACKET_BYTES)));
    });
    spent.unprotect += cpuNanoseconds(() => {
      for (const packet of sealed) to.unprotectRtp(packet);
    });
  }
  if (to.unauthentic > 0 || to.replayed > 0) throw new Error(`${suite}: packets were dropped`);
  return { protect: spent.protect / sequence, unprotect: spent.unprotect / sequence };
}

function writePacket(packet: Uint8Array, sequence: number): void {
  packet.fill(0xd5, 0, PACKET_BYTES);
  packet[0] = 0x80;
  packet[1] = 8;
  writeUint16(packet, 2, sequence & 0xffff);
  writeUint32(packet, 8, 0xcafebabe);
}
