import { describe, expect, it } from 'vitest';
import { layersOf, mediaTargets } from '../../../src-shared/sdp/groups.ts';
import { parseSdp } from '../../../src-shared/sdp/parse.ts';

function targets(...lines: string[]): string[] {
  const parsed = parseSdp(['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 't=0 0', ...lines, ''].join('\r\n'));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return mediaTargets(parsed.value.description).map(({ mediaIndex, address, port, ttl, multicast }) => `${mediaIndex} ${address} ${port} ${ttl ?? '-'}${multicast ? '' : ' unicast'}`);
}

describe('the layers of a group (RFC 8866 5.7)', () => {
  const layers = (address: string, count?: number): string[] => layersOf({ netType: 'IN', addrType: 'IP4', address, ...(count !== undefined && { count }) });
  it('follow one another', () => {
    expect(layers('233.252.0.1', 3)).toEqual(['233.252.0.1', '233.252.0.2', '233.252.0.3']);
    expect(layers('233.252.0.254', 3)).toEqual(['233.252.0.254', '233.252.0.255', '233.252.1.0']);
    expect(layers('FF15::101', 3)).toEqual(['ff15::101', 'ff15::102', 'ff15::103']);
    expect(layers('ff15::ffff', 2)).toEqual(['ff15::ffff', 'ff15::1:0']);
  });
  it('are one without a count, none of unicast, bounded', () => {
    expect(layers('233.252.0.1')).toEqual(['233.252.0.1']);
    expect(layers('233.252.0.1', 0)).toEqual(['233.252.0.1']);
    expect(layers('192.0.2.1', 3)).toEqual(['192.0.2.1']);
    expect(layers('239.0.0.1', 1e15)).toHaveLength(64);
    expect(layers('ff15::1', 1e15)).toHaveLength(64);
  });
});

describe('where media go', () => {
  it('to the address of the session, or of the stream', () => {
    expect(targets('c=IN IP4 233.252.0.1/127', 'm=audio 49170 RTP/AVP 0', 'm=video 51372 RTP/AVP 31', 'c=IN IP4 233.252.0.2/15')).toEqual([
      '0 233.252.0.1 49170 127', '1 233.252.0.2 51372 15',
    ]);
  });
  it('to each c= of a stream, as RFC 8866 writes layers in two ways', () => {
    const three = ['0 233.252.0.1 49170 127', '0 233.252.0.2 49170 127', '0 233.252.0.3 49170 127'];
    expect(targets('m=audio 49170 RTP/AVP 0', 'c=IN IP4 233.252.0.1/127/3')).toEqual(three);
    expect(targets('m=audio 49170 RTP/AVP 0', ...[1, 2, 3].map((n) => `c=IN IP4 233.252.0.${n}/127`))).toEqual(three);
  });
  it('to each port: the next even one', () => {
    expect(targets('c=IN IP4 192.0.2.7', 'm=audio 49170/2 RTP/AVP 0', 'm=application 5000/2 udp wb')).toEqual([
      '0 192.0.2.7 49170 - unicast', '0 192.0.2.7 49172 - unicast', '1 192.0.2.7 5000 - unicast', '1 192.0.2.7 5001 - unicast',
    ]);
  });
  it('ports and layers of the same number go together (RFC 8866 5.14)', () => {
    expect(targets('m=video 49170/2 RTP/AVP 31', 'c=IN IP4 233.252.0.1/127/2')).toEqual(['0 233.252.0.1 49170 127', '0 233.252.0.2 49172 127']);
  });
  it('nowhere where the stream is declined or nothing names an address, and not to millions', () => {
    expect(targets('m=audio 0 RTP/AVP 0', 'm=audio 5000 RTP/AVP 0')).toEqual([]);
    expect(targets('c=IN IP4 239.0.0.1/1/999999', 'm=audio 5000/999999 RTP/AVP 0', 'm=audio 5000/3 RTP/AVP 0').length).toBeLessThanOrEqual(256);
  });
});
