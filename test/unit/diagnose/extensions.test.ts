/** The rules about extensions, subscriptions, transfers and reasons. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src-shared/diagnose/diagnose.ts';
import type { Diagnosis } from '../../../src-shared/diagnose/types.ts';
import type { Fields } from '../ladder/support.ts';
import { createScript, request, response } from '../ladder/support.ts';

type Script = ReturnType<typeof createScript>;

const found = (script: Script, errorCodes: string[] = []): Diagnosis[] => (
  diagnose(script.messages, [], errorCodes.map((code) => ({ callId: 'call-1', code })))
);
const rulesOf = (script: Script): string[] => found(script).map(({ rule }) => rule);

/** One request out, its answer back. */
function exchange(script: Script, method: string, status: string, { asked = {}, answered = {} }: { asked?: Fields; answered?: Fields } = {}): Script {
  const branch = `z9hG4bK${method}${script.messages.length}`;
  const cseq = `${script.messages.length + 1} ${method}`;
  script.add(request(method, { branch, cseq, ...asked }));
  script.add(response(status, { branch, cseq, ...answered }), { out: false });
  return script;
}
const answered = (status: string, headers: string[] = [], asked: string[] = []): Script => (
  exchange(createScript(), 'INVITE', status, { asked: { headers: asked }, answered: { headers } })
);

function talking(): Script {
  const script = createScript();
  exchange(script, 'INVITE', '200 OK');
  script.add(request('ACK', { cseq: '1 ACK', branch: 'z9hG4bKack' }));
  return script;
}

describe('an extension that one side insists on', () => {
  it('is named', () => {
    expect(found(answered('420 Bad Extension', ['Unsupported: 100rel, timer']))).toMatchObject([
      { rule: 'extension-mismatch', seq: 2, message: expect.stringContaining('(420 Bad Extension): 100rel, timer.') },
    ]);
    expect(found(answered('421 Extension Required', ['Require: sec-agree']))[0]?.params).toMatchObject({ extensions: 'sec-agree' });
    expect(found(answered('420 Bad Extension'))[0]?.params).toMatchObject({ extensions: '?' });
  });
  it('is no news where the call was made without it', () => {
    expect(rulesOf(exchange(answered('420 Bad Extension', ['Unsupported: 100rel']), 'INVITE', '200 OK'))).toEqual([]);
  });
});

it('session-interval tells both intervals', () => {
  const script = answered('422 Session Interval Too Small', ['Min-SE: 1800'], ['Session-Expires: 90;refresher=uac']);
  expect(found(script)).toMatchObject([{ rule: 'session-interval', params: { asked: '90', least: '1800' } }]);
});

it('event-refused tells what is offered', () => {
  const script = exchange(createScript(), 'SUBSCRIBE', '489 Bad Event', {
    asked: { headers: ['Event: presence'] }, answered: { headers: ['Allow-Events: dialog, message-summary'] },
  });
  expect(found(script)).toMatchObject([{ rule: 'event-refused', seq: 2, params: { event: 'presence', offered: 'dialog, message-summary' } }]);
});

describe('missing-prack', () => {
  function ringing(repeats: number, headers = ['Require: 100rel', 'RSeq: 7'], prack = false): Script {
    const script = createScript();
    script.add(request('INVITE'));
    for (let at = 0; at <= repeats; at++) {
      if (prack && at === 1) script.add(request('PRACK', { cseq: '2 PRACK', branch: 'z9hG4bKp' }));
      script.add(response('183 Session Progress', { headers }), { out: false, atMs: at * 500 });
    }
    if (prack) script.add(response('200 OK', { cseq: '2 PRACK', branch: 'z9hG4bKp' }), { out: false });
    return script;
  }
  it('counts the repetitions', () => {
    expect(found(ringing(3))).toMatchObject([{ rule: 'missing-prack', seq: 2, params: { status: 183, repeats: 3 } }]);
  });
  it.each<[string, Script]>([
    ['a few repetitions', ringing(2)], ['a PRACK', ringing(4, undefined, true)], ['no 100rel', ringing(4, ['RSeq: 7'])], ['no RSeq', ringing(4, ['Require: 100rel'])],
  ])('is silent with %s', (_name, script) => expect(rulesOf(script)).toEqual([]));
});

