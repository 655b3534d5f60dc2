import { describe, expect, it } from 'vitest';
import { attributeValue, rtpMapsOf } from '../../../src-shared/sdp/attributes.ts';
import type { SdpMedia } from '../../../src-shared/sdp/types.ts';

function audio(formats: string[], ...attributes: [string, string?][]): SdpMedia {
  return {
    media: 'audio', port: 4000, protocol: 'RTP/AVP', formats, connections: [], bandwidths: [],
    attributes: attributes.map(([name, value]) => (value === undefined ? { name } : { name, value })),
  };
}

describe('rtpMapsOf', () => {
  it('knows static payloads without a=rtpmap', () => {
    expect(rtpMapsOf(audio(['18', '8', '0', '10'])).map((map) => `${map.payloadType} ${map.encoding}/${map.clockRateHz}/${map.channels}`))
      .toEqual(['18 G729/8000/1', '8 PCMA/8000/1', '0 PCMU/8000/1', '10 L16/44100/2']);
  });
  it('lets a declaration overrule a static number', () => {
    expect(rtpMapsOf(audio(['0'], ['rtpmap', '0 PCMA/8000']))).toEqual([{ payloadType: 0, encoding: 'PCMA', clockRateHz: 8000, channels: 1 }]);
  });
  it('takes each number once, the first declaration of it, and skips what is no payload', () => {
    const maps = rtpMapsOf(audio(['97', '97', 'x', '128', '98'], ['rtpmap', '97 opus/48000/2'], ['rtpmap', '97 PCMA/8000'], ['rtpmap', 'broken']));
    expect(maps).toEqual([{ payloadType: 97, encoding: 'opus', clockRateHz: 48_000, channels: 2 }]);
  });
});

it('reads attributes by name', () => {
  const media = audio(['8'], ['maxptime', '40'], ['sendonly'], ['maxptime', '60']);
  expect(attributeValue(media.attributes, 'maxptime')).toBe('40');
  expect(attributeValue(media.attributes, 'sendonly')).toBe('');
  expect(attributeValue(media.attributes, 'ptime')).toBeUndefined();
});
