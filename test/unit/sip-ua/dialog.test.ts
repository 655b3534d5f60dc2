import { describe, expect, it } from 'vitest';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { admit, advance, dialogFromRequest, dialogFromResponse, refreshTarget, requestWithin } from '../../../src-main/sip/dialog/dialog.ts';
import { createDialogTable } from '../../../src-main/sip/dialog/dialog-table.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';
import { request, response } from './messages.ts';

const invite = (more: [string, string][] = []): SipRequest => request('INVITE', 'sip:bob@biloxi.example', [
  ['from', '"Alice" <sip:alice@atlanta.example>;tag=a'],
  ['to', '<sip:bob@biloxi.example>'],
  ['call-id', 'one'],
  ['cseq', '7 INVITE'],
  ['contact', '<sip:alice@192.0.2.1>'],
  ...more,
]);
const ok = (more: [string, string][] = []): SipResponse => response(200, [
  ['from', '"Alice" <sip:alice@atlanta.example>;tag=a'],
  ['to', '<sip:bob@biloxi.example>;tag=b'],
  ['call-id', 'one'],
  ['cseq', '7 INVITE'],
  ['contact', '<sip:bob@192.0.2.2>'],
  ...more,
]);
const headers = ({ request: { headers } }: { request: SipRequest }): Record<string, string> =>
  Object.fromEntries(headers.names.map((name, at) => [name, headers.values[at] ?? '']));

describe('a dialog', () => {
  it('of the caller is made of the INVITE and its response (RFC 3261 12.1.2)', () => {
    const dialog = dialogFromResponse(invite(), ok([['record-route', '<sip:p2;lr>, <sip:p1;lr>']]));
    expect(dialog).toMatchObject({
      callId: 'one', localTag: 'a', remoteTag: 'b', localCSeq: 7, remoteCSeq: undefined, remoteTarget: 'sip:bob@192.0.2.2', routeSet: ['sip:p1;lr', 'sip:p2;lr'],
    });
  });

  it('of the callee is made of the INVITE (RFC 3261 12.1.1)', () => {
    const dialog = dialogFromRequest(invite([['record-route', '<sip:p2;lr>'], ['record-route', '<sip:p1;lr>']]), 'b');
    expect(dialog).toMatchObject({
      callId: 'one', localTag: 'b', remoteTag: 'a', localCSeq: 0, remoteCSeq: 7, remoteTarget: 'sip:alice@192.0.2.1', routeSet: ['sip:p2;lr', 'sip:p1;lr'],
    });
  });

  it('with an RFC 2543 peer has an empty remote tag and finds it at its From or at our Request-URI', () => {
    const bare = invite();
    bare.headers.set('from', '<sip:alice@atlanta.example>').remove('contact');
    expect(dialogFromRequest(bare, 'b')).toMatchObject({ remoteTag: '', remoteTarget: 'sip:alice@atlanta.example' });
    const untagged = ok();
    untagged.headers.set('to', '<sip:bob@biloxi.example>').remove('contact');
    const dialog = dialogFromResponse(invite(), untagged);
    expect(dialog).toMatchObject({ remoteTag: '', remoteTarget: 'sip:bob@biloxi.example' });
    expect(headers(requestWithin(dialog, 'BYE')).to).toBe('<sip:bob@biloxi.example>');
  });

  it('writes requests of either side with From, To, tags and CSeq in their places', () => {
    const caller = headers(requestWithin(advance(dialogFromResponse(invite(), ok())), 'BYE'));
    expect(caller).toMatchObject({ from: 'Alice <sip:alice@atlanta.example>;tag=a', to: '<sip:bob@biloxi.example>;tag=b', cseq: '8 BYE', 'call-id': 'one' });
    const callee = headers(requestWithin(advance(dialogFromRequest(invite(), 'b')), 'BYE'));
    expect(callee).toMatchObject({ from: '<sip:bob@biloxi.example>;tag=b', to: 'Alice <sip:alice@atlanta.example>;tag=a', cseq: '1 BYE' });
  });

  it('gives ACK the number of its INVITE', () => {
    const dialog = advance(advance(dialogFromResponse(invite(), ok())));
    expect(headers(requestWithin(dialog, 'ACK', 7)).cseq).toBe('7 ACK');
  });

  it.each([
    [undefined, 5, 5], [5, 6, 6], [5, 900, 900], [5, 5, 5], [5, 4, 'out-of-order'], [5, 0, 'out-of-order'],
  ])('that has seen CSeq %s takes %i as %s (RFC 3261 12.2.2)', (seen, number, outcome) => {
    const dialog = { ...dialogFromResponse(invite(), ok()), remoteCSeq: seen };
    const taken = admit(dialog, request('BYE', 'sip:x', [['cseq', `${number} BYE`]]));
    expect(taken === 'out-of-order' ? taken : taken.remoteCSeq).toBe(outcome);
  });

  it.each([
    ['INVITE', 'sip:new@192.0.2.9'], ['UPDATE', 'sip:new@192.0.2.9'], ['OPTIONS', 'sip:bob@192.0.2.2'], ['BYE', 'sip:bob@192.0.2.2'],
  ])('after a %s with a new Contact aims at %s (RFC 3261 12.2.1.2)', (method, target) => {
    const dialog = dialogFromResponse(invite(), ok());
    const contact: [string, string] = ['contact', '<sip:new@192.0.2.9>'];
    expect(refreshTarget(dialog, request(method, 'sip:x', [['cseq', `9 ${method}`], contact])).remoteTarget).toBe(target);
    expect(refreshTarget(dialog, response(200, [['cseq', `9 ${method}`], contact])).remoteTarget).toBe(target);
  });
});

describe('the dialog table', () => {
  const owner = { onRequest: () => true, onAck() {}, onLateSuccess() {} };
  const bye = request('BYE', 'sip:x', [['call-id', 'one'], ['from', '<sip:b>;tag=b'], ['to', '<sip:a>;tag=a']]);

  it('finds by Call-ID and our tag: To of a request, From of a response', () => {
    const table = createDialogTable(createVirtualClock());
    table.add('one', 'a', owner);
    expect(table.find(bye)).toBe(owner);
    expect(table.find(ok())).toBe(owner);
    expect(table.find(request('BYE', 'sip:x', [['call-id', 'two'], ['from', '<sip:b>;tag=b'], ['to', '<sip:a>;tag=a']]))).toBeUndefined();
    expect(table.find(request('BYE', 'sip:x', [['call-id', 'one'], ['from', '<sip:b>;tag=a'], ['to', '<sip:a>;tag=b']]))).toBeUndefined();
  });

  it('remembers a retired owner for as long as late answers may come, and no longer', async () => {
    const clock = createVirtualClock();
    const table = createDialogTable(clock);
    table.add('one', 'a', owner);
    table.retire('one', 'a', 32_000);
    await clock.advance(31_000);
    expect(table.find(ok())).toBe(owner);
    await clock.advance(1000);
    expect(table.find(ok())).toBeUndefined();
  });

  it('remembers a bounded number of them', () => {
    const table = createDialogTable(createVirtualClock());
    for (let i = 0; i < 1000; i++) {
      table.add(`call-${i}`, 'a', owner);
      table.retire(`call-${i}`, 'a', 32_000);
    }
    const known = Array.from({ length: 1000 }, (_, i) => table.find(request('BYE', 'sip:x', [['call-id', `call-${i}`], ['to', '<sip:a>;tag=a']])));
    expect(known.filter(Boolean)).toHaveLength(256);
    expect(known.at(-1)).toBe(owner);
  });
});
