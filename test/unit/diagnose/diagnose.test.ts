import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src-shared/diagnose/diagnose.ts';
import type { StreamStats } from '../../../src-shared/model.ts';
import type { Diagnosis } from '../../../src-shared/diagnose/types.ts';
import { createScript, request, response, SDP, span, stats } from '../ladder/support.ts';

const offer = { body: SDP, contentType: 'application/sdp' };
type Script = ReturnType<typeof createScript>;

function found(script: Script, media = [span()]): Diagnosis[] {
  return diagnose(script.messages, media);
}
function rulesOf(script: Script, media = [span()]): string[] {
  return found(script, media).map((diagnosis) => diagnosis.rule);
}
function answeredWith(status: string, ...headers: string[]): Script {
  const script = createScript();
  script.add(request('INVITE', offer));
  script.add(response('100 Trying'), { out: false, atMs: 2 });
  script.add(response(status, { headers }), { out: false, atMs: 20 });
  script.add(request('ACK'), { atMs: 21 });
  return script;
}

function healthyCall(): Script {
  const script = createScript();
  script.add(request('INVITE', { ...offer, branch: 'z9hG4bKa' }));
  script.add(response('407 Proxy Authentication Required', { branch: 'z9hG4bKa', headers: ['Proxy-Authenticate: Digest realm="r", nonce="n"'] }), { out: false });
  script.add(request('ACK', { branch: 'z9hG4bKa' }));
  script.add(request('INVITE', { ...offer, cseq: '2 INVITE', headers: ['Proxy-Authorization: Digest username="alice", realm="r", response="x"'] }));
  script.add(response('180 Ringing', { cseq: '2 INVITE' }), { out: false });
  script.add(response('200 OK', { cseq: '2 INVITE', ...offer }), { out: false });
  script.add(response('200 OK', { cseq: '2 INVITE', ...offer }), { out: false });
  script.add(request('ACK', { cseq: '2 ACK', branch: 'z9hG4bKb' }));
  script.add(request('BYE', { cseq: '3 BYE', branch: 'z9hG4bKc' }), { atMs: 30_000 });
  script.add(response('200 OK', { cseq: '3 BYE', branch: 'z9hG4bKc' }), { out: false, atMs: 30_001 });
  return script;
}

it('finds nothing in a call that went well, nor in nothing', () => {
  expect(found(healthyCall())).toEqual([]);
  expect(diagnose([], [])).toEqual([]);
});

it('tells what, why and what next, in both languages', () => {
  const [diagnosis] = found(answeredWith('404 Not Found'));
  expect(diagnosis).toMatchObject({
    rule: 'unknown-user', severity: 'error', callId: 'call-1', seq: 3, section: 'RFC 3261 21.4.5',
    message: 'Nobody of that name is known at the other side (404 Not Found).',
  });
  expect(diagnosis?.texts.de.message).toContain('404 Not Found');
  expect(diagnosis?.texts.de.advice).not.toBe('');
  expect(diagnosis?.advice).toBe(diagnosis?.texts.en.advice);
});

it('keeps what comes from the wire printable, short and out of the templates', () => {
  const [diagnosis] = found(answeredWith(`404 \u001b[2J{status}${'x'.repeat(900)}`));
  expect(diagnosis?.message).not.toContain('\u001b');
  expect(diagnosis?.message).toContain('{status}');
  expect(diagnosis?.message.length).toBeLessThan(300);
});

