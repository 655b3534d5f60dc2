import { describe, expect, it } from 'vitest';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { parseDatagram } from '../../../src-shared/sip/parse.ts';
import { isSip, packetBytes } from '../../../src-shared/traced-packet.ts';
import type { SeenPacket, TappedMessage } from '../../../src-main/sip/tap-port.ts';
import { createTraceHub } from '../../../src-main/trace/tap.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

function tapped(text: string, changes: Partial<TappedMessage> = {}): TappedMessage {
  return {
    direction: 'out', transport: 'udp', local: { address: '192.0.2.1', port: 5060 }, remote: { address: '2001:db8::7', port: 5060 },
    bytes: new TextEncoder().encode(text), ...changes,
  };
}

const request = (cseq: number): string =>
  [
    'OPTIONS sip:bob@example.org SIP/2.0',
    `Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK${cseq}`,
    'From: <sip:alice@example.org>;tag=a',
    'To: <sip:bob@example.org>',
    'Call-ID: call-1',
    `CSeq: ${cseq} OPTIONS`,
    'Content-Length: 0',
    '', '',
  ].join('\r\n');

describe('the trace', () => {
  it('numbers, times and addresses each message in order', async () => {
    const clock = createVirtualClock();
    const hub = createTraceHub(clock, { firstSeq: 42 });
    const seen: TracedMessage[] = [];
    hub.read((message) => seen.push(message));
    hub.tap(tapped(request(1)));
    await clock.advance(12.5);
    hub.tap(tapped(request(2), { direction: 'in', note: 'odd' }));
    expect(seen).toMatchObject([
      { seq: 42, atMs: Date.UTC(2026, 0, 1), direction: 'out', local: '192.0.2.1:5060', remote: '[2001:db8::7]:5060', method: 'OPTIONS', callId: 'call-1' },
      { seq: 43, atMs: Date.UTC(2026, 0, 1) + 12.5, direction: 'in', note: 'odd', cseq: 2 },
    ]);
  });

  it('marks a repetition', () => {
    const hub = createTraceHub(createVirtualClock());
    hub.tap(tapped(request(1)));
    hub.tap(tapped(request(1)));
    expect(hub.recent(2)[1]?.retransmissionOf).toBe(1);
  });

  it('keeps secrets from its readers, in text, bytes and parsed form', () => {
    const hub = createTraceHub(createVirtualClock());
    const secret = '6629fae49393a05397450978507c4ef1';
    const text = request(1).replace(
      'Content-Length',
      `Authorization: Digest username="alice", realm="example.org", nonce="n", uri="sip:example.org", response="${secret}"\r\nContent-Length`,
    );
    const seen: unknown[] = [];
    hub.read((traced, raw) => seen.push(traced, new TextDecoder().decode(raw.bytes), raw.message));
    const message = parseDatagram(new TextEncoder().encode(text));
    if (!message.ok) throw new Error(message.error.message);
    hub.tap(tapped(text, { message: message.value }));
    expect(JSON.stringify(seen)).not.toContain(secret);
    expect(JSON.stringify(seen)).toContain('alice');
  });

  it('remembers the last ones, oldest first, and no more than it should', () => {
    const hub = createTraceHub(createVirtualClock(), { keep: 3 });
    for (let cseq = 1; cseq <= 5; cseq++) hub.tap(tapped(request(cseq)));
    expect(hub.recent(10).map(({ seq }) => seq)).toEqual([3, 4, 5]);
    expect(hub.recent(2).map(({ seq }) => seq)).toEqual([4, 5]);
    expect(hub.recent(0)).toEqual([]);
  });

  it('does not let large messages fill the memory', () => {
    const hub = createTraceHub(createVirtualClock());
    const large = 'x'.repeat(60_000);
    for (let i = 0; i < 400; i++) hub.tap(tapped(large, { direction: 'in' }));
    const kept = hub.recent(5_000);
    expect(kept.length).toBeGreaterThan(100);
    expect(kept.length).toBeLessThan(300);
    expect(kept.at(-1)?.seq).toBe(400);
  });

  it('stops reading when asked', () => {
    const hub = createTraceHub(createVirtualClock());
    let count = 0;
    const stop = hub.read(() => count++);
    hub.tap(tapped(request(1)));
    stop();
    hub.tap(tapped(request(2)));
    expect(count).toBe(1);
  });

  it('takes garbage', () => {
    const hub = createTraceHub(createVirtualClock());
    hub.tap(tapped('\0\xff garbage', { direction: 'in', note: 'not SIP' }));
    expect(hub.recent(1)[0]).toMatchObject({ seq: 1, note: expect.stringContaining('not SIP'), method: '' });
  });
});

