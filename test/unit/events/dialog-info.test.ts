import { describe, expect, it } from 'vitest';
import type { DialogView } from '../../../src-main/events/dialog-info.ts';
import { lineOf, mergeDialogInfo, pickUpIn, readDialogInfo, writeDialogInfo } from '../../../src-main/events/dialog-info.ts';
import { RINGING, dialog, dialogInfo } from './documents.ts';

/** What is known after these documents, and whether the last one showed a gap. */
function after(...documents: Uint8Array[]): { view: DialogView | undefined; isGap: boolean } {
  let known: { view: DialogView | undefined; isGap: boolean } = { view: undefined, isGap: false };
  for (const bytes of documents) {
    const read = readDialogInfo(bytes);
    if (!read.ok) throw new Error(read.error);
    known = mergeDialogInfo(known.view, read.value);
  }
  return known;
}
const idsAfter = (...documents: Uint8Array[]): string[] => [...(after(...documents).view?.dialogs.keys() ?? [])];
const lineAfter = (...documents: Uint8Array[]): string => lineOf(after(...documents).view).line;

describe('readDialogInfo', () => {
  it('reads all that a pick-up needs', () => {
    const read = readDialogInfo(dialogInfo(7, 'full', RINGING));
    expect(read).toMatchObject({ ok: true, value: { entity: 'sip:bob@example.com', version: 7, isFull: true } });
    expect(read.ok && read.value.dialogs).toEqual([{
      id: 'as7d900as8', callId: 'a84b4c76e66710', localTag: '1928301774', remoteTag: '456887766', direction: 'recipient', state: 'early',
      local: { uri: 'sip:bob@example.com', name: undefined, target: 'sip:bob@192.0.2.2:5060' },
      remote: { uri: 'sip:alice@example.com', name: 'Alice <A.>', target: 'sip:alice@192.0.2.1:5060' },
    }]);
  });

  it('leaves out dialogs without an id or with a state that is none', () => {
    expect(idsAfter(dialogInfo(0, 'full', `<dialog><state>early</state></dialog>${dialog('b', 'asleep')}${dialog('c', ' Confirmed ')}`))).toEqual(['c']);
  });

  it('refuses what is not about dialogs', () => {
    expect(readDialogInfo(new TextEncoder().encode('<presence/>')).ok).toBe(false);
    expect(readDialogInfo(new TextEncoder().encode('<dialog-info version="x"/>')).ok).toBe(false);
  });

  it('keeps no more than a hundred of them', () => {
    const many = Array.from({ length: 150 }, (_, n) => dialog(`d${n}`, 'confirmed')).join('');
    expect(idsAfter(dialogInfo(0, 'full', many))).toHaveLength(100);
    const more = Array.from({ length: 90 }, (_, n) => dialog(`e${n}`, 'confirmed')).join('');
    expect(idsAfter(dialogInfo(0, 'full', many), dialogInfo(1, 'partial', more))).toHaveLength(100);
  });
});

describe('mergeDialogInfo', () => {
  const first = dialogInfo(4, 'full', dialog('a', 'early') + dialog('b', 'confirmed'));

  it('a full document replaces everything, whatever its version', () => {
    expect(idsAfter(first, dialogInfo(5, 'full', dialog('c', 'early')))).toEqual(['c']);
    expect(idsAfter(first, dialogInfo(0, 'full', ''))).toEqual([]);
  });

  it('a partial one changes what it names, and takes away what has ended', () => {
    const { view, isGap } = after(first, dialogInfo(5, 'partial', dialog('a', 'terminated') + dialog('c', 'trying') + dialog('b', 'early')));
    expect([...(view?.dialogs.values() ?? [])].map(({ id, state }) => `${id} ${state}`)).toEqual(['b early', 'c trying']);
    expect([view?.version, isGap]).toEqual([5, false]);
  });

  it('an old partial one is nothing new', () => {
    expect(after(first, dialogInfo(4, 'partial', dialog('b', 'terminated')))).toMatchObject({ view: after(first).view, isGap: false });
    expect(idsAfter(first, dialogInfo(3, 'partial', dialog('b', 'terminated')))).toEqual(['a', 'b']);
  });

  it('after a gap, or with no full one before, what came is taken and all is asked for', () => {
    expect(after(first, dialogInfo(6, 'partial', dialog('a', 'terminated')))).toMatchObject({ isGap: true, view: { version: 6 } });
    expect(idsAfter(first, dialogInfo(6, 'partial', dialog('a', 'terminated')))).toEqual(['b']);
    expect(after(dialogInfo(0, 'partial', dialog('a', 'early')))).toMatchObject({ isGap: true });
  });
});