it('update-refused is a warning; 491 and challenges are not refusals', () => {
  expect(found(exchange(talking(), 'UPDATE', '405 Method Not Allowed'))).toMatchObject([{ rule: 'update-refused', severity: 'warning', seq: 5 }]);
  expect(rulesOf(exchange(talking(), 'UPDATE', '491 Request Pending'))).toEqual(['request-pending']);
  for (const status of ['407 Proxy Authentication Required', '200 OK']) expect(rulesOf(exchange(talking(), 'UPDATE', status))).toEqual([]);
});

it('use-proxy shows the proxy', () => {
  expect(found(answered('305 Use Proxy', ['Contact: <sip:p@192.0.2.9;lr>']))).toMatchObject([{ rule: 'use-proxy', params: { proxy: '<sip:p@192.0.2.9;lr>' } }]);
});

describe('transfer-failed', () => {
  const sipfrag = (line: string): Script => exchange(talking(), 'NOTIFY', '200 OK', {
    asked: { body: `${line}\r\n`, contentType: 'message/sipfrag;version=2.0', headers: ['Event: refer'] },
  });
  it('by refusal of the REFER', () => {
    expect(found(exchange(talking(), 'REFER', '603 Decline'))).toMatchObject([{ rule: 'transfer-failed', params: { status: '603 Decline' } }]);
  });
  it('by what NOTIFY tells', () => {
    expect(found(sipfrag('SIP/2.0 486 Busy Here'))).toMatchObject([{ rule: 'transfer-failed', seq: 4, params: { status: '486 Busy Here' } }]);
    expect(rulesOf(sipfrag('SIP/2.0 200 OK'))).toEqual([]);
    expect(rulesOf(sipfrag('SIP/2.0 100 Trying'))).toEqual([]);
  });
});

it('notify-refused is about 481 only', () => {
  const notify = (status: string): Script => exchange(createScript(), 'NOTIFY', status, { asked: { headers: ['Event: dialog'] } });
  expect(found(notify('481 Subscription Does Not Exist'))).toMatchObject([{ rule: 'notify-refused', params: { event: 'dialog' } }]);
  expect(rulesOf(notify('200 OK'))).toEqual([]);
});

describe('abnormal-end', () => {
  const ended = (...reasons: string[]): Script => exchange(talking(), 'BYE', '200 OK', { asked: { headers: reasons.map((reason) => `Reason: ${reason}`) } });
  it('decodes the cause', () => {
    const [diagnosis] = found(ended('SIP;cause=200', 'Q.850;cause=38;text="Trunk"'));
    expect(diagnosis).toMatchObject({ rule: 'abnormal-end', seq: 4, message: 'The call did not end by hanging up: the network is out of order (Q.850 38, "Trunk").' });
    expect(diagnosis?.texts.de.message).toContain('das Netz ist gestört (Q.850 38');
  });
  it('says the code of what is not known', () => expect(found(ended('Preemption;cause=1'))[0]?.message).toContain(': PREEMPTION 1.'));
  it.each([[[]], [['Q.850;cause=16']], [['SIP;cause=200;text="Call completed elsewhere"']], [['garbage']]])('is silent about %j', (reasons) => {
    expect(rulesOf(ended(...reasons))).toEqual([]);
  });
});

it.each(['428 Use Identity Header', '436 Bad Identity Info', '437 Unsupported Credential', '438 Invalid Identity Header'])('%s is identity-refused', (status) => {
  expect(rulesOf(answered(status))).toEqual(['identity-refused']);
});

it('433 is anonymity-refused', () => expect(rulesOf(answered('433 Anonymity Disallowed'))).toEqual(['anonymity-refused']));

it('tls-failed goes by the error of the call, or by a note in the trace', () => {
  const script = createScript();
  script.add(request('INVITE'));
  expect(found(script, ['tls-expired'])).toMatchObject([{ rule: 'tls-failed', seq: 1, params: { why: 'tls-expired' } }]);
  expect(found(script, ['no-answer'])).toEqual([]);
  const noted = createScript();
  noted.add(request('INVITE'), { note: 'not sent: the certificate has expired' });
  expect(rulesOf(noted)).toEqual(['tls-failed']);
});
