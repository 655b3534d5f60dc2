/** Our UAC against scripted servers: forks, redirections, challenges, odd peers. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SipRequest } from '../../src-shared/sip/message.ts';
import { ALLOWED_METHODS } from '../../src-main/sip/capabilities.ts';
import { cseqOf, tagsOf } from '../../src-shared/sip/typed-headers.ts';
import type { ScriptedPeer } from './calls-peer.ts';
import { createPeer, withinAsCallee } from './calls-peer.ts';
import type { Phone, World } from './calls-world.ts';
import { createWorld } from './calls-world.ts';

const SDP = 'v=0 words';
let world: World;
let alice: Phone;
let server: ScriptedPeer;

beforeEach(async () => {
  world = await createWorld();
  alice = await world.phone('10.0.0.1', 'alice');
  server = await createPeer(world, '10.0.0.9');
});

/** Answers BYE and CANCEL as any server would; INVITE as given. */
function answering(peer: ScriptedPeer, onInvite: (request: SipRequest) => void): void {
  peer.onRequest = (request) => {
    if (request.method === 'INVITE') onInvite(request);
    else if (request.method !== 'ACK') peer.respond(request, 200);
  };
}

describe('forked answers', () => {
  it('the first 200 is the call; the others are acknowledged and ended', async () => {
    answering(server, (invite) => {
      server.respond(invite, 180, { toTag: 'one' });
      server.respond(invite, 180, { toTag: 'two' });
      for (const toTag of ['one', 'two', 'three']) server.respond(invite, 200, { toTag, sdp: `${SDP} ${toTag}` });
    });
    const call = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(1000);
    expect(call.session.state).toBe('confirmed');
    expect(call.media.agreed).toEqual([`${SDP} one`]);
    expect(server.requests('ACK').map((ack) => tagsOf(ack).to).sort()).toEqual(['one', 'three', 'two']);
    expect(server.requests('BYE').map((bye) => tagsOf(bye).to).sort()).toEqual(['three', 'two']);
    call.session.end();
    await world.expectQuiet();
    expect(tagsOf(server.requests('BYE').at(-1) as SipRequest).to).toBe('one');
  });

  it('a repeated 200 of a loser is acknowledged again and not ended twice', async () => {
    answering(server, (invite) => {
      server.respond(invite, 200, { toTag: 'one', sdp: SDP });
      for (const delay of [100, 600, 1600]) world.clock.setTimer(delay, () => server.respond(invite, 200, { toTag: 'two', sdp: SDP }));
    });
    const call = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(5000);
    expect(server.requests('ACK').filter((ack) => tagsOf(ack).to === 'two')).toHaveLength(3);
    expect(server.requests('BYE')).toHaveLength(1);
    call.session.end();
    await world.expectQuiet();
  });

  it('a 200 after the call has failed is acknowledged and ended', async () => {
    let invited: SipRequest | undefined;
    answering(server, (invite) => {
      invited = invite;
      server.respond(invite, 486);
    });
    const call = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(3000);
    expect(call.ends[0]?.status).toBe(486);
    server.respond(invited as SipRequest, 200, { toTag: 'late', sdp: SDP });
    await world.clock.advance(1000);
    expect(server.requests('BYE').map((bye) => tagsOf(bye).to)).toEqual(['late']);
    await world.expectQuiet();
  });

  it('a 200 for a call that was never ours is not answered', async () => {
    answering(server, (invite) => {
      const stranger = { ...invite, headers: invite.headers.clone().set('call-id', 'someone-elses') };
      stranger.headers.set('via', 'SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK-someone-elses');
      server.respond(stranger, 200, { sdp: SDP });
      server.respond(invite, 486);
    });
    alice.call('sip:bob@10.0.0.9');
    await world.expectQuiet();
    expect(server.requests('BYE')).toEqual([]);
  });

  it('ACK and BYE follow the 200: its Contact and its Record-Route reversed', async () => {
    const proxy = await createPeer(world, '10.0.0.8');
    answering(proxy, () => {});
    answering(server, (invite) => {
      server.respond(invite, 200, {
        sdp: SDP,
        headers: [['record-route', '<sip:10.0.0.7;lr>, <sip:10.0.0.8;lr>'], ['contact', '<sip:bob@10.0.0.5:5070>']],
      });
    });
    const call = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(1000);
    call.session.end();
    await world.expectQuiet();
    for (const request of [...proxy.requests('ACK'), ...proxy.requests('BYE')]) {
      expect(request.uri).toBe('sip:bob@10.0.0.5:5070');
      expect(request.headers.all('route')).toEqual(['<sip:10.0.0.8;lr>', '<sip:10.0.0.7;lr>']);
    }
    expect(proxy.requests('ACK').map((ack) => cseqOf(ack)?.number)).toEqual([1]);
    expect(proxy.requests('BYE').map((bye) => cseqOf(bye)?.number)).toEqual([2]);
  });
});

