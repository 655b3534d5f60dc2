import { describe, expect, it } from 'vitest';
import { parseSdp } from '../../../src-shared/sdp/parse.ts';
import { serializeSdp } from '../../../src-shared/sdp/serialize.ts';
import type { SessionDescription } from '../../../src-shared/sdp/types.ts';

const bare: SessionDescription = {
  version: 0,
  origin: { username: '-', sessionId: '1', sessionVersion: '1', netType: 'IN', addrType: 'IP4', address: '192.0.2.1' },
  name: '-', emails: [], phones: [], bandwidths: [], times: [{ start: 0, stop: 0, repeats: [] }], zones: [], attributes: [], media: [],
};

describe('serializeSdp', () => {
  it('writes the lines in the order of RFC 8866 5', () => {
    const text = [
      'v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=x', 'i=info', 'u=http://example.org/', 'e=a@b', 'p=+1', 'c=IN IP4 224.2.1.1/127/3', 'b=AS:1',
      't=1 2', 'r=86400 3600 0 10', 'z=5 -3600', 't=3 4', 'z=6 3600', 'k=prompt', 'a=recvonly',
      'm=audio 2000/2 RTP/AVP 0', 'i=voice', 'c=IN IP6 ff15::1/3', 'b=AS:2', 'k=prompt', 'a=ptime:20', '',
    ].join('\r\n');
    const parsed = parseSdp(text);
    expect(parsed.ok && serializeSdp(parsed.value.description)).toBe(text);
  });

  it('never lets a value begin a line of its own', () => {
    const text = serializeSdp({ ...bare, name: 'x\r\na=evil', attributes: [{ name: 'tool', value: 'y\nm=audio 1 RTP/AVP 0\0' }] });
    expect(text).toContain('s=x a=evil\r\n');
    expect(text).toContain('a=tool:y m=audio 1 RTP/AVP 0 \r\n');
    expect(text.split('\r\n')).toHaveLength(6);
  });

  it('writes s=- for an empty name', () => {
    expect(serializeSdp({ ...bare, name: '' })).toContain('\r\ns=-\r\n');
  });
});
