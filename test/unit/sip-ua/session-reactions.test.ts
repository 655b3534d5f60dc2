/** What our INVITE's refusals lead to, and calling without a name (RFC 3323), in virtual time. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createAccountRealms } from '../../../src-main/sip/digest/realms.ts';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { cseqOf } from '../../../src-shared/sip/typed-headers.ts';
import type { ResponseParts, ScriptedPeer } from '../../simulation/calls-peer.ts';
import { createPeer } from '../../simulation/calls-peer.ts';
import type { CallLog, Phone, World } from '../../simulation/calls-world.ts';
import { createWorld } from '../../simulation/calls-world.ts';

let world: World;
let alice: Phone;
let peer: ScriptedPeer;

beforeEach(async () => {
  world = await createWorld();
  alice = await world.phone('10.0.0.1', 'alice');
  peer = await createPeer(world, '10.0.0.9');
});

/** The first INVITE is answered so, every other one 200. */
function onceThen200(peer: ScriptedPeer, status: number, more: ResponseParts = {}): void {
  peer.onRequest = (request) => {
    if (request.method === 'ACK') return;
    const isFirst = request.method === 'INVITE' && peer.requests('INVITE').length === 1;
    if (isFirst) peer.respond(request, status, more);
    else peer.respond(request, 200, request.method === 'INVITE' ? { sdp: 'answer' } : {});
  };
}

async function call(options: Parameters<Phone['call']>[1] = {}): Promise<CallLog> {
  const made = alice.call('sip:bob@10.0.0.9', options);
  await world.clock.advance(20_000);
  return made;
}

const quietAfter = async (made: CallLog): Promise<void> => {
  made.session.end();
  await world.expectQuiet();
};

