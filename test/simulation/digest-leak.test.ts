/** The digest leak: a stranger calls, lets us hang up, and answers our BYE with a challenge to get a digest of the password. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccountRealms } from '../../src-main/sip/digest/realms.ts';
import type { SipMessage, SipRequest } from '../../src-shared/sip/message.ts';
import type { ScriptedPeer } from './calls-peer.ts';
import { createPeer, opening } from './calls-peer.ts';
import type { Phone, World } from './calls-world.ts';
import { createWorld } from './calls-world.ts';

const REGISTRAR = '10.0.0.3';
const MALLORY = '10.0.0.9';
const CHALLENGE: [string, string] = ['www-authenticate', 'Digest realm="asterisk", nonce="n", qop="auth"'];

let world: World;
let alice: Phone;
let registrar: ScriptedPeer;
let mallory: ScriptedPeer;

const hasCredentials = (message: SipMessage): boolean => message.headers.has('authorization') || message.headers.has('proxy-authorization');

beforeEach(async () => {
  world = await createWorld();
  alice = await world.phone('10.0.0.1', 'alice');
  registrar = await createPeer(world, REGISTRAR);
  mallory = await createPeer(world, MALLORY);
  alice.identity = {
    ...alice.identity, uri: `sip:alice@${REGISTRAR}`, credentials: { user: 'alice', password: 'secret' }, realms: createAccountRealms(REGISTRAR),
  };
  registrar.onRequest = (request) => {
    if (request.method === 'ACK') return;
    registrar.respond(request, hasCredentials(request) ? 200 : 401, hasCredentials(request) ? { headers: [['expires', '60']], sdp: answerOf(request) } : { headers: [CHALLENGE] });
  };
  const registration = alice.ua.register({ identity: alice.identity, registrarUri: `sip:${REGISTRAR}`, expiresS: 60 }, { onState() {} });
  await world.clock.advance(1000);
  const stopped = registration.stop();
  await world.clock.advance(1000);
  await stopped;
  expect(registrar.requests('REGISTER').some(hasCredentials)).toBe(true);
});

afterEach(async () => {
  await world.expectQuiet();
  expect(mallory.received.filter(hasCredentials)).toEqual([]);
});

const answerOf = (request: SipRequest): string => (request.method === 'INVITE' ? 'answer' : '');

describe('a stranger who asks for the password', () => {
  it('by answering our BYE gets none, even under the right realm', async () => {
    alice.onCall = (call) => {
      call.session.identity = alice.identity;
      void call.session.accept();
    };
    mallory.onRequest = (request) => void (request.method === 'BYE' && mallory.respond(request, 401, { headers: [CHALLENGE] }));
    mallory.request('INVITE', 'sip:alice@10.0.0.1', opening('INVITE', [['content-type', 'application/sdp']]), 'offer');
    await world.clock.advance(100);
    const [ok] = mallory.responses(200);
    mallory.request('ACK', 'sip:alice@10.0.0.1', [...opening('ACK', [], 'call-INVITE').filter(([name]) => name !== 'to'), ['to', ok?.headers.first('to') ?? '']]);
    await world.clock.advance(100);
    expect(alice.calls[0]?.session.state).toBe('confirmed');
    alice.calls[0]?.session.end();
    await world.clock.advance(5000);
    expect(mallory.requests('BYE')).toHaveLength(1);
    expect(alice.calls[0]?.ends).toHaveLength(1);
  });

  it('by answering our INVITE gets none, and the person is told why', async () => {
    mallory.onRequest = (request) => void (request.method === 'INVITE' && mallory.respond(request, 407, { headers: [['proxy-authenticate', CHALLENGE[1]]] }));
    const call = alice.call(`sip:mallory@${MALLORY}`);
    await world.clock.advance(5000);
    expect(mallory.requests('INVITE')).toHaveLength(1);
    expect(call.ends).toMatchObject([{ status: 407, error: { code: 'foreign-realm' } }]);
  });

  it('by a redirection gets none', async () => {
    registrar.onRequest = (request) => {
      if (request.method === 'INVITE') registrar.respond(request, 302, { headers: [['contact', `<sip:mallory@${MALLORY}>`]] });
    };
    mallory.onRequest = (request) => void (request.method === 'INVITE' && mallory.respond(request, 401, { headers: [CHALLENGE] }));
    const call = alice.call(`sip:bob@${REGISTRAR}`);
    await world.clock.advance(5000);
    expect(mallory.requests('INVITE')).toHaveLength(1);
    expect(call.ends).toMatchObject([{ status: 401, error: { code: 'foreign-realm' } }]);
  });

  it('by putting himself into Contact sees no credentials in ACK and BYE', async () => {
    registrar.onRequest = (request) => {
      if (request.method !== 'INVITE') return;
      if (!hasCredentials(request)) return void registrar.respond(request, 401, { headers: [CHALLENGE] });
      registrar.respond(request, 200, { headers: [['contact', `<sip:mallory@${MALLORY}>`]], sdp: 'answer' });
    };
    mallory.onRequest = (request) => void (request.method === 'BYE' && mallory.respond(request, 200));
    const call = alice.call(`sip:bob@${REGISTRAR}`);
    await world.clock.advance(1000);
    expect(mallory.requests('ACK')).toHaveLength(1);
    call.session.end();
    await world.clock.advance(1000);
    expect(mallory.requests('BYE')).toHaveLength(1);
  });
});

it('our own server gets them, in the call too', async () => {
  const call = alice.call(`sip:bob@${REGISTRAR}`);
  await world.clock.advance(1000);
  expect(call.session.state).toBe('confirmed');
  expect(registrar.requests('ACK').map(hasCredentials)).toEqual([false, true]);
  call.session.end();
  await world.clock.advance(1000);
  expect(registrar.requests('BYE').map(hasCredentials)).toEqual([true]);
});
