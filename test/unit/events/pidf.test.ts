import { describe, expect, it } from 'vitest';
import { readPidf, writePidf } from '../../../src-main/events/pidf.ts';
import { child, readXml } from '../../../src-main/events/xml.ts';
import { utf8Bytes } from '../../../src-shared/sip/bytes.ts';
import { RPID_EXAMPLE } from './documents.ts';

const PIDF = 'xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:r="urn:ietf:params:xml:ns:pidf:rpid"';
const tuple = (basic: string, more = ''): string => `<tuple id="t"><status><basic>${basic}</basic>${more}</status></tuple>`;
const doing = (activity: string): string => `<dm:person id="p"><r:activities><r:${activity}/></r:activities></dm:person>`;
const status = (inside: string): string => {
  const read = readPidf(utf8Bytes(`<presence ${PIDF} entity="sip:b@example.org">${inside}</presence>`));
  return read.ok ? read.value.status : read.error;
};

describe('readPidf', () => {
  it('reads the example of RFC 4480', () => {
    expect(readPidf(utf8Bytes(RPID_EXAMPLE))).toEqual({ ok: true, value: { status: 'away', note: "Don't Disturb & please!" } });
  });

  it.each([
    ['an open tuple', tuple('open'), 'available'],
    ['a closed one', tuple('closed'), 'offline'],
    ['an open one among closed ones', tuple('closed') + tuple('open'), 'available'],
    ['BASIC in capitals', tuple('OPEN'), 'available'],
    ['no tuple', '', 'offline'],
    ['a tuple without a status, of somebody who does something', `<tuple id="t"><status/></tuple>${doing('working')}`, 'available'],
    ['a tuple without a status, of somebody of whom nothing is known', '<tuple id="t"><status/></tuple>', 'offline'],
    ['on the phone', tuple('open') + doing('on-the-phone'), 'busy'],
    ['busy', tuple('open') + doing('busy'), 'busy'],
    ['at lunch', tuple('open') + doing('lunch'), 'away'],
    ['working', tuple('open') + doing('working'), 'available'],
    ['away, and gone', tuple('closed') + doing('away'), 'offline'],
    ['activities within the tuple, as old drafts had them', tuple('open', '<r:activities><r:busy/></r:activities>'), 'busy'],
  ])('takes %s for %3$s', (_what, inside, expected) => {
    expect(status(inside)).toBe(expected);
  });

  it('prefers the note on the person, in one line of bearable length', () => {
    const long = `a\n${'b'.repeat(500)}`;
    const inside = `${tuple('open')}<note>outer</note><dm:person id="p"><dm:note>${long}</dm:note></dm:person>`;
    const read = readPidf(utf8Bytes(`<presence ${PIDF}>${inside}</presence>`));
    expect(read.ok && read.value.note).toBe(`a ${'b'.repeat(198)}`);
  });

  it('refuses what is not about presence', () => {
    expect(readPidf(utf8Bytes('<dialog-info/>'))).toMatchObject({ ok: false });
    expect(readPidf(utf8Bytes('nothing'))).toMatchObject({ ok: false });
  });
});

describe('writePidf', () => {
  it.each(['available', 'away', 'busy', 'offline'] as const)('is understood again: %s', (own) => {
    expect(readPidf(writePidf('sip:a@example.org', { status: own, note: 'Zurück um <5>' }))).toEqual({ ok: true, value: { status: own, note: 'Zurück um <5>' } });
  });

  it('says on the phone in the words of RFC 4480, and whom it is about', () => {
    const tree = readXml(writePidf('sip:a@example.org', { status: 'busy', note: '', onThePhone: true }));
    const presence = tree.ok ? tree.value : undefined;
    expect(presence).toMatchObject({ name: 'presence', space: 'urn:ietf:params:xml:ns:pidf' });
    expect(presence?.attributes.get('entity')).toBe('sip:a@example.org');
    expect(child(child(presence, 'person'), 'activities')).toMatchObject({ space: 'urn:ietf:params:xml:ns:pidf:rpid', children: [{ name: 'on-the-phone' }] });
  });
});
