import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSip, packetBytes } from '../../../src-shared/traced-packet.ts';
import { rtcpFields } from '../../../src-shared/packets/rtcp.ts';
import { openStore } from '../../../src-main/store/store.ts';
import { ALICE, BOB, createOffice } from './office.ts';
import type { Office } from './office.ts';

let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

describe('the trace of a call', () => {
  it('has every message and the sound, joined by the Call-ID', async () => {
    const { alice, bob } = await office.talking();
    await office.clock.advance(1000);
    await bob.handlers['call.hangup']({ id: bob.call().id });
    await office.clock.advance(1000);
    const { sipCallId, id } = alice.call();
    const traced = await alice.handlers['trace.call']({ id });
    const { media } = traced;
    const messages = traced.messages.filter(isSip);
    expect(messages.map(({ method, status }) => `${status ?? ''} ${method}`.trim())).toEqual(
      ['INVITE', '180 INVITE', '200 INVITE', 'ACK', 'BYE', '200 BYE'],
    );
    expect(new Set(messages.map(({ callId }) => callId))).toEqual(new Set([sipCallId]));
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map(({ seq }) => seq).toSorted((a, b) => a - b));
    expect(media).toMatchObject([{ callId: sipCallId, codec: 'PCMA', early: false, local: expect.stringContaining(ALICE), remote: expect.stringContaining(BOB) }]);
    expect(media[0]?.stats?.received).toBeGreaterThan(40);
    expect(media[0]?.endedAtMs).toBe(alice.call().endedAtMs);
    expect(await alice.handlers['trace.recent']({ limit: 100 })).toHaveLength(traced.messages.length);
    expect(alice.history()[0]?.messageCount).toBe(messages.length);
  });

  it('has the reports about its sound, which are none of its messages', async () => {
    const { alice, bob } = await office.talking();
    await office.clock.advance(12_000);
    await bob.handlers['call.hangup']({ id: bob.call().id });
    await office.clock.advance(1000);
    const { messages } = await alice.handlers['trace.call']({ id: alice.call().id });
    const reports = messages.filter(({ protocol }) => protocol === 'rtcp');
    expect(new Set(reports.map(({ direction }) => direction))).toEqual(new Set(['in', 'out']));
    expect(reports.map(({ start }) => start)).toContainEqual(expect.stringMatching(/^RTCP SR SDES XR, \d+ packets, 0\.0 % lost, jitter \d+$/));
    const names = rtcpFields(packetBytes(reports[0] ?? {})).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Sender report (SR)', 'CNAME']));
    expect(alice.history()[0]?.messageCount).toBe(messages.filter(isSip).length);
    expect(reports.length).toBeLessThan(20);
  });

  it('takes and counts what comes after the end, unless the call was removed from the history', async () => {
    const { alice, bob } = await office.talking();
    const id = alice.call().id;
    await bob.handlers['call.hangup']({ id: bob.call().id });
    await office.clock.advance(100);
    const count = (): number => alice.phone.traceOf(id).messages.filter(isSip).length;
    const before = count();
    // The phone is over with this call; somebody repeats a message of it.
    const bye = alice.phone.traceOf(id).messages.find(({ method }) => method === 'BYE');
    const sender = await office.network.host(BOB).bindUdp({ address: BOB, port: 5099 });
    if (!sender.ok || !bye) throw new Error('no BYE to repeat');
    const repeat = (): void => sender.value.send(new TextEncoder().encode(bye.raw), { address: ALICE, port: 5060 });
    repeat();
    await office.clock.advance(1000);
    expect(count()).toBeGreaterThan(before);
    expect(alice.history()[0]?.messageCount).toBe(count());

    await alice.handlers['history.remove']({ id });
    repeat();
    await office.clock.advance(1000);
    expect(alice.history()).toEqual([]);
    expect(count()).toBe(0);
    await sender.value.close();
  });

  it('of a phone that dials itself is kept for both of its calls', async () => {
    const alice = await office.phone(ALICE);
    await alice.handlers['call.dial']({ target: `sip:alice@${ALICE}` });
    await office.clock.advance(200);
    const [out, back] = alice.calls();
    expect([out?.direction, back?.direction, out?.sipCallId]).toEqual(['out', 'in', back?.sipCallId]);
    await alice.handlers['call.decline']({ id: back?.id ?? '' });
    await office.clock.advance(500);
    const { messages } = alice.phone.traceOf(back?.id ?? '');
    expect(messages.some(({ status }) => status === 486)).toBe(true);
    expect(alice.phone.traceOf(out?.id ?? '').messages.some(({ status }) => status === 486)).toBe(true);
  });
});

describe('a phone that was killed in a call', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'rung-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('finds it as interrupted, with its messages', async () => {
    const open = () => {
      const opened = openStore(join(folder, 'rung.db'), office.clock.wallMs());
      if (!opened.ok) throw new Error(opened.error.message);
      return opened.value.store;
    };
    const alice = await office.phone(ALICE, { store: open() });
    await alice.handlers['call.dial']({ target: 'sip:echo@local' });
    await office.clock.advance(2000);
    const { id } = alice.call();
    alice.store.traces.flush();
    const again = open();
    expect(again.calls.get(id)).toMatchObject({ outcome: 'interrupted', endedBy: 'interrupted', messageCount: 4 });
    expect(again.traces.of(id).messages).toHaveLength(4);
    again.close();
  });
});