describe('redirection', () => {
  const to = (...uris: string[]): { headers: [string, string][] } => ({ headers: [['contact', uris.join(', ')]] });

  it('tries the contacts in the order of q, one after the other', async () => {
    const peers = await Promise.all(['10.0.0.11', '10.0.0.12', '10.0.0.13'].map((address) => createPeer(world, address)));
    for (const peer of peers) answering(peer, (invite) => peer.respond(invite, peer.address === '10.0.0.13' ? 200 : 486, { sdp: SDP }));
    answering(server, (invite) => server.respond(invite, 302, to('<sip:10.0.0.13>;q=0.1', '<sip:10.0.0.11>', '<sip:10.0.0.12>;q=0.5')));
    const call = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(2000);
    expect(call.events).toEqual(['redirected sip:10.0.0.11', 'redirected sip:10.0.0.12', 'redirected sip:10.0.0.13', 'confirmed']);
    const invites = [server, ...peers].map((peer) => peer.requests('INVITE')[0] as SipRequest);
    expect(new Set(invites.map((invite) => invite.headers.first('to')))).toEqual(new Set(['<sip:bob@10.0.0.9>']));
    expect(invites.map((invite) => cseqOf(invite)?.number)).toEqual([1, 2, 3, 4]);
    expect(call.media.rollbacks).toBe(3);
    call.session.end();
    await world.expectQuiet();
  });

  it('in a circle ends with the last answer', async () => {
    const other = await createPeer(world, '10.0.0.11');
    answering(server, (invite) => server.respond(invite, 302, to('<sip:bob@10.0.0.11>', '<sip:bob@10.0.0.9>')));
    answering(other, (invite) => other.respond(invite, 302, to('<sip:bob@10.0.0.9;transport=udp>', '<sip:bob@10.0.0.9>')));
    const call = alice.call('sip:bob@10.0.0.9');
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'remote', status: 302, error: { code: 'redirected' } });
    expect(call.ends[0]?.alternatives?.length).toBe(2);
    expect(other.requests('INVITE')).toHaveLength(1);
  });

  it('to ever new addresses stops after five', async () => {
    let count = 0;
    answering(server, (invite) => server.respond(invite, 302, to(`<sip:bob${++count}@10.0.0.9>`)));
    alice.call('sip:bob@10.0.0.9');
    await world.expectQuiet();
    expect(server.requests('INVITE')).toHaveLength(6);
  });

  it('skips an address that nobody can find', async () => {
    const other = await createPeer(world, '10.0.0.11');
    answering(other, (invite) => other.respond(invite, 486));
    answering(server, (invite) => server.respond(invite, 302, to('<sip:bob@lost.invalid>', '<sip:10.0.0.11>;q=0.5')));
    const call = alice.call('sip:bob@10.0.0.9');
    await world.expectQuiet();
    expect(call.ends[0]?.status).toBe(486);
  });

  it('stops at a 6xx', async () => {
    const other = await createPeer(world, '10.0.0.11');
    answering(other, (invite) => other.respond(invite, 603));
    answering(server, (invite) => server.respond(invite, 302, to('<sip:10.0.0.11>', '<sip:10.0.0.12>;q=0.5')));
    const call = alice.call('sip:bob@10.0.0.9');
    await world.expectQuiet();
    expect(call.ends[0]?.status).toBe(603);
    expect(call.events).toEqual(['redirected sip:10.0.0.11']);
  });

  it('300 with several choices is for a person to decide', async () => {
    answering(server, (invite) => server.respond(invite, 300, to('<sip:a@10.0.0.11>;q=0.2', '<sip:b@10.0.0.12>')));
    const call = alice.call('sip:bob@10.0.0.9');
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'remote', status: 300 });
    expect(call.ends[0]?.alternatives?.map(({ uri }) => uri)).toEqual(['sip:b@10.0.0.12', 'sip:a@10.0.0.11']);
  });

  it('ends with the call when the caller hangs up meanwhile', async () => {
    answering(server, (invite) => server.respond(invite, 302, to('<sip:bob@10.0.0.11>')));
    const call = alice.call('sip:bob@10.0.0.9', {
      listener: {
        onRedirected: () => call.session.end(),
        onEnd: (end) => void call.ends.push(end),
      },
    });
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'local', status: 487 });
  });
});

