import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import { serializeSdp } from '../../src-shared/sdp/serialize.ts';
import type { SdpZone, SessionDescription } from '../../src-shared/sdp/types.ts';

const token = fc.stringMatching(/^[A-Za-z0-9-]{1,10}$/);
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((value) => !/[\r\n\0\uFFFD]/.test(value) && value.trim() !== '');
const digits = fc.stringMatching(/^[1-9]\d{0,14}$/);
const ntp = fc.integer({ min: 0, max: 4_294_967_295 });
const port = fc.integer({ min: 0, max: 65_535 });
const connection = fc.oneof(
  fc.record({ netType: fc.constant('IN'), addrType: fc.constant('IP4'), address: fc.ipV4() }),
  fc.record({
    netType: fc.constant('IN'), addrType: fc.constant('IP4'), address: fc.constant('224.2.1.1'),
    ttl: fc.integer({ min: 0, max: 255 }), count: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({ netType: fc.constant('IN'), addrType: fc.constant('IP6'), address: fc.constant('ff15::1'), count: fc.integer({ min: 1, max: 9 }) }),
);
const bandwidths = fc.array(fc.record({ type: token, kbps: fc.nat() }), { maxLength: 3 });
const attribute = fc.record({ name: token, value: text }, { requiredKeys: ['name'] });
const zones = fc.array(fc.record({ at: ntp, offsetS: fc.integer({ min: -86_400, max: 86_400 }) }), { minLength: 1, maxLength: 3 });
const repeat = fc.record({ intervalS: fc.nat(), durationS: fc.nat(), offsetsS: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }) });
const time = fc.record({ start: ntp, stop: ntp, repeats: fc.array(repeat, { maxLength: 2 }) });
const media = fc.record(
  {
    media: token, port, portCount: fc.integer({ min: 1, max: 9 }), protocol: fc.constantFrom('RTP/AVP', 'udptl', 'UDP/TLS/RTP/SAVPF'),
    formats: fc.array(token, { minLength: 1, maxLength: 5 }), information: text, connections: fc.array(connection, { maxLength: 2 }),
    bandwidths, key: text, attributes: fc.array(attribute, { maxLength: 4 }),
  },
  { requiredKeys: ['media', 'port', 'protocol', 'formats', 'connections', 'bandwidths', 'attributes'] },
);
const description: fc.Arbitrary<SessionDescription> = fc.record(
  {
    version: fc.constant(0),
    origin: fc.record({ username: token, sessionId: digits, sessionVersion: digits, netType: fc.constant('IN'), addrType: fc.constant('IP4'), address: fc.ipV4() }),
    name: text, information: text, uri: text, emails: fc.array(text, { maxLength: 2 }), phones: fc.array(text, { maxLength: 2 }), connection, bandwidths,
    times: fc.array(time, { minLength: 1, maxLength: 3 }), zones: fc.oneof(fc.constant<SdpZone[]>([]), zones), key: text,
    attributes: fc.array(attribute.filter(({ name }) => name !== 'charset'), { maxLength: 4 }), media: fc.array(media, { maxLength: 3 }),
  },
  { requiredKeys: ['version', 'origin', 'name', 'emails', 'phones', 'bandwidths', 'times', 'zones', 'attributes', 'media'] },
);

describe('any description', () => {
  it('comes back from its text', () => {
    fc.assert(fc.property(description, (given) => {
      const parsed = parseSdp(serializeSdp(given));
      expect(parsed.ok && parsed.value.description).toEqual(given);
    }));
  });
  it('comes back from its bytes', () => {
    fc.assert(fc.property(description, (given) => {
      const parsed = parseSdp(new TextEncoder().encode(serializeSdp(given)));
      expect(parsed.ok && parsed.value.description).toEqual(given);
    }));
  });
});

describe('any input', () => {
  const hostileLine = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.tuple(fc.constantFrom(...'vosiuepcbtrzkamy'), fc.string({ maxLength: 40 })).map(([type, value]) => `${type}=${value}`),
    fc.constantFrom('v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 't=0 0', 'm=audio 0 RTP/AVP', 'c=IN IP4 0.0.0.0', 'a=charset:ISO-8859-1'),
  );
  it('is answered, never thrown, and what was accepted is stable', () => {
    fc.assert(fc.property(fc.array(hostileLine, { maxLength: 12 }), fc.constantFrom('\r\n', '\n', '\r'), (lines, end) => {
      const parsed = parseSdp(['v=0', 'o=- 1 1 IN IP4 192.0.2.1', ...lines].join(end));
      if (!parsed.ok) return;
      const again = parseSdp(serializeSdp(parsed.value.description));
      expect(again.ok && serializeSdp(again.value.description)).toBe(serializeSdp(parsed.value.description));
    }));
  });
  it('of bytes too', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(typeof parseSdp(bytes).ok).toBe('boolean');
    }));
  });
});