describe('lineOf', () => {
  const recipient = 'direction="recipient"';
  const initiator = 'direction="initiator"';
  it.each([
    ['nothing', '', 'idle'],
    ['a dialog that has ended', dialog('a', 'terminated'), 'idle'],
    ['one that rings', dialog('a', 'early', recipient), 'ringing'],
    ['one that is about to ring', dialog('a', 'trying', recipient), 'ringing'],
    ['an early one of no direction', dialog('a', 'early'), 'ringing'],
    ['a call to somebody', dialog('a', 'early', initiator), 'busy'],
    ['a call being placed', dialog('a', 'trying', initiator), 'busy'],
    ['a conversation', dialog('a', 'confirmed', recipient), 'busy'],
    ['a conversation, and one that rings', dialog('a', 'early', recipient) + dialog('b', 'confirmed', recipient), 'busy'],
  ])('%s: %3$s', (_what, dialogs, expected) => {
    expect(lineAfter(dialogInfo(0, 'full', dialogs))).toBe(expected);
  });

  it('names the other end', () => {
    expect(lineOf(after(dialogInfo(0, 'full', RINGING)).view).party).toMatchObject({ uri: 'sip:alice@example.com', name: 'Alice <A.>' });
  });
});

describe('pickUpIn', () => {
  const pickUp = (dialogs: string) => pickUpIn(after(dialogInfo(0, 'full', dialogs)).view);

  it('names the early dialog as its owner, the caller, sees it', () => {
    expect(pickUp(RINGING)).toEqual({
      target: 'sip:alice@192.0.2.1:5060',
      replaces: { callId: 'a84b4c76e66710', localTag: '456887766', remoteTag: '1928301774', earlyOnly: true },
    });
  });

  it('goes to the identity where no target is told', () => {
    expect(pickUp(RINGING.replace(/<target uri="sip:alice.*<\/target>/, ''))?.target).toBe('sip:alice@example.com');
  });

  it('finds the ringing one beside a conversation', () => {
    expect(pickUp(dialog('x', 'confirmed', 'direction="recipient"') + RINGING)?.replaces.callId).toBe('a84b4c76e66710');
  });

  it.each([
    ['without a tag', RINGING.replace('remote-tag="456887766"', '')],
    ['without a Call-ID', RINGING.replace('call-id="a84b4c76e66710"', '')],
    ['that has been answered', RINGING.replace('early', 'confirmed')],
    ['that goes out', RINGING.replace('recipient', 'initiator')],
  ])('finds none %s', (_what, dialogs) => {
    expect(pickUp(dialogs)).toBeUndefined();
  });
});

describe('writeDialogInfo', () => {
  it('is understood again', () => {
    const read = readDialogInfo(dialogInfo(0, 'full', RINGING));
    const dialogs = read.ok ? read.value.dialogs : [];
    expect(dialogs).toHaveLength(1);
    const again = readDialogInfo(writeDialogInfo('sip:b&b@example.com', 3, dialogs));
    expect(again).toEqual({ ok: true, value: { entity: 'sip:b&b@example.com', version: 3, isFull: true, dialogs } });
  });
});