describe('challenges', () => {
  const challenge = (nonce: string, more = ''): string => `Digest realm="here", nonce="${nonce}", algorithm=MD5, qop="auth"${more}`;
  const identity = (password: string): Phone['identity'] => ({ ...alice.identity, credentials: { user: 'alice', password } });

  it('401 and 407 at once, then a stale nonce, then 200: ACK carries the credentials', async () => {
    let tries = 0;
    answering(server, (invite) => {
      tries++;
      if (tries === 1) server.respond(invite, 407, { headers: [['proxy-authenticate', challenge('p1')], ['www-authenticate', challenge('w1')]] });
      else if (tries === 2) server.respond(invite, 401, { headers: [['www-authenticate', challenge('w2', ', stale=true')]] });
      else server.respond(invite, 200, { sdp: SDP });
    });
    const call = alice.call('sip:bob@10.0.0.9', { identity: identity('secret') });
    await world.clock.advance(1000);
    expect(call.session.state).toBe('confirmed');
    const invites = server.requests('INVITE');
    expect(invites.map((invite) => cseqOf(invite)?.number)).toEqual([1, 2, 3]);
    expect(invites[1]?.headers.has('authorization') && invites[1].headers.has('proxy-authorization')).toBe(true);
    const acks = server.requests('ACK');
    const ack = acks.find((request) => cseqOf(request)?.number === 3);
    expect(ack?.headers.first('authorization')).toBe(invites[2]?.headers.first('authorization'));
    expect(ack?.headers.first('proxy-authorization')).toBe(invites[2]?.headers.first('proxy-authorization'));
    call.session.end();
    await world.expectQuiet();
  });

  it('a wrong password ends the call with that status and says so', async () => {
    answering(server, (invite) => server.respond(invite, 401, { headers: [['www-authenticate', challenge('again')]] }));
    const call = alice.call('sip:bob@10.0.0.9', { identity: identity('wrong') });
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'remote', status: 401, error: { code: 'wrong-password' } });
    expect(server.requests('INVITE')).toHaveLength(2);
  });

  it('without credentials asks for them', async () => {
    answering(server, (invite) => server.respond(invite, 407, { headers: [['proxy-authenticate', challenge('x')]] }));
    const call = alice.call('sip:bob@10.0.0.9');
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ status: 407, error: { code: 'auth-required' } });
  });

  it('of a server that finds every nonce stale come to an end', async () => {
    let nonce = 0;
    answering(server, (invite) => server.respond(invite, 401, { headers: [['www-authenticate', challenge(`n${++nonce}`, ', stale=true')]] }));
    const call = alice.call('sip:bob@10.0.0.9', { identity: identity('secret') });
    await world.expectQuiet();
    expect(call.ends[0]?.status).toBe(401);
    expect(server.requests('INVITE').length).toBeLessThanOrEqual(5);
  });

  it('to our BYE is answered as well', async () => {
    server.onRequest = (request) => {
      if (request.method === 'INVITE') server.respond(request, 200, { sdp: SDP });
      if (request.method === 'BYE') {
        const known = request.headers.has('proxy-authorization');
        server.respond(request, known ? 200 : 407, known ? {} : { headers: [['proxy-authenticate', challenge('b')]] });
      }
    };
    const call = alice.call('sip:bob@10.0.0.9', { identity: identity('secret') });
    await world.clock.advance(1000);
    call.session.end();
    await world.expectQuiet();
    expect(server.requests('BYE').map((bye) => cseqOf(bye)?.number)).toEqual([2, 3]);
    expect(server.responses(481)).toEqual([]);
  });
});

