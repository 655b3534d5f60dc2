import { describe, expect, it } from 'vitest';
import { Headers } from '../../../src-shared/sip/headers.ts';

describe('Headers', () => {
  it('splits comma lists, but not commas in quotes, brackets and comments', () => {
    const headers = new Headers().add('contact', '"A, B" <sip:a@b?x=1,2>;q=1 , <sip:c@d>,,sip:e@f (at, home)').add('contact', '<sip:g@h>');
    expect(headers.all('contact')).toEqual(['"A, B" <sip:a@b?x=1,2>;q=1', '<sip:c@d>', 'sip:e@f (at, home)', '<sip:g@h>']);
    expect(headers.count('contact')).toBe(4);
  });

  it('never splits fields whose values hold bare commas, nor unknown ones', () => {
    const headers = new Headers().add('date', 'Sat, 13 Nov 2010 23:29:00 GMT').add('authorization', 'Digest a=1, b=2').add('x-list', 'a,b');
    expect(['date', 'authorization', 'x-list'].map((name) => headers.all(name).length)).toEqual([1, 1, 1]);
    expect(headers.count('authorization')).toBe(1);
  });

  it('gives lines as they came, for sending on', () => {
    const headers = new Headers().add('record-route', '<sip:a;lr>, <sip:b;lr>').add('via', 'v').add('record-route', '<sip:c;lr>');
    expect(headers.lines('record-route')).toEqual(['<sip:a;lr>, <sip:b;lr>', '<sip:c;lr>']);
    expect(headers.lines('route')).toEqual([]);
  });

  it('makes one member of what an opener without end swallows', () => {
    expect(new Headers().add('contact', '"a, b, c').all('contact')).toEqual(['"a, b, c']);
    expect(new Headers().add('contact', '<a, b').all('contact')).toEqual(['<a, b']);
  });

  it('has no members where nothing stands', () => {
    expect(new Headers().add('supported', '').all('supported')).toEqual([]);
    expect(new Headers().all('supported')).toEqual([]);
  });

  it('sets, removes and prepends without disturbing the order of the rest', () => {
    const headers = new Headers().add('via', '1').add('to', 't').add('via', '2').add('from', 'f').add('via', '3');
    headers.set('via', '0');
    expect(headers.names).toEqual(['via', 'to', 'from']);
    headers.prepend('via', 'new').prepend('route', 'r').remove('to');
    expect(headers.names.map((name, i) => `${name}=${headers.values[i]}`)).toEqual(['route=r', 'via=new', 'via=0', 'from=f']);
  });

  it('clones deeply, with the spelling of unknown names', () => {
    const headers = new Headers().add('x-trace', '1');
    headers.rememberSpelling('x-trace', 'X-TRACE');
    const copy = headers.clone().add('to', 't');
    expect(headers.names).toEqual(['x-trace']);
    expect([copy.spelling('x-trace'), copy.spelling('call-id'), copy.spelling('x-other')]).toEqual(['X-TRACE', 'Call-ID', 'X-Other']);
  });
});