describe('refusals that lead on', () => {
  it('420: once more without what was refused', async () => {
    onceThen200(peer, 420, { headers: [['unsupported', '100rel, timer']] });
    const made = await call({ sessionExpiresS: 300 });
    const [first, second] = peer.requests('INVITE');
    expect(first?.headers.first('supported')).toContain('100rel');
    expect(second?.headers.first('supported')).not.toMatch(/100rel|timer/);
    expect(second?.headers.first('supported')).toContain('replaces');
    expect(second?.headers.has('session-expires')).toBe(false);
    expect(second?.headers.first('call-id')).toBe(first?.headers.first('call-id'));
    expect(cseqOf(second as SipRequest)?.number).toBe(2);
    expect(made.session.state).toBe('confirmed');
    await quietAfter(made);
  });

  it.each([[420, [['unsupported', 'foo']]], [421, [['require', 'precondition']]]] as [number, [string, string][]][])('%i for what we did not ask or cannot do is the end', async (status, headers) => {
    onceThen200(peer, status, { headers });
    const made = await call();
    expect(peer.requests('INVITE')).toHaveLength(1);
    expect(made.ends[0]).toMatchObject({ by: 'remote', status });
  });

  it.each([413, 500, 503])('%i with a short Retry-After: once more after that time', async (status) => {
    const times: number[] = [];
    onceThen200(peer, status, { headers: [['retry-after', '5']] });
    const { onRequest } = peer;
    peer.onRequest = (request) => {
      if (request.method === 'INVITE') times.push(world.clock.nowMs());
      onRequest(request);
    };
    const made = await call();
    expect((times[1] as number) - (times[0] as number)).toBeGreaterThanOrEqual(5000);
    expect(made.session.state).toBe('confirmed');
    await quietAfter(made);
  });

  it('given up while it waits for that: nothing more is sent', async () => {
    onceThen200(peer, 503, { headers: [['retry-after', '5']] });
    const made = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(1000);
    made.session.end();
    await world.expectQuiet();
    expect(peer.requests('INVITE')).toHaveLength(1);
    expect(made.ends[0]).toMatchObject({ by: 'local', status: 487 });
  });

  it('a server that fell silent after 503 is told by its 503', async () => {
    peer.onRequest = (request) => void (request.method === 'INVITE' && peer.requests('INVITE').length === 1 && peer.respond(request, 503, { headers: [['retry-after', '5']] }));
    const made = alice.call('sip:bob@10.0.0.9');
    await world.expectQuiet();
    expect(made.ends[0]).toMatchObject({ by: 'remote', status: 503, retryAfterS: 5 });
  });

  it('491: once more after a random wait, and no third time', async () => {
    peer.onRequest = (request) => void (request.method === 'INVITE' && peer.respond(request, 491));
    const made = await call();
    expect(peer.requests('INVITE')).toHaveLength(2);
    expect(made.ends[0]).toMatchObject({ status: 491, error: { code: 'request-pending' } });
  });

  it.each([480, 486, 503, 600, 603])('%i with a long Retry-After is told with it', async (status) => {
    onceThen200(peer, status, { headers: [['retry-after', '3600 (in a meeting)']] });
    const made = await call();
    expect(peer.requests('INVITE')).toHaveLength(1);
    expect(made.ends[0]).toMatchObject({ status, retryAfterS: 3600 });
  });

  it('a Reason in the refusal is told', async () => {
    onceThen200(peer, 480, { headers: [['reason', 'Q.850;cause=18;text="No user responding"']] });
    const made = await call();
    expect(made.ends[0]).toMatchObject({ status: 480, cause: { protocol: 'Q.850', cause: 18, text: 'No user responding' } });
  });

  it.each([[300, 2], [305, 1], [380, 1], [485, 2]])('%i with %i addresses lets a person choose', async (status, count) => {
    onceThen200(peer, status, { headers: [['contact', Array.from({ length: count }, (_, at) => `<sip:b${at}@10.0.0.9>`).join(', ')]] });
    const made = await call();
    expect(peer.requests('INVITE')).toHaveLength(1);
    expect(made.ends[0]?.alternatives?.map(({ uri }) => uri)).toEqual(Array.from({ length: count }, (_, at) => `sip:b${at}@10.0.0.9`));
  });
  it('305: over the proxy that a person agreed to, without the account\'s own and without a password', async () => {
    const proxy = await createPeer(world, '10.0.0.8');
    proxy.onRequest = (request) => void (request.method === 'INVITE' && proxy.respond(request, 407, { headers: [['proxy-authenticate', 'Digest realm="10.0.0.3", nonce="n"']] }));
    const identity = { ...alice.identity, routes: ['sip:10.0.0.3;lr'], credentials: { user: 'alice', password: 'secret' }, realms: createAccountRealms('10.0.0.3') };
    const made = await call({ identity, via: 'sip:p@10.0.0.8' });
    const [invite] = proxy.requests('INVITE');
    expect([invite?.uri, invite?.headers.all('route')]).toEqual(['sip:bob@10.0.0.9', ['<sip:p@10.0.0.8;lr>']]);
    expect(proxy.requests('INVITE')).toHaveLength(1);
    expect(made.ends).toMatchObject([{ status: 407, error: { code: 'foreign-realm' } }]);
    await world.expectQuiet();
  });
});

it('the time to ring begins with the INVITE, however long the sound took to open', async () => {
  peer.onRequest = (request) => {
    if (request.method === 'INVITE') peer.respond(request, 180);
    if (request.method === 'CANCEL') peer.respond(request, 200);
  };
  const made = alice.call('sip:bob@10.0.0.9', {
    ringTimeoutS: 1,
    negotiator: {
      offer: () => new Promise((resolve) => world.clock.setTimer(3000, () => resolve({ ok: true, value: new Uint8Array(1) }))),
      answer: async () => ({ ok: false, error: { status: 488 } }),
      accept: () => ({ ok: true, value: undefined }),
      rollback() {},
    },
  });
  await world.clock.advance(3900);
  expect(made.session.state).toBe('ringing');
  await world.clock.advance(200);
  expect(peer.requests('CANCEL')).toHaveLength(1);
  peer.respond(peer.requests('INVITE')[0] as SipRequest, 487);
  await world.expectQuiet();
  expect(made.ends[0]).toMatchObject({ by: 'timeout', error: { code: 'no-answer' } });
});

