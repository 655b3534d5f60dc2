import { describe, expect, it } from 'vitest';
import { autoAnswerAsked, autoAnswerFor } from '../../../src-main/calls/auto-answer.ts';
import { calledAddress, callerOf, shownCaller } from '../../../src-main/calls/caller.ts';
import type { Account, Caller } from '../../../src-shared/model.ts';
import { defaultAccountOptions } from '../../../src-shared/model.ts';
import { Headers } from '../../../src-shared/sip/headers.ts';
import type { SipRequest } from '../../../src-shared/sip/message.ts';

const FROM: [string, string] = ['from', '"Bob" <sip:bob@example.org>;tag=1'];

function invite(...fields: [string, string][]): SipRequest {
  const headers = new Headers();
  for (const [name, value] of fields.some(([name]) => name === 'from') ? fields : [FROM, ...fields]) headers.add(name, value);
  return { kind: 'request', method: 'INVITE', uri: 'sip:alice@192.0.2.1', headers, body: new Uint8Array(), notes: [] };
}

function caller(...fields: [string, string][]): Caller {
  return callerOf(invite(...fields));
}

describe('who calls', () => {
  it('is what From says, where nobody says more', () => {
    expect(caller()).toEqual({ anonymous: false, divertedBy: [], wantsAutoAnswer: false, features: [] });
    expect(shownCaller(invite(), caller(), true)).toEqual({ uri: 'sip:bob@example.org', name: 'Bob' });
    expect(shownCaller(invite(['from', 'nonsense <']), caller(), true)).toEqual({ uri: 'sip:anonymous@anonymous.invalid', name: '' });
  });

  it('is what our server asserts (RFC 3325), and nobody else', () => {
    const asserted: [string, string] = ['p-asserted-identity', '"Bob Real" <sip:+4930@pbx>, <tel:+4930>'];
    expect(caller(asserted)).toMatchObject({ assertedUri: 'sip:+4930@pbx', assertedName: 'Bob Real' });
    expect(shownCaller(invite(asserted), caller(asserted), true)).toEqual({ uri: 'sip:+4930@pbx', name: 'Bob Real' });
    expect(shownCaller(invite(asserted), caller(asserted), false)).toEqual({ uri: 'sip:bob@example.org', name: 'Bob' });
    const telOnly: [string, string] = ['p-asserted-identity', '<tel:+4930>'];
    expect(shownCaller(invite(telOnly), caller(telOnly), true)).toEqual({ uri: 'tel:+4930', name: 'Bob' });
  });

  it('is what the older Remote-Party-ID says of the caller', () => {
    expect(caller(['remote-party-id', '"Bob" <sip:1@pbx>;party=calling;privacy=off'])).toMatchObject({ assertedUri: 'sip:1@pbx', anonymous: false });
    expect(caller(['remote-party-id', '<sip:1@pbx>;party=called']).assertedUri).toBeUndefined();
    expect(caller(['remote-party-id', '<sip:1@pbx>;privacy=full']).anonymous).toBe(true);
    expect(caller(['remote-party-id', '<sip:1@pbx>'], ['p-asserted-identity', '<sip:2@pbx>']).assertedUri).toBe('sip:2@pbx');
  });

  it.each<[string, [string, string]]>([
    ['an anonymous From (RFC 3323 4.1.1.3)', ['from', '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1']],
    ['an anonymous user', ['from', '<sip:Anonymous@example.org>;tag=1']],
    ['Privacy: id', ['privacy', 'id']],
    ['Privacy with several words', ['privacy', 'critical; user']],
  ])('is nobody with %s', (_what, field) => {
    const told = invite(field, ['p-asserted-identity', '<sip:+4930@pbx>']);
    expect(callerOf(told).anonymous).toBe(true);
    expect(shownCaller(told, callerOf(told), true).uri).not.toBe('sip:+4930@pbx');
  });

  it('is somebody with Privacy: none', () => {
    expect(caller(['privacy', 'none']).anonymous).toBe(false);
  });

  it('has come over those who diverted it, first one first', () => {
    expect(caller(['diversion', '<sip:c@pbx>;reason=No-Answer, "Carol" <sip:b@pbx>;reason=user-busy']).divertedBy).toEqual([
      { uri: 'sip:b@pbx', name: 'Carol', reason: 'user-busy' }, { uri: 'sip:c@pbx', name: '', reason: 'no-answer' },
    ]);
    expect(caller(['history-info', '<sip:b@pbx?Reason=SIP%3Bcause%3D486>;index=1, <sip:c@pbx;cause=408>;index=1.1, <sip:a@192.0.2.1>;index=1.1.1']).divertedBy)
      .toEqual([{ uri: 'sip:b@pbx', name: '', reason: '408' }]);
    expect(caller(['history-info', '<sip:b@pbx?Reason=SIP%3Bcause%3D302>;index=1, <sip:c@pbx>;index=2']).divertedBy).toEqual([{ uri: 'sip:b@pbx', name: '', reason: '302' }]);
    // One station only: nobody has sent it on.
    expect(caller(['history-info', '<sip:a@pbx>;index=1']).divertedBy).toEqual([]);
    expect(caller(['diversion', Array.from({ length: 500 }, () => '<sip:x@y>').join(', ')]).divertedBy).toHaveLength(10);
  });

  it('says what its phone is and can (RFC 3840)', () => {
    expect(caller(['contact', '<sip:bob@x>;video;+sip.rendering="no";+sip.instance="<urn:uuid:1>";expires=3'], ['user-agent', 'Phone/1']))
      .toMatchObject({ features: ['video', '+sip.rendering=no'], userAgent: 'Phone/1' });
    expect(caller(['contact', '*']).features).toEqual([]);
  });

  it('called an address of ours (RFC 7315)', () => {
    expect(calledAddress(invite())).toBe('sip:alice@192.0.2.1');
    expect(calledAddress(invite(['p-called-party-id', '<sip:sales@pbx>']))).toBe('sip:sales@pbx');
  });
});