describe('a final status', () => {
  it.each<[string, string]>([
    ['404 Not Found', 'unknown-user'], ['410 Gone', 'unknown-user'], ['604 Does Not Exist Anywhere', 'unknown-user'], ['403 Forbidden', 'forbidden'],
    ['486 Busy Here', 'busy'], ['600 Busy Everywhere', 'busy'], ['603 Decline', 'declined'], ['480 Temporarily Unavailable', 'unavailable'],
    ['408 Request Timeout', 'request-timeout'], ['487 Request Terminated', 'no-answer'], ['482 Loop Detected', 'loop'], ['483 Too Many Hops', 'loop'], ['488 Not Acceptable Here', 'not-acceptable'],
    ['606 Not Acceptable', 'not-acceptable'], ['415 Unsupported Media Type', 'not-acceptable'], ['503 Service Unavailable', 'server-error'],
  ])('%s is %s', (status, rule) => {
    expect(rulesOf(answeredWith(status))).toEqual([rule]);
  });
  it('after a success does not count', () => {
    const script = healthyCall();
    script.add(request('INVITE', { cseq: '9 INVITE', branch: 'z9hG4bKz', ...offer }));
    script.add(response('488 Not Acceptable Here', { cseq: '9 INVITE', branch: 'z9hG4bKz' }), { out: false });
    expect(rulesOf(script)).toEqual([]);
  });
  it('of a cancelled call points at the CANCEL', () => {
    const script = createScript();
    script.add(request('INVITE', offer));
    script.add(response('180 Ringing'), { out: false });
    script.add(request('CANCEL'));
    script.add(response('200 OK', { cseq: '1 CANCEL' }), { out: false });
    script.add(response('487 Request Terminated'), { out: false });
    expect(found(script)).toMatchObject([{ rule: 'cancelled', seq: 3, severity: 'info' }]);
  });
});

describe('no-response', () => {
  function unanswered(times: number, transport: 'udp' | 'tcp' = 'udp'): Script {
    const script = createScript();
    for (let i = 0; i < times; i++) script.add(request('OPTIONS'), { atMs: i * 500, transport });
    return script;
  }
  it('is told after the third attempt', () => {
    expect(rulesOf(unanswered(2))).toEqual([]);
    expect(found(unanswered(3))).toMatchObject([{ rule: 'no-response', seq: 1, params: { method: 'OPTIONS', times: 3, peer: '127.0.0.1:5070', transport: 'UDP' } }]);
  });
  it('is told over TCP when the trace goes on in silence', () => {
    const script = unanswered(1, 'tcp');
    expect(rulesOf(script)).toEqual([]);
    script.add(request('INFO', { branch: 'z9hG4bKi' }), { atMs: 9000, transport: 'tcp' });
    script.add(response('200 OK', { branch: 'z9hG4bKi', cseq: '1 INFO' }), { out: false, atMs: 9001, transport: 'tcp' });
    expect(rulesOf(script)).toEqual(['no-response']);
  });
  it('names the target of an incoming request that we left unanswered', () => {
    const script = createScript();
    for (let i = 0; i < 3; i++) script.add(request('OPTIONS'), { out: false });
    expect(found(script)[0]?.params).toMatchObject({ peer: '127.0.0.1:5060' });
  });
  it('gives way to the reason, when that is known', () => {
    expect(diagnose(unanswered(3).messages, [], [{ callId: 'call-1', code: 'connection-refused' }]).map(({ rule }) => rule)).toEqual(['refused']);
  });
});

describe('refused', () => {
  it('is read from a note', () => {
    const script = createScript();
    script.add(request('OPTIONS'), { note: 'ICMP port unreachable' });
    expect(found(script)).toMatchObject([{ rule: 'refused', seq: 1, params: { peer: '127.0.0.1:5070' } }]);
  });
  it('is not read from other errors', () => {
    const script = createScript();
    script.add(request('OPTIONS'), { note: 'odd' });
    expect(diagnose(script.messages, [], [{ callId: 'call-1', code: 'no-rtp-port' }, { callId: 'call-2', code: 'unreachable' }])).toEqual([]);
  });
});

it('oversized-request: above 1300 bytes over UDP and unanswered', () => {
  const big = (transport: 'udp' | 'tcp'): Script => {
    const script = createScript();
    for (let i = 0; i < 3; i++) script.add(request('INVITE', { headers: [`X-Long: ${'x'.repeat(1300)}`] }), { transport });
    return script;
  };
  expect(found(big('udp'))).toMatchObject([{ rule: 'oversized-request', seq: 1 }]);
  expect(found(big('udp'))[0]?.params.bytes).toBeGreaterThan(1300);
  expect(rulesOf(big('tcp'))).toEqual(['no-response']);
});

