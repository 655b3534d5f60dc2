import { describe, expect, it } from 'vitest';
import { child, escapeXml, readXml } from '../../../src-main/events/xml.ts';
import { utf8Bytes } from '../../../src-shared/sip/bytes.ts';

const read = (text: string) => readXml(utf8Bytes(text));

describe('readXml', () => {
  it('makes a tree, namespaces resolved and prefixes forgotten', () => {
    const tree = read('\uFEFF\n<?xml version="1.0"?><a xmlns="one" xmlns:p="two" x="1" p:x="2"> in <p:b/> out <![CDATA[<&]]></a>');
    expect(tree).toMatchObject({ ok: true, value: { name: 'a', space: 'one', text: 'in  out <&', children: [{ name: 'b', space: 'two' }] } });
    expect(tree.ok && [...tree.value.attributes]).toEqual([['x', '1']]);
  });

  it('reads the five entities and characters by number', () => {
    expect(read('<a>&lt;&gt;&amp;&quot;&apos;&#228;&#x20AC;</a>')).toMatchObject({ ok: true, value: { text: '<>&"\'ä€' } });
  });

  it('takes ISO-8859-1 for what it is', () => {
    expect(readXml(Uint8Array.from([...utf8Bytes('<a>M'), 0xfc, ...utf8Bytes('ller</a>')]))).toMatchObject({ ok: true, value: { text: 'Müller' } });
  });

  it.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>', /document type/],
    ['an entity that nobody declared', '<a>&b;</a>', /entity/],
    ['too deep a tree', `${'<a>'.repeat(33)}${'</a>'.repeat(33)}`, /deeper/],
    ['too many elements', `<a>${'<b/>'.repeat(10_000)}</a>`, /more than/],
    ['too many bytes', `<a>${' '.repeat(256 * 1024)}</a>`, /larger/],
    ['an element that is not closed', '<a><b></a>', /./],
    ['a prefix that stands for nothing', '<p:a/>', /./],
    ['a prefix of an attribute that stands for nothing', '<a p:b="1"/>', /./],
    ['two roots', '<a/><a/>', /./],
    ['nothing', '', /./],
    ['no XML', 'v=0', /./],
    ['an attribute given twice', '<a b="1" b="2"/>', /./],
  ])('refuses %s', (_what, text, why) => {
    const tree = read(text);
    expect(tree.ok ? '' : tree.error).toMatch(why);
  });

  it('goes as deep as it says', () => {
    expect(read(`${'<a>'.repeat(32)}${'</a>'.repeat(32)}`).ok).toBe(true);
  });
});

describe('escapeXml', () => {
  it('lets nothing out that is read as markup, and leaves out what XML cannot hold', () => {
    const nasty = `</a><b c="1" d='2'>&amp;\u0000\u0007\ufffe\ud800`;
    const tree = read(`<a x="${escapeXml(nasty)}">${escapeXml(nasty)}</a>`);
    const kept = nasty.replace(/[\u0000\u0007\ufffe]/g, '').toWellFormed();
    expect(tree.ok && [tree.value.text, tree.value.attributes.get('x'), child(tree.value, 'b')]).toEqual([kept, kept, undefined]);
  });
});
