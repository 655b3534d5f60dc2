import { expect, it } from 'vitest';
import { parseSourceFilter, sourceFiltersOf } from '../../../src-shared/sdp/source-filter.ts';

// RFC 4570 3.2
it.each([
  [' incl IN IP4 232.3.4.5 192.0.2.10', { mode: 'incl', destination: '232.3.4.5', sources: ['192.0.2.10'] }],
  [' incl IN IP4 * 192.0.2.10 192.0.2.11', { mode: 'incl', destination: '*', sources: ['192.0.2.10', '192.0.2.11'] }],
  ['excl IN IP6 FF0E::11A 2001:DB8:1:2:240:96FF:FE25:8EC9', { mode: 'excl', destination: 'ff0e::11a', sources: ['2001:db8:1:2:240:96ff:fe25:8ec9'] }],
  [' incl IN * dual-stack-primary.example.com host.example', { mode: 'incl', destination: 'dual-stack-primary.example.com', sources: [] }],
])('reads %s', (value, expected) => expect(parseSourceFilter(value)).toEqual(expected));

it.each(['', 'incl', 'only IN IP4 232.3.4.5 192.0.2.10', 'incl IN IP4 232.3.4.5', 'incl IN IP5 * 192.0.2.1'])('refuses "%s"', (value) => {
  expect(parseSourceFilter(value)).toBeUndefined();
});

it('those of the stream count instead of those of the session, for their group', () => {
  const session = [{ name: 'source-filter', value: ' incl IN IP4 * 192.0.2.1' }];
  const media = [{ name: 'source-filter', value: ' incl IN IP4 232.3.4.5 192.0.2.2' }];
  expect(sourceFiltersOf(media, session, '232.3.4.5').map(({ sources }) => sources)).toEqual([['192.0.2.2']]);
  expect(sourceFiltersOf(media, session, '232.3.4.6')).toEqual([]);
  expect(sourceFiltersOf([], session, '232.3.4.6').map(({ sources }) => sources)).toEqual([['192.0.2.1']]);
});
