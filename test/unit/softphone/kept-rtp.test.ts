/** Every RTP packet of a call, kept when that is wanted. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { packetsIn } from '../../../src-shared/capture/packets-in.ts';
import { ALICE, BOB, createOffice } from './office.ts';
import type { Office, Phone } from './office.ts';

let office: Office;
let directory: string;
beforeEach(() => {
  office = createOffice();
  directory = mkdtempSync(join(tmpdir(), 'rung-kept-'));
});
afterEach(async () => {
  await office.close();
  rmSync(directory, { recursive: true });
});

async function call(keepRtp: boolean): Promise<Phone> {
  const alice = await office.phone(ALICE, { directory, speaksHz: 400 });
  const bob = await office.phone(BOB, { speaksHz: 800 });
  await alice.handlers['settings.save']({ keepRtp });
  await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
  await office.clock.advance(200);
  await bob.handlers['call.answer']({ id: bob.call().id });
  await office.clock.advance(3_000);
  await alice.handlers['call.hangup']({ id: alice.call().id });
  await office.clock.advance(500);
  return alice;
}

it('holds what was sent and received, and goes with the call', async () => {
  const alice = await call(true);
  const { id, stats } = alice.call();
  const { total, data } = await alice.handlers['trace.rtp']({ id, offset: 0 });
  const file = Buffer.from(data, 'base64');
  expect(file).toHaveLength(total);
  const packets = packetsIn(file);
  const from = (address: string): number => packets.filter(({ source }) => source.address === address).length;
  expect([from(ALICE), from(BOB)]).toEqual([stats?.sent, stats?.received]);
  expect(from(BOB)).toBeGreaterThan(100);
  expect(packets.every(({ bytes }) => bytes.length === 172 && bytes[1] === 8 + (bytes[1]! & 128))).toBe(true);
  expect((await alice.handlers['trace.usage'](undefined)).rtpBytes).toBe(total);
  await alice.handlers['history.remove']({ id });
  expect(await alice.handlers['trace.rtp']({ id, offset: 0 })).toEqual({ total: 0, data: '' });
});

it('is nothing unless it is asked for', async () => {
  const alice = await call(false);
  expect(await alice.handlers['trace.rtp']({ id: alice.call().id, offset: 0 })).toEqual({ total: 0, data: '' });
  expect(readdirSync(directory)).toEqual([]);
});
