import { describe, expect, it } from 'vitest';
import type { Call } from '../../../src-shared/model.ts';
import { ownLines } from '../../../src-main/contacts/own-lines.ts';
import { ownPresence } from '../../../src-main/contacts/own-presence.ts';
import type { Session } from '../../../src-main/sip/user-agent.ts';

describe('ownPresence', () => {
  it.each([
    ['available', '', false, false, 'available', ''],
    ['available', 'Here', false, true, 'busy', 'Here'],
    ['available', '', false, true, 'busy', 'On the phone'],
    ['away', '', true, false, 'busy', 'Do not disturb'],
    ['away', 'Lunch', false, false, 'away', 'Lunch'],
    ['offline', 'Gone', true, true, 'offline', 'Gone'],
  ] as const)('chosen %s "%s", do not disturb %s, on the phone %s: %s "%s"', (status, note, doNotDisturb, onThePhone, expected, told) => {
    expect(ownPresence({ status, note }, { doNotDisturb, onThePhone })).toMatchObject({ status: expected, note: told });
  });

  it('of somebody who wants to be thought of as gone does not tell of the call', () => {
    expect(ownPresence({ status: 'offline', note: '' }, { doNotDisturb: false, onThePhone: true }).onThePhone).toBe(false);
  });
});

describe('ownLines', () => {
  const call = (more: Partial<Call>): Call => ({
    id: 'c', direction: 'in', state: 'ringing', sipCallId: 'x', remoteUri: 'sip:bob@x', remoteName: 'Bob', startedAtMs: 0, heldByUs: false, heldByPeer: false,
    muted: false, digitsReceived: '', declinedMedia: [], secure: false, ...more,
  });
  const session = { callId: 'x', dialogId: { callId: 'x', localTag: 'l', remoteTag: 'r' }, remoteTarget: 'sip:bob@192.0.2.2' } as Session;

  it.each([
    ['in', 'ringing', 'early'], ['in', 'confirmed', 'confirmed'], ['out', 'calling', 'trying'], ['out', 'ringing', 'early'], ['out', 'early', 'early'],
    ['out', 'confirmed', 'confirmed'], ['in', 'ending', undefined], ['out', 'ended', undefined],
  ] as const)('%s, %s: %s', (direction, state, expected) => {
    expect(ownLines([call({ direction, state })], [])[0]?.state).toBe(expected);
  });

  it('name the dialog, and tell where a caller is found, not whom we call', () => {
    expect(ownLines([call({ accountId: 'a' })], [session])).toMatchObject([
      { callId: 'x', localTag: 'l', remoteTag: 'r', direction: 'recipient', accountId: 'a', remote: { uri: 'sip:bob@x', name: 'Bob', target: 'sip:bob@192.0.2.2' } },
    ]);
    expect(ownLines([call({ direction: 'out' })], [session])[0]?.remote.target).toBeUndefined();
  });
});
