/** What captures of real peers do not show: what only the phone knows, and what must not be found. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src-shared/diagnose/diagnose.ts';
import type { Fields } from '../ladder/support.ts';
import { createScript, request, response, SDP, span, stats } from '../ladder/support.ts';

type Script = ReturnType<typeof createScript>;
const offer = { body: SDP, contentType: 'application/sdp' };
/** A description by whoever is at `address:port`, of sound at another address where that is given. */
const soundAt = (endpoint: string, address = endpoint.split(':')[0] ?? ''): Fields => ({ ...offer, body: SDP.replaceAll('127.0.0.1', address) });
const rulesOf = (...given: Parameters<typeof diagnose>): string[] => diagnose(...given).map(({ rule }) => rule);

/** An answered call between these two addresses, ended after `seconds`. */
function call({ local = '127.0.0.1:5060', remote = '127.0.0.1:5070', asked = {}, answered = {}, seconds = 5 }: { local?: string; remote?: string; asked?: Fields; answered?: Fields; seconds?: number } = {}): Script {
  const script = createScript();
  script.add(request('INVITE', { ...soundAt(local), ...asked }), { local, remote });
  script.add(response('200 OK', { ...soundAt(remote), ...answered }), { out: false, local, remote, atMs: 10 });
  script.add(request('ACK', { branch: 'z9hG4bKack', cseq: '1 ACK' }), { local, remote, atMs: 20 });
  script.add(request('BYE', { branch: 'z9hG4bKbye', cseq: '2 BYE', toTag: 'bob' }), { local, remote, atMs: seconds * 1000 });
  script.add(response('200 OK', { branch: 'z9hG4bKbye', cseq: '2 BYE' }), { out: false, local, remote, atMs: seconds * 1000 + 10 });
  return script;
}
/** One direction, as captures have it: `local` is where the packets arrived. */
const arrived = (remote: string, local: string, received = 200, callId = 'call-1'): ReturnType<typeof span> => span({ callId, local, remote, stats: stats({ sent: 0, received }) });

describe('name-not-found', () => {
  it('is told of a call that sent nothing', () => {
    expect(diagnose([], [], [{ callId: 'call-1', code: 'name-not-found' }])).toMatchObject([{ rule: 'name-not-found', seq: 0, callId: 'call-1' }]);
  });
  it('names the server where something was sent', () => {
    const { messages } = call();
    expect(diagnose(messages, [], [{ callId: 'call-1', code: 'dns-failed' }])).toMatchObject([{ rule: 'name-not-found', seq: 1, params: { name: 'example.org' } }]);
  });
});

describe('private addresses', () => {
  const contact = 'Contact: <sip:bob@192.168.1.5>';
  const publicly = { local: '203.0.113.1:5060', remote: '198.51.100.2:5060' };
  it('are named where they lead nowhere', () => {
    expect(rulesOf(call({ ...publicly, answered: { headers: [contact] } }).messages, [])).toEqual(['private-contact']);
    expect(rulesOf(call({ ...publicly, answered: soundAt('', '10.0.0.9') }).messages, [])).toEqual(['private-media-address']);
  });
  it('are fine at home, behind a proxy that stays in the way, and where sound flows both ways', () => {
    expect(rulesOf(call({ local: '192.168.1.4:5060', remote: '192.168.1.5:5060', answered: { headers: [contact] } }).messages, [])).toEqual([]);
    expect(rulesOf(call({ ...publicly, answered: { headers: [contact, 'Record-Route: <sip:p.example.org;lr>'] } }).messages, [])).toEqual([]);
    const nat = call({ ...publicly, asked: soundAt('', '10.0.0.9') });
    expect(rulesOf(nat.messages, [arrived('198.51.100.2:4010', '203.0.113.1:4000'), arrived('203.0.113.1:4000', '198.51.100.2:4010')])).toEqual([]);
  });
});

describe('sound in a capture', () => {
  const [a, b] = ['127.0.0.1:4000', '127.0.0.1:4010'];
  it('both ways is fine, one way is not, nor is none where other calls have some', () => {
    const { messages } = call();
    expect(rulesOf(messages, [arrived(a, b), arrived(b, a)])).toEqual([]);
    expect(diagnose(messages, [arrived(a, b)])).toMatchObject([{ rule: 'one-way-audio', params: { sent: 200, local: a, remote: b } }]);
    expect(rulesOf(messages, [arrived(a, b, 200, 'call-2')])).toEqual(['no-rtp']);
  });
  it('is not missed in a capture of the signalling only, nor in a short call, nor after a few packets', () => {
    expect(rulesOf(call().messages, [])).toEqual([]);
    expect(rulesOf(call({ seconds: 1 }).messages, [arrived(a, b, 200, 'call-2')])).toEqual([]);
    expect(rulesOf(call().messages, [arrived(a, b, 10)])).toEqual([]);
  });
});

it('a branch that nobody answered is no news where another phone took the call', () => {
  const { messages } = call();
  const script = createScript();
  for (let at = 0; at < 3; at++) script.add(request('INVITE', { ...offer, branch: 'z9hG4bKfork' }), { atMs: at * 500, remote: '127.0.0.1:5099' });
  expect(rulesOf([...script.messages.map((message) => ({ ...message, seq: message.seq + 100 })), ...messages], [])).toEqual([]);
});

it('a response that comes to another port still belongs to its request', () => {
  const script = createScript();
  for (let at = 0; at < 3; at++) script.add(request('OPTIONS'), { atMs: at * 500, local: '127.0.0.1:40000' });
  script.add(response('200 OK', { cseq: '1 OPTIONS' }), { out: false, atMs: 1600 });
  expect(rulesOf(script.messages, [])).toEqual([]);
});