describe('a call of which nothing was sent', () => {
  it.each([['name-not-found', 'name-not-found', 'nowhere.example'], ['dns-failed', 'name-not-found', 'nowhere.example'], ['tls-certificate-expired', 'tls-failed', 'sip:bob@nowhere.example']])('%s', (code, rule, named) => {
    for (const callId of ['', 'call-9']) {
      const [one, ...others] = diagnose([], [], [{ callId, code, target: 'sip:bob@nowhere.example' }]);
      expect([one?.rule, one?.seq, others]).toEqual([rule, 0, []]);
      expect(one?.message).toContain(named);
    }
  });
});

describe('passwords', () => {
  const challenge = (stale = ''): string => `WWW-Authenticate: Digest realm="pbx", nonce="n"${stale}`;
  const credentials = 'Authorization: Digest username="alice", realm="pbx", nonce="n", response="x"';
  function registration(...rounds: { given?: string; status: string; challenge?: string }[]): Script {
    const script = createScript();
    rounds.forEach(({ given, status, challenge: asked }, i) => {
      const fields = { cseq: `${i + 1} REGISTER`, branch: `z9hG4bK${i}` };
      script.add(request('REGISTER', { ...fields, headers: given ? [given] : [] }));
      script.add(response(status, { ...fields, headers: asked ? [asked] : [] }), { out: false });
    });
    return script;
  }
  const refusedAgain = { given: credentials, status: '401 Unauthorized', challenge: challenge() };
  const first = { status: '401 Unauthorized', challenge: challenge() };

  it('wrong-password: asked again after credentials', () => {
    expect(found(registration(first, refusedAgain))).toMatchObject([{ rule: 'wrong-password', seq: 4, params: { realm: 'pbx', user: 'alice' } }]);
  });
  it('not when the nonce was stale, nor when it worked in the end', () => {
    expect(rulesOf(registration(first, { ...refusedAgain, challenge: challenge(', stale=TRUE') }))).toEqual([]);
    expect(rulesOf(registration(first, refusedAgain, { given: credentials, status: '200 OK' }))).toEqual([]);
  });
  it('password-needed: another realm asks, for which there were no credentials', () => {
    const script = registration(first, { ...refusedAgain, challenge: 'WWW-Authenticate: Digest realm="other", nonce="n"' });
    expect(found(script)).toMatchObject([{ rule: 'password-needed', seq: 4, params: { realm: 'other' } }]);
  });
  it('wrong-password: also when it worked earlier', () => {
    expect(rulesOf(registration(first, { given: credentials, status: '200 OK' }, refusedAgain))).toEqual(['wrong-password']);
  });
  it('password-needed: nothing followed the challenge', () => {
    expect(found(registration(first))).toMatchObject([{ rule: 'password-needed', seq: 2, params: { realm: 'pbx' } }]);
  });
});

it('not-acceptable compares the codecs, or shows the warning', () => {
  const script = createScript();
  script.add(request('INVITE', offer));
  script.add(response('488 Not Acceptable Here', {
    body: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 0 RTP/AVP 18 101\r\na=rtpmap:101 telephone-event/8000\r\n', contentType: 'application/sdp',
  }), { out: false });
  expect(found(script)[0]?.params).toMatchObject({ offered: 'PCMA, PCMU', theirs: 'G729' });
  expect(found(answeredWith('488 No', 'Warning: 305 pbx "Incompatible media format"'))[0]?.params.theirs).toContain('Incompatible media format');
});

it('server-error says when to try again', () => {
  expect(found(answeredWith('503 Service Unavailable', 'Retry-After: 120'))[0]?.advice).toContain('in 120 s');
  expect(found(answeredWith('500 Server Internal Error'))[0]?.texts.de.advice).toContain('später');
});