describe('a caller who asks to be answered at once', () => {
  it.each<[string, string, number | undefined]>([
    ['alert-info', '<http://127.0.0.1>;info=alert-autoanswer', 0],
    ['alert-info', 'info=Auto Answer', 0],
    ['alert-info', 'Auto Answer', 0],
    ['alert-info', 'Ring Answer', 0],
    ['alert-info', '<http://127.0.0.1>;info=alert-autoanswer;delay=0', 0],
    ['alert-info', '<http://pbx/bell.wav>;answer-after=2', 2],
    ['call-info', '<sip:pbx>;answer-after=3', 3],
    ['call-info', '<sip:pbx>; answer-after = 0', 0],
    ['call-info', ';answer-after=9999', 60],
    ['answer-mode', 'Auto', 0],
    ['answer-mode', 'Auto;require', 0],
    ['answer-mode', 'Manual', undefined],
    ['answer-mode', 'Automatically not', undefined],
    ['priv-answer-mode', 'Auto', undefined],
    ['alert-info', '<http://pbx/bell.wav>', undefined],
    ['call-info', '<http://pbx/bob.jpg>;purpose=icon', undefined],
  ])('by %s: %s', (name, value, afterS) => {
    expect(autoAnswerAsked(invite([name, value]))?.afterS).toBe(afterS);
  });

  it('is answered only where the account says so and nobody is disturbed', () => {
    const account = (autoAnswer: Account['autoAnswer']): Account => ({
      id: 'a', label: '', displayName: '', user: 'a', domain: 'pbx', authUser: '', proxy: '', transport: 'udp', register: true, expiresS: 300,
      codecs: ['PCMA'], enabled: true, ...defaultAccountOptions, autoAnswer,
    });
    const asked = { afterS: 3 };
    expect(autoAnswerFor(account('off'), asked, true)).toBeUndefined();
    expect(autoAnswerFor(undefined, asked, true)).toBeUndefined();
    expect(autoAnswerFor(account('header'), asked, true)).toEqual(asked);
    expect(autoAnswerFor(account('header'), undefined, true)).toBeUndefined();
    expect(autoAnswerFor(account('header'), asked, false)).toBeUndefined();
    expect(autoAnswerFor(account('always'), undefined, true)).toEqual({ afterS: 0 });
    expect(autoAnswerFor(account('always'), asked, true)).toEqual(asked);
    expect(autoAnswerFor(account('always'), asked, false)).toBeUndefined();
  });
});
