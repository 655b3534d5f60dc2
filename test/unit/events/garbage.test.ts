/** Whatever comes, the readers answer, and what they answer is bounded. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineOf, mergeDialogInfo, pickUpIn, readDialogInfo } from '../../../src-main/events/dialog-info.ts';
import { readMessageSummary } from '../../../src-main/events/message-summary.ts';
import { readPidf, writePidf } from '../../../src-main/events/pidf.ts';
import { readXml } from '../../../src-main/events/xml.ts';
import { utf8Bytes } from '../../../src-shared/sip/bytes.ts';
import { RINGING, RPID_EXAMPLE, dialogInfo } from './documents.ts';

/** A good document with pieces of it cut, doubled or written over. */
function damaged(document: Uint8Array): fc.Arbitrary<Uint8Array> {
  const cut = fc.record({ at: fc.nat(document.length), length: fc.nat(40), put: fc.uint8Array({ maxLength: 20 }) });
  return fc.array(cut, { minLength: 1, maxLength: 6 }).map((cuts) => {
    let bytes = [...document];
    for (const { at, length, put } of cuts) bytes = [...bytes.slice(0, at), ...put, ...bytes.slice(at + length)];
    return Uint8Array.from(bytes);
  });
}

const pieces = fc.array(fc.constantFrom('<', '>', '/', 'a', '<a>', '</a>', '&#x0;', '&amp;', '<![CDATA[', ']]>', '<!--', '-->', 'xmlns:a=""', '"', '<?', ' '), { maxLength: 60 });
const anything = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  pieces.map((list) => utf8Bytes(list.join(''))),
  damaged(utf8Bytes(RPID_EXAMPLE)),
  damaged(dialogInfo(3, 'full', RINGING)),
  damaged(utf8Bytes('Messages-Waiting: yes\r\nMessage-Account: sip:a@b\r\nVoice-Message: 1/2 (0/0)\r\n')),
);

describe('garbage', () => {
  it('is answered by every reader', () => {
    fc.assert(fc.property(anything, (bytes) => {
      const presence = readPidf(bytes);
      const note = presence.ok ? presence.value.note : '';
      expect(note.length).toBeLessThanOrEqual(200);
      expect(note).not.toMatch(/[\u0000-\u001f\u007f]/);
      const dialogs = readDialogInfo(bytes);
      if (dialogs.ok) {
        const { view } = mergeDialogInfo(undefined, dialogs.value);
        expect(['idle', 'ringing', 'busy']).toContain(lineOf(view).line);
        const target = pickUpIn(view)?.target ?? '';
        expect(target).not.toMatch(/[\u0000-\u001f\u007f]/);
      }
      readMessageSummary(bytes);
      return typeof readXml(bytes).ok === 'boolean';
    }), { numRuns: 2000 });
  });

  it('of a person is written so that it is read as it was meant', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (note) => {
      const read = readPidf(writePidf(`sip:${note}@example.org`, { status: 'away', note }));
      const kept = note.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim().replace(/[\ufffe\uffff]/g, '').trim();
      return read.ok && read.value.status === 'away' && read.value.note === kept.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
    }));
  });
});
