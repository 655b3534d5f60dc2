import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { joinPayload } from '../../../src-shared/sap/packet.ts';
import { utf8Bytes } from '../../../src-shared/sip/bytes.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { createEar, packetOf, sdpOf, STRANGER, STUDIO } from './support.ts';

const deflated = (text: string): Uint8Array => deflateSync(joinPayload(utf8Bytes(text)));

describe('a packet', () => {
  it('that is compressed is read', () => {
    const ear = createEar();
    ear.hear(packetOf(deflated(sdpOf()), { compressed: true }));
    expect(ear.session().sdp).toBe(sdpOf());
  });

  it('that is signed is read, whatever the signature', () => {
    const ear = createEar();
    ear.hear(packetOf(sdpOf(), { authentication: new Uint8Array(1020).fill(1) }));
    expect(ear.session().sdp).toBe(sdpOf());
  });

  it('that fills a datagram is read', () => {
    const ear = createEar();
    ear.hear(packetOf(sdpOf({ more: Array.from({ length: 2200 }, (_, i) => `a=x-filler:${String(i).padStart(16, '0')}`) })));
    expect(ear.session().sdp.length).toBeGreaterThan(62_000);
  });

  it.each([
    ['a bomb', packetOf(deflateSync(new Uint8Array(50_000_000)), { compressed: true }), 'inflated'],
    ['no zlib data', packetOf(sdpOf(), { compressed: true }), 'zlib'],
    ['of another type', packetOf(joinPayload(utf8Bytes('hello'), 'text/plain')), 'text/plain'],
    ['no SDP', packetOf(joinPayload(utf8Bytes('hello'))), 'v= line'],
    ['cut off', packetOf(sdpOf()).subarray(0, 7), 'ends within'],
    ['junk', new Uint8Array(300).fill(255), 'version 7'],
    ['shorter than its signature', Uint8Array.of(0x20, 200, 0, 1, 192, 0, 2, 1, 1, 2, 3), 'authentication data'],
  ])('that is %s is refused, with a line in the trace', (_name, packet, words) => {
    const ear = createEar();
    ear.hear(packet);
    expect(ear.directory.ids()).toEqual([]);
    expect(ear.refused).toBe(1);
    expect(ear.traced).toMatchObject([{ protocol: 'sap', direction: 'in', summary: 'refused', note: expect.stringContaining(words) }]);
  });

  it('of random octets never throws, nor one with an octet changed', () => {
    const ear = createEar();
    const random = createSeededRandom(3);
    const good = packetOf(sdpOf());
    for (let i = 0; i < 3000; i++) {
      const packet = i % 2 === 0 ? random.bytes(1 + (i % 90)) : good.slice();
      if (i % 2 === 1) packet[i % packet.length] = random.bytes(1)[0] as number;
      else packet[0] = 0x20 | ((packet[0] as number) & 0x1f);
      expect(() => ear.hear(packet)).not.toThrow();
    }
  });
});

describe('a full directory', () => {
  it('takes in whoever is heard again, in the place of the newest that was heard once', async () => {
    const ear = createEar({ sessions: 100, bytes: 1e7, removed: 10 });
    const invent = (count: number, from: number): void => {
      for (let i = 0; i < count; i++) ear.hear(packetOf(sdpOf({ session: String(from + i), address: STRANGER })), STRANGER);
    };
    ear.hear(packetOf(sdpOf({ session: '1' })));
    await ear.pass(30_000);
    ear.hear(packetOf(sdpOf({ session: '1' })));
    invent(200, 1000);
    const late = packetOf(sdpOf({ session: '2' }));
    expect(ear.hear(late)).toMatchObject([{ kind: 'refused' }]);
    invent(50, 2000);
    expect(ear.hear(late)).toMatchObject([{ kind: 'changed' }, { kind: 'changed' }]);
    invent(50, 3000);
    const running = ear.directory.ids().filter((id) => ear.session(id).state === 'running');
    expect(running).toHaveLength(100);
    expect(running).toEqual(expect.arrayContaining(['1', '2'].map((session) => `- ${session} IN IP4 ${STUDIO}`)));
    expect(ear.directory.ids().map((id) => ear.session(id).removed?.reason).filter((reason) => reason !== undefined)).toEqual(['evicted']);
  });
});

describe('a flood', () => {
  const LIMITS = { sessions: 6000, bytes: 48 * 1024 * 1024, removed: 300 };
  const legitimate = Array.from({ length: 5000 }, (_, i) => packetOf(sdpOf({ session: String(100_000 + i), name: `Channel ${i}` })));
  const isLegitimate = (id: string): boolean => id.endsWith(`IN IP4 ${STUDIO}`);

  it('of ever new sessions from one address takes no place of five thousand others', async () => {
    const ear = createEar(LIMITS);
    for (const packet of legitimate) ear.hear(packet);
    let invented = 0;
    for (let second = 0; second < 15; second++) {
      for (let i = 0; i < 2000; i++) ear.hear(packetOf(sdpOf({ session: String(++invented), address: STRANGER })), STRANGER);
      for (const packet of legitimate.slice(second * 80, second * 80 + 80)) ear.hear(packet);
      await ear.pass(1000);
    }
    expect(ear.directory.ids().filter(isLegitimate)).toHaveLength(5000);
    expect(ear.directory.ids().length).toBeLessThanOrEqual(LIMITS.sessions + LIMITS.removed);
    expect(ear.traced.filter(({ summary }) => summary === 'flood').length).toBeLessThan(20);
  });

  it('from invented addresses keeps out nobody who repeats what he says', async () => {
    const ear = createEar(LIMITS);
    let invented = 0;
    for (let second = 0; second < 16; second++) {
      for (let i = 0; i < 2000; i++) {
        const from = `10.${(invented >> 16) & 255}.${(invented >> 8) & 255}.${invented & 255}`;
        ear.hear(packetOf(sdpOf({ session: String(++invented), address: from }), { source: from }), from);
      }
      // From within the flood on, every five seconds.
      if (second >= 5 && second % 5 === 0) for (const packet of legitimate.slice(0, 500)) ear.hear(packet);
      await ear.pass(1000);
    }
    expect(ear.directory.ids().filter((id) => isLegitimate(id) && ear.session(id).state === 'running')).toHaveLength(500);
  });
});
