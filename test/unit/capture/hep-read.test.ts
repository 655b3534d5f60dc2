import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHep } from '../../../src-main/trace/hep.ts';
import { decodeHep, hepLength } from '../../../src-shared/capture/hep-read.ts';

const packet = {
  atMs: 1_700_000_000_123.456, source: { address: '192.0.2.1', port: 5060 }, destination: { address: '192.0.2.7', port: 5080 },
  transport: 'udp' as const, bytes: new TextEncoder().encode('OPTIONS'), callId: 'c1',
};

/** Chunks of type to value, as an agent would write them. */
function hep(chunks: [type: number, value: number[], vendor?: number][]): Uint8Array {
  const body = chunks.flatMap(([type, value, vendor = 0]) => [vendor >> 8, vendor & 255, type >> 8, type & 255, (value.length + 6) >> 8, (value.length + 6) & 255, ...value]);
  return Uint8Array.from([...new TextEncoder().encode('HEP3'), (body.length + 6) >> 8, (body.length + 6) & 255, ...body]);
}

const ADDRESSES: [number, number[]][] = [[3, [10, 0, 0, 1]], [4, [10, 0, 0, 2]], [7, [0x13, 0xc4]], [8, [0x13, 0xc5]]];

describe('HEP read', () => {
  it('is what was written', () => {
    const read = decodeHep(encodeHep(packet));
    expect(read).toEqual({ ok: true, value: { atMs: 1_700_000_000_123.456, source: packet.source, destination: packet.destination, transport: 'udp', bytes: packet.bytes, agentId: 2002, node: '' } });
    const six = decodeHep(encodeHep({ ...packet, transport: 'tls', source: { address: '2001:db8::7', port: 5061 } }));
    expect(six).toMatchObject({ ok: true, value: { source: { address: '2001:db8::7', port: 5061 }, transport: 'tcp' } });
  });

  it('passes over the chunks of vendors, and takes the name of the agent', () => {
    const read = decodeHep(hep([...ADDRESSES, [15, [1], 7], [11, [1]], [12, [0, 0, 7, 0xd1]], [19, [...new TextEncoder().encode('sbc-1')]], [15, [65]]]));
    expect(read).toMatchObject({ ok: true, value: { bytes: Uint8Array.of(65), agentId: 2001, node: 'sbc-1', atMs: undefined } });
  });

  it('says what it does not take', () => {
    const fault = (bytes: Uint8Array): unknown => { const read = decodeHep(bytes); return read.ok ? 'taken' : read.error; };
    expect(fault(hep([...ADDRESSES, [11, [5]], [15, [65]]]))).toBe('not-sip');
    expect(fault(hep([...ADDRESSES, [11, [1]]]))).toBe('not-sip');
    expect(fault(hep([[11, [1]], [15, [65]]]))).toBe('not-hep');
    expect(fault(hep([[3, [1, 2, 3]], ...ADDRESSES.slice(1), [11, [1]], [15, [65]]]))).toBe('not-hep');
    expect(fault(new TextEncoder().encode('OPTIONS sip:a@b SIP/2.0'))).toBe('not-hep');
    expect(fault(encodeHep(packet).subarray(0, -1))).toBe('not-hep');
    expect(fault(new Uint8Array(0))).toBe('not-hep');
  });

  it('knows how long a packet is before it is there', () => {
    const bytes = encodeHep(packet);
    expect(hepLength(bytes.subarray(0, 6))).toBe(bytes.length);
    expect(hepLength(bytes.subarray(0, 5))).toBe(0);
    expect(hepLength(new Uint8Array(0))).toBe(0);
    expect(hepLength(new TextEncoder().encode('HEX'))).toBeUndefined();
    expect(hepLength(Uint8Array.of(0x48, 0x45, 0x50, 0x33, 0, 3))).toBeUndefined();
  });

  it('takes any bytes without harm', () => {
    const good = encodeHep(packet);
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }), fc.uint8Array({ maxLength: 80 }), (damage, tail) => {
      const bytes = Uint8Array.from([...good, ...tail]);
      for (const [at, value] of damage) bytes[at] = value;
      const read = decodeHep(bytes);
      if (read.ok) expect(read.value.bytes.length).toBeLessThanOrEqual(bytes.length);
    }), { numRuns: 2_000 });
  });
});
