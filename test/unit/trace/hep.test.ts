import { describe, expect, it } from 'vitest';
import { encodeHep } from '../../../src-main/trace/hep.ts';

const packet = {
  atMs: 1_700_000_000_123.456,
  source: { address: '192.0.2.1', port: 5060 },
  destination: { address: '192.0.2.7', port: 5080 },
  transport: 'udp' as const,
  bytes: new TextEncoder().encode('OPTIONS'),
  callId: 'c1',
};

/** Chunk type to its value in hexadecimal. */
function chunks(bytes: Uint8Array): Record<number, string> {
  const view = new DataView(bytes.buffer);
  expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe('HEP3');
  expect(view.getUint16(4)).toBe(bytes.length);
  const found: Record<number, string> = {};
  for (let at = 6; at < bytes.length; at += view.getUint16(at + 4)) {
    expect(view.getUint16(at)).toBe(0);
    found[view.getUint16(at + 2)] = Buffer.from(bytes.subarray(at + 6, at + view.getUint16(at + 4))).toString('hex');
  }
  return found;
}

describe('HEP', () => {
  it('tells addresses, ports, time, protocol and the message', () => {
    expect(chunks(encodeHep(packet))).toEqual({
      1: '02', 2: '11', 3: 'c0000201', 4: 'c0000207', 7: '13c4', 8: '13d8', 9: '6553f100', 10: '0001e240', 11: '01', 12: '000007d2',
      15: Buffer.from('OPTIONS').toString('hex'), 17: Buffer.from('c1').toString('hex'),
    });
  });

  it('writes both addresses in one family', () => {
    const mixed = chunks(encodeHep({ ...packet, transport: 'tls', destination: { address: '2001:db8::7', port: 5061 } }));
    expect(mixed).toMatchObject({ 1: '0a', 2: '06', 5: '00000000000000000000ffffc0000201', 6: '20010db8000000000000000000000007' });
    expect(mixed).not.toHaveProperty('3');
  });

  it('cuts what no datagram could carry, and leaves out an empty correlation', () => {
    const large = encodeHep({ ...packet, callId: '', bytes: new Uint8Array(100_000) });
    expect(large.length).toBeLessThan(65_507);
    expect(chunks(large)).not.toHaveProperty('17');
  });
});