describe('a repeated 200', () => {
  function repeated(times: number, ...acks: string[]): Script {
    const script = createScript();
    script.add(request('INVITE', offer), { out: false });
    for (let i = 0; i <= times; i++) {
      script.add(response('200 OK', offer), { atMs: i * 500 });
      for (const ack of acks) script.add(request('ACK', { branch: 'z9hG4bKack', cseq: ack }), { out: false, atMs: i * 500 + 1 });
    }
    return script;
  }
  it('without ACK is missing-ack', () => {
    expect(rulesOf(repeated(2))).toEqual([]);
    expect(found(repeated(3))).toMatchObject([{ rule: 'missing-ack', seq: 2, section: 'RFC 3261 13.3.1.4', params: { repeats: 3, status: 200 } }]);
    expect(rulesOf(repeated(3, '2 ACK'))).toEqual(['missing-ack']);
  });
  it('in spite of ACKs is ack-not-heard', () => {
    expect(rulesOf(repeated(3, '1 ACK'))).toEqual(['ack-not-heard']);
    expect(rulesOf(repeated(1, '1 ACK'))).toEqual([]);
  });
});

describe('one-way-audio', () => {
  const oneWay = span({ stats: stats({ sent: 51, received: 0 }) });
  it('is told when nothing came back', () => {
    expect(found(healthyCall(), [oneWay])).toMatchObject([{ rule: 'one-way-audio', section: 'RFC 3264 6.1', params: { sent: 51, local: '127.0.0.1:4000' } }]);
  });
  it('is not told of a short stream or of a call on hold; silence both ways is another matter', () => {
    expect(rulesOf(healthyCall(), [span({ stats: stats({ sent: 50, received: 0 }) })])).toEqual([]);
    expect(rulesOf(healthyCall(), [span({ stats: stats({ sent: 0, received: 0 }) })])).toEqual(['no-rtp']);
    for (const line of ['a=sendonly', 'a=inactive', 'c=IN IP4 0.0.0.0']) {
      const script = healthyCall();
      script.add(request('INVITE', { cseq: '8 INVITE', branch: 'z9hG4bKh', body: `${SDP}${line}\r\n`, contentType: 'application/sdp' }));
      script.add(response('200 OK', { cseq: '8 INVITE', branch: 'z9hG4bKh' }), { out: false });
      expect(rulesOf(script, [oneWay])).toEqual([]);
    }
  });
});

describe('sound that went one way while the call lasted', () => {
  it.each<[NonNullable<StreamStats['oneWay']>, string]>([
    [{ direction: 'in', reason: 'no-packets' }, 'one-way-audio'],
    [{ direction: 'in', reason: 'foreign-address', address: '198.51.100.9:7000' }, 'foreign-audio-address'],
    [{ direction: 'in', reason: 'payload-type', payloadType: 96 }, 'unagreed-payload-type'],
    [{ direction: 'in', reason: 'srtp-not-authentic' }, 'unreadable-srtp'],
    [{ direction: 'in', reason: 'private-address', address: '10.0.0.9:5004' }, 'unroutable-audio-address'],
    [{ direction: 'out', reason: 'peer-hears-nothing', address: '10.0.0.9:5004' }, 'unheard-by-peer'],
  ])('%o is told as %s, with what is known of it', (oneWay, rule) => {
    const findings = found(healthyCall(), [span({ stats: { ...stats({ sent: 500, received: 0 }), oneWay } })]);
    expect(findings.map((finding) => finding.rule)).toEqual([rule]);
    expect(`${findings[0]!.message} ${findings[0]!.texts.de.message}`).not.toMatch(/\{|undefined/);
    if (oneWay.address) expect(findings[0]!.message).toContain(oneWay.address);
    if (oneWay.payloadType) expect(findings[0]!.message).toContain('96');
  });
  it('is not told of a peer that says that it only listens', () => {
    const silent = { ...stats({ sent: 500, received: 0 }), remote: { sent: 0, reports: 2 } };
    expect(rulesOf(healthyCall(), [span({ stats: silent })])).toEqual([]);
  });
});

it('keeps calls apart', () => {
  const script = answeredWith('404 Not Found');
  script.add(request('INVITE', { callId: 'call-2' }));
  script.add(response('486 Busy Here', { callId: 'call-2' }), { out: false });
  script.add('garbage');
  expect(found(script).map(({ callId, rule }) => [callId, rule])).toEqual([['call-1', 'unknown-user'], ['call-2', 'busy']]);
});