describe('301', () => {
  it('is remembered for later calls, 302 is not', async () => {
    const there = await createPeer(world, '10.0.0.5');
    there.onRequest = (request) => void (request.method === 'INVITE' && there.respond(request, 486));
    const asked: number[] = [];
    for (const status of [302, 301]) {
      peer.onRequest = (request) => void (request.method === 'INVITE' && peer.respond(request, status, { headers: [['contact', '<sip:bob@10.0.0.5>']] }));
      for (let calls = 0; calls < 2; calls++) {
        await call();
        asked.push(peer.requests('INVITE').length);
      }
    }
    // After the 301 nobody asks at the old place again.
    expect(asked).toEqual([1, 2, 3, 3]);
    expect(there.requests('INVITE')).toHaveLength(4);
    // The callee is still the one who was called.
    expect(there.requests('INVITE').at(-1)?.headers.first('to')).toBe('<sip:bob@10.0.0.9>');
  });

  it('in a circle is no trap', async () => {
    const there = await createPeer(world, '10.0.0.5');
    const moved = (peer: ScriptedPeer, to: string) => (request: SipRequest): void => void (request.method === 'INVITE' && peer.respond(request, 301, { headers: [['contact', `<${to}>`]] }));
    peer.onRequest = moved(peer, 'sip:bob@10.0.0.5');
    there.onRequest = moved(there, 'sip:bob@10.0.0.9');
    await call();
    const made = await call();
    expect(made.ends).toHaveLength(1);
    await world.expectQuiet();
  });
});

describe('an anonymous call', () => {
  it('names the caller to nobody but the provider, in no request', async () => {
    peer.onRequest = (request) => void (request.method !== 'ACK' && peer.respond(request, 200, request.method === 'INVITE' ? { sdp: 'answer' } : {}));
    const identity = { ...alice.identity, displayName: 'Alice Smith', contactUri: 'sip:alice@gruu.example;gr=1', routes: ['sip:10.0.0.9;lr'] };
    const made = await call({ identity, anonymous: true });
    void made.session.renegotiate();
    await world.clock.advance(100);
    made.session.end();
    await world.expectQuiet();
    const [invite] = peer.requests('INVITE');
    expect(invite?.headers.first('from')).toMatch(/^Anonymous <sip:anonymous@anonymous\.invalid>;tag=/);
    expect(invite?.headers.first('p-preferred-identity')).toBe('<sip:alice@10.0.0.1>');
    const sent = peer.received.filter((message) => message.kind === 'request');
    expect(sent.map(({ method }) => method)).toEqual(['INVITE', 'ACK', 'INVITE', 'ACK', 'BYE']);
    for (const request of sent) {
      if (request.method !== 'ACK') expect(request.headers.first('privacy')).toBe('id');
      const told = request.headers.names.map((name, at) => (name === 'p-preferred-identity' || name === 'user-agent' ? '' : request.headers.values[at])).join('\n');
      expect(told).not.toMatch(/alice|Smith/i);
    }
  });

  it('straight to the callee does not name the caller at all', async () => {
    onceThen200(peer, 486);
    await call({ anonymous: true });
    expect(peer.requests('INVITE')[0]?.headers.has('p-preferred-identity')).toBe(false);
    await world.expectQuiet();
  });

  it('is never the default', async () => {
    onceThen200(peer, 486);
    await call();
    const [invite] = peer.requests('INVITE');
    expect(invite?.headers.has('privacy')).toBe(false);
    expect(invite?.headers.has('p-preferred-identity')).toBe(false);
    await world.expectQuiet();
  });
});
