import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import { draftOf } from '../../src-shared/sdp/session-draft.ts';
import { mediaTargets } from '../../src-shared/sdp/groups.ts';
import { scheduleInWords } from '../../src-shared/sdp/schedule-words.ts';
import { lastEnd, nextOccurrence } from '../../src-shared/sdp/schedule.ts';
import { strictNotes } from '../../src-shared/sdp/strict.ts';
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
  /** All that the directory, the inspector and the command line ask of a description. */
  function everything(text: string): void {
    const parsed = parseSdp(text);
    if (!parsed.ok) return;
    const { description } = parsed.value;
    const lines = text.split(/\r\n|\n|\r/).length;
    for (const { line } of strictNotes(text, description)) expect(line >= 1 && line <= lines).toBe(true);
    expect(mediaTargets(description).length).toBeLessThanOrEqual(256);
    expect(scheduleInWords(description, { language: 'de', timeZone: 'Europe/Berlin', nowMs: 1_800_000_000_000 }).join()).not.toMatch(/Invalid|NaN|undefined/);
    const next = nextOccurrence(description, 1_800_000_000_000);
    if (next) expect(next.endMs).toBeLessThanOrEqual(lastEnd(description));
    const draft = draftOf(description, 'Europe/Berlin', 1_800_000_000_000);
    expect(draft === undefined || draft.schedule !== undefined).toBe(true);
  }
  const line = fc.oneof(
    hostileLine,
    fc.constantFrom(
      't=4004586000 4013053200', 't=4004586000 0', 'r=7d 1h 0', 'r=1 1 0', 'r=604800 3600 0 90000', 'z=4015184400 -1h', 'c=IN IP4 239.1.2.3/15/9', 'c=IN IP6 ff15::1/999', 'm=audio 5004/3 RTP/AVP 96 0',
      'a=rtpmap:96 L24/48000/8', 'a=mid:1', 'a=group:BUNDLE 1 2', 'a=ptime:0.125', 'a=source-filter: incl IN IP4 239.1.2.3 192.0.2.1', 'b=TIAS:1', 'k=clear:x', 'a=recvonly',
    ),
    fc.tuple(fc.constantFrom('t', 'r', 'z'), fc.array(fc.oneof(fc.maxSafeNat(), fc.integer()), { maxLength: 6 })).map(([letter, numbers]) => `${letter}=${numbers.join(' ')}`),
  );
  it('gives answers to all that is asked of it', () => {
    fc.assert(fc.property(fc.array(line, { maxLength: 16 }), fc.constantFrom('\r\n', '\n', '\r'), (lines, end) => everything(['v=0', 'o=- 1 1 IN IP4 192.0.2.1', ...lines].join(end))), { numRuns: 300 });
  });
  it.each<[string, string]>([
    ['attributes', 'a=ptime:x\r\n'], ['streams', 'm=audio 1/99 RTP/AVP 96 97 98\r\n'], ['groups', 'c=IN IP4 239.0.0.1/1/99999\r\n'], ['names', 'a=group:BUNDLE a b c d\r\n'], ['starts', 't=4004586000 0\r\n'],
    ['repetitions', 'r=1 1 0 1 2 3\r\n'], ['adjustments', 'z=4004586000 1h 4004586001 2h\r\n'], ['people', 'e=a@a@a@a@a@ (((((\r\np=+1 (((((\r\n'], ['spaces', `a=fmtp:${' '.repeat(500)}\r\n`],
  ])('of 250 kB of %s too', (_what, one) => {
    everything(`v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=4004586000 0\r\n${one.repeat(Math.floor(250_000 / one.length))}`);
  });
  it('of bytes too', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(typeof parseSdp(bytes).ok).toBe('boolean');
    }));
  });
});