describe('odd peers', () => {
  it('an RFC 2543 server without To tag and Contact is talked to', async () => {
    server.onRequest = (request) => {
      const response = server.respond(request, 200, { sdp: SDP });
      if (request.method === 'INVITE') {
        response.headers.remove('contact').set('to', '<sip:bob@10.0.0.9>');
        server.send(response);
      }
    };
    world.network.filter = ({ from, bytes }) => from.address !== '10.0.0.9' || !new TextDecoder().decode(bytes).includes('tag=peer-10.0.0.9\r\n');
    const call = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(1000);
    expect(call.session.state).toBe('confirmed');
    expect(server.requests('ACK')[0]?.uri).toBe('sip:bob@10.0.0.9');
    expect(server.requests('ACK')[0]?.headers.first('to')).toBe('<sip:bob@10.0.0.9>');
    call.session.end();
    await world.expectQuiet();
  });

  it('an answer only in the 183 is enough; none at all is not', async () => {
    answering(server, (invite) => {
      server.respond(invite, 183, { sdp: SDP });
      server.respond(invite, 200);
    });
    const call = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(1000);
    expect(call.session.state).toBe('confirmed');
    call.session.end();
    answering(server, (invite) => server.respond(invite, 200));
    const second = alice.call('sip:bob@10.0.0.9');
    await world.expectQuiet();
    expect(second.ends[0]).toMatchObject({ by: 'error', status: 488, error: { code: 'media-refused' } });
    expect(server.requests('BYE')).toHaveLength(2);
  });

  it('a 200 whose Contact nobody can find ends the call with words', async () => {
    answering(server, (invite) => server.respond(invite, 200, { sdp: SDP, headers: [['contact', '<sip:bob@lost.invalid>']] }));
    const call = alice.call('sip:bob@10.0.0.9');
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'error', status: 503, error: { code: 'name-not-found' } });
    expect(call.events).toEqual([]);
  });

  it('ringing after we gave up is no news', async () => {
    let invited: SipRequest | undefined;
    answering(server, (invite) => {
      invited = invite;
      server.respond(invite, 180);
    });
    const call = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(100);
    call.session.end();
    server.respond(invited as SipRequest, 183, { sdp: SDP });
    await world.clock.advance(100);
    server.respond(invited as SipRequest, 487);
    await world.expectQuiet();
    expect(call.events).toEqual(['progress 180']);
  });

  it('a BYE before the 200 that got lost ends the call', async () => {
    answering(server, (invite) => {
      const ringing = server.respond(invite, 180);
      world.clock.setTimer(1000, () => server.request('BYE', 'sip:alice@10.0.0.1', withinAsCallee(ringing, 'BYE', 1)));
      world.clock.setTimer(2000, () => server.respond(invite, 487));
    });
    const call = alice.call('sip:bob@10.0.0.9');
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'remote' });
    expect(server.responses(200)).toHaveLength(1);
  });

  it('requests of a stranger inside our dialog are 481, old ones 500, unknown methods 501', async () => {
    answering(server, (invite) => server.respond(invite, 200, { sdp: SDP }));
    const call = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(1000);
    const ours = server.requests('ACK')[0] as SipRequest;
    server.request('BYE', 'sip:alice@10.0.0.1', withinAsCallee(ours, 'BYE', 1).map(([name, value]) => [name, name === 'from' ? `${value}x` : value]));
    server.request('OPTIONS', 'sip:alice@10.0.0.1', withinAsCallee(ours, 'OPTIONS', 7));
    server.request('OPTIONS', 'sip:alice@10.0.0.1', withinAsCallee(ours, 'OPTIONS', 6));
    server.request('FOO', 'sip:alice@10.0.0.1', withinAsCallee(ours, 'FOO', 8));
    await world.clock.advance(1000);
    expect(server.responses(481)).toHaveLength(1);
    expect(server.responses(500).map((response) => cseqOf(response)?.number)).toEqual([6]);
    expect(server.responses(501)[0]?.headers.first('allow')).toBe(ALLOWED_METHODS.join(', '));
    expect(call.session.state).toBe('confirmed');
    call.session.end();
    await world.expectQuiet();
  });

  it('the order of requests begins in the early dialog', async () => {
    let invited: SipRequest | undefined;
    answering(server, (invite) => void (invited = invite));
    const call = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(100);
    const ringing = server.respond(invited as SipRequest, 180);
    await world.clock.advance(100);
    server.request('OPTIONS', 'sip:alice@10.0.0.1', withinAsCallee(ringing, 'OPTIONS', 7));
    await world.clock.advance(100);
    server.respond(invited as SipRequest, 200, { sdp: SDP });
    await world.clock.advance(100);
    server.request('OPTIONS', 'sip:alice@10.0.0.1', withinAsCallee(ringing, 'OPTIONS', 6));
    await world.clock.advance(100);
    expect(server.responses(200).map((response) => cseqOf(response)?.number)).toEqual([7]);
    expect(server.responses(500).map((response) => cseqOf(response)?.number)).toEqual([6]);
    call.session.end();
    await world.expectQuiet();
  });

  it('the Contact of a re-INVITE moves the target of later requests', async () => {
    const elsewhere = await createPeer(world, '10.0.0.5');
    answering(elsewhere, () => {});
    answering(server, (invite) => server.respond(invite, 200, { sdp: SDP }));
    const call = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(1000);
    const ours = server.requests('ACK')[0] as SipRequest;
    const moved = withinAsCallee(ours, 'INVITE', 1, [['contact', '<sip:bob@10.0.0.5>'], ['content-type', 'application/sdp']]);
    server.request('INVITE', 'sip:alice@10.0.0.1', moved, 'bob on hold');
    await world.clock.advance(100);
    const answer = server.responses(200).at(-1);
    expect(new TextDecoder().decode(answer?.body)).toBe('alice answers bob on hold');
    server.request('ACK', 'sip:alice@10.0.0.1', withinAsCallee(ours, 'ACK', 1));
    await world.clock.advance(100);
    expect(call.events).toEqual(['confirmed', 'renegotiated']);
    call.session.end();
    await world.expectQuiet();
    expect(elsewhere.requests('BYE')[0]?.uri).toBe('sip:bob@10.0.0.5');
  });
});

