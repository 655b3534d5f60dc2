import { describe, expect, it } from 'vitest';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { parseDatagram } from '../../../src-shared/sip/parse.ts';
import type { TappedMessage } from '../../../src-main/sip/tap-port.ts';
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