describe('packets that are no SIP', () => {
  const stun = (changes: Partial<SeenPacket> = {}): SeenPacket => ({
    protocol: 'stun', direction: 'out', local: { address: '192.0.2.1', port: 5060 }, remote: { address: '192.0.2.9', port: 3478 }, bytes: Uint8Array.of(0, 1, 255),
    summary: 'STUN Binding request', ...changes,
  });

  it('numbers messages without gaps where packets are not to be numbered; their readers get them all the same', () => {
    const hub = createTraceHub(createVirtualClock(), { numbersPackets: false });
    const packets: TracedMessage[] = [];
    hub.readPackets((packet) => packets.push(packet));
    hub.tap(tapped(request(1)));
    hub.packet(stun());
    hub.tap(tapped(request(2)));
    expect(hub.recent(3).map(({ seq }) => seq)).toEqual([1, 2]);
    expect(packets).toMatchObject([{ protocol: 'stun' }]);
  });

  it('are numbered with the messages, and read apart from them', () => {
    const hub = createTraceHub(createVirtualClock());
    const [messages, packets]: [number[], TracedMessage[]] = [[], []];
    hub.read(({ seq }) => messages.push(seq));
    hub.readPackets((traced) => packets.push(traced));
    hub.tap(tapped(request(1)));
    hub.packet(stun({ callId: 'call-1', text: 'more of it' }));
    hub.tap(tapped(request(2)));
    expect(messages).toEqual([1, 3]);
    expect(packets).toMatchObject([{ seq: 2, protocol: 'stun', transport: 'udp', start: 'STUN Binding request', raw: 'STUN Binding request\nmore of it', callId: 'call-1', method: '' }]);
    expect(packets.map((packet) => [...packetBytes(packet)])).toEqual([[0, 1, 255]]);
    expect(hub.recent(3).map(isSip)).toEqual([true, false, true]);
  });

  it('are one entry that grows where they are alike, and another where they say something else', async () => {
    const clock = createVirtualClock();
    const hub = createTraceHub(clock);
    for (let i = 0; i < 5; i++) {
      hub.packet(stun({ fold: true, bytes: Uint8Array.of(i) }));
      await clock.advance(25_000);
    }
    hub.packet(stun({ fold: true, direction: 'in', summary: 'STUN Binding success 198.51.100.7:1' }));
    hub.packet(stun({ fold: true, direction: 'in', summary: 'STUN Binding success 198.51.100.7:2' }));
    const entries = hub.recent(10);
    expect(entries.map(({ seq, folded }) => [seq, folded?.count])).toEqual([[1, 5], [2, undefined], [3, undefined]]);
    expect(entries[0]?.folded?.lastAtMs).toBe((entries[0]?.atMs ?? 0) + 100_000);
    expect([...packetBytes(entries[0] ?? {})]).toEqual([4]);
  });

  it('begin anew after an hour, and when the entry is no longer kept', async () => {
    const clock = createVirtualClock();
    const hub = createTraceHub(clock, { keep: 2 });
    hub.packet(stun({ fold: true }));
    await clock.advance(3_600_001);
    hub.packet(stun({ fold: true }));
    expect(hub.recent(2).map(({ seq }) => seq)).toEqual([1, 2]);
    for (let cseq = 1; cseq <= 2; cseq++) hub.tap(tapped(request(cseq)));
    hub.packet(stun({ fold: true }));
    expect(hub.recent(1)[0]).toMatchObject({ seq: 5, protocol: 'stun' });
  });

  it('are not seen one by one when they are a flood', async () => {
    const clock = createVirtualClock();
    const hub = createTraceHub(clock);
    for (let port = 1; port <= 1_000; port++) hub.packet(stun({ fold: true, direction: 'in', remote: { address: '203.0.113.1', port } }));
    expect(hub.recent(5_000)).toHaveLength(200);
    await clock.advance(1_000);
    hub.packet(stun());
    expect(hub.recent(5_000)).toHaveLength(201);
  });
});