describe('what can go wrong before anything is sent', () => {
  it.each([
    ['sip:', 'bad-uri'], ['http://example.org', 'bad-uri'], ['sip:bob@10.0.0.9\r\nRoute: <sip:evil>', 'bad-uri'], ['', 'bad-uri'],
  ])('%j', async (target, code) => {
    const call = alice.call(target);
    expect(call.ends).toEqual([]);
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'error', error: { code } });
    expect(world.log).toEqual([]);
  });

  it('header fields with line breaks are refused', async () => {
    const call = alice.call('sip:bob@10.0.0.9', { headers: [['subject', 'hello\r\nRoute: <sip:evil>']] });
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'error', status: 400, error: { code: 'bad-header' } });
  });

  it('header fields of a URI are sent, dangerous ones are not, nor can they break out', async () => {
    answering(server, (invite) => server.respond(invite, 486));
    const headers = 'subject=project%20x&Priority=urgent&Route=%3Csip:evil%3E&From=%3Csip:boss%3E&body=v%3D0&Call-ID=1&X-A=1%0d%0aEvil:%201';
    alice.call(`sip:bob@10.0.0.9;method=BYE?${headers}`);
    await world.expectQuiet();
    const invite = server.requests('INVITE')[0] as SipRequest;
    expect(invite.uri).toBe('sip:bob@10.0.0.9');
    expect(invite.headers.first('subject')).toBe('project x');
    expect(invite.headers.first('priority')).toBe('urgent');
    for (const name of ['route', 'x-a', 'evil', 'body']) expect(invite.headers.has(name)).toBe(false);
    expect(invite.headers.first('from')).toContain('sip:alice@10.0.0.1');
  });

  it('a display name with a line break becomes one line', async () => {
    answering(server, (invite) => server.respond(invite, 486));
    alice.call('sip:bob@10.0.0.9', { identity: { ...alice.identity, displayName: 'Alice "A"\r\nRoute: <sip:evil>' } });
    await world.expectQuiet();
    const invite = server.requests('INVITE')[0] as SipRequest;
    expect(invite.headers.has('route')).toBe(false);
    expect(invite.headers.first('from')).toMatch(/^"Alice \\"A\\" Route: <sip:evil>" <sip:alice@10\.0\.0\.1>;tag=/);
  });

  it('an outbound proxy gets the request with the target in the Request-URI', async () => {
    answering(server, (invite) => server.respond(invite, 486));
    alice.call('sip:bob@biloxi.example', { identity: { ...alice.identity, routes: ['10.0.0.9'] } });
    await world.expectQuiet();
    const invite = server.requests('INVITE')[0] as SipRequest;
    expect(invite.uri).toBe('sip:bob@biloxi.example');
    expect(invite.headers.all('route')).toEqual(['<sip:10.0.0.9;lr>']);
  });
});
