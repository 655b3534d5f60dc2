import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RungError } from '../../../src-shared/errors.ts';
import type { CapturedPacket } from '../../../src-shared/capture/captured-packet.ts';
import { packetsIn } from '../../../src-shared/capture/packets-in.ts';
import type { KeptRtp } from '../../../src-main/store/kept-rtp.ts';
import { createKeptRtp } from '../../../src-main/store/kept-rtp.ts';

let folder: string;
let kept: KeptRtp;
const errors: RungError[] = [];
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'rung-rtp-')), 'rtp');
  errors.length = 0;
  kept = createKeptRtp(folder, (error) => errors.push(error));
});
afterEach(() => {
  kept.close();
  rmSync(join(folder, '..'), { recursive: true });
});

const packet = (n: number, size = 172): CapturedPacket => ({
  atMs: 1_700_000_000_000 + n * 20, source: { address: '192.0.2.1', port: 4000 }, destination: { address: '2001:db8::1', port: 4002 }, transport: 'udp', bytes: new Uint8Array(size).fill(n),
});

async function readAll(id: string): Promise<CapturedPacket[]> {
  const read = await kept.read(id, 0);
  if (!read.ok) throw new Error(read.error.message);
  return packetsIn(read.value.bytes);
}

it('gives back what was kept, while the call goes on and after', async () => {
  for (let n = 0; n < 200; n++) expect(kept.write('aa', packet(n))).toBe('kept');
  expect(await readAll('aa')).toHaveLength(200);
  kept.write('aa', packet(200));
  kept.end('aa');
  const packets = await readAll('aa');
  expect(packets.map(({ bytes }) => bytes[0])).toEqual(Array.from({ length: 201 }, (_, n) => n));
  expect(packets[3]).toMatchObject({ atMs: 1_700_000_000_060, source: { address: '::ffff:c000:201', port: 4000 }, destination: { address: '2001:db8::1', port: 4002 } });
  expect(kept.usage()).toBeGreaterThan(201 * 172);
});

it('a call that is over, or whose id is no id of ours, gets no file', async () => {
  kept.write('aa', packet(0));
  kept.end('aa');
  expect(kept.write('aa', packet(1))).toBe('full');
  expect(kept.write('../aa', packet(1))).toBe('full');
  expect((await kept.read('../../etc/passwd', 0))).toMatchObject({ ok: true, value: { total: 0 } });
  expect(await readAll('aa')).toHaveLength(1);
  expect(await readAll('bb')).toEqual([]);
});

it('stays within the limit: the oldest calls go, and one alone takes no more than all may', async () => {
  for (const [age, id] of [[2, 'aa'], [1, 'bb']] as const) {
    for (let n = 0; n < 100; n++) kept.write(id, packet(n, 1_000));
    kept.end(id);
    utimesSync(join(folder, `${id}.pcap`), new Date(), new Date(Date.now() - age * 60_000));
  }
  kept.limit(150_000);
  expect(readdirSync(folder)).toEqual(['bb.pcap']);
  let taken = 0;
  while (kept.write('cc', packet(0, 1_000)) === 'kept') taken++;
  expect(taken).toBeLessThan(75);
  kept.end('cc');
  expect(readdirSync(folder)).toEqual(['cc.pcap']);
});

it('goes with the call, but not what is being written', () => {
  for (const id of ['aa', 'bb', 'cc']) for (let n = 0; n < 300; n++) kept.write(id, packet(n));
  for (const id of ['aa', 'bb']) kept.end(id);
  kept.remove('aa');
  expect(readdirSync(folder).toSorted()).toEqual(['bb.pcap', 'cc.pcap']);
  kept.remove();
  expect(readdirSync(folder)).toEqual(['cc.pcap']);
});

it('a folder that cannot be made ends the keeping, not the call', () => {
  writeFileSync(folder, 'in the way');
  let last = 'kept';
  for (let n = 0; n < 400 && last === 'kept'; n++) last = kept.write('aa', packet(n));
  expect([last, errors[0]?.code, existsSync(folder)]).toEqual(['full', 'rtp-not-kept', true]);
});
