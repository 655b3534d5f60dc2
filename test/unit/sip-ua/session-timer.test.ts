/** Session timers (RFC 4028): the rules alone, then both roles and both refreshers against a scripted peer in virtual time. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SessionTimer } from '../../../src-main/sip/session/session.ts';
import type { TimerEvent, TimerLife } from '../../../src-main/sip/session/timer.ts';
import { isTooShort, sessionExpiresOf, stepTimer, timerAgreed, timerAnswer, timerRequest } from '../../../src-main/sip/session/timer.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf } from '../../../src-shared/sip/typed-headers.ts';
import type { ScriptedPeer } from '../../simulation/calls-peer.ts';
import { createPeer, opening, within, withinAsCallee } from '../../simulation/calls-peer.ts';
import type { CallLog, Phone, World } from '../../simulation/calls-world.ts';
import { createWorld } from '../../simulation/calls-world.ts';
import { request, response } from './messages.ts';

const invite = (...headers: [string, string][]): SipRequest => request('INVITE', 'sip:a@h', headers);
const SUPPORTED: [string, string] = ['supported', 'timer'];
const se = (value: string): [string, string] => ['session-expires', value];

describe('the rules', () => {
  it.each<[string, SipRequest, SessionTimer | undefined, string | undefined, string | undefined]>([
    ['nobody asks', invite(SUPPORTED), undefined, undefined, undefined],
    // RFC 4028 9, table 2, row by row.
    ['asked by a proxy for a caller who does not speak it', invite(se('1800')), { expiresS: 1800, refresher: 'us' }, '1800;refresher=uas', undefined],
    ['asked without a refresher', invite(SUPPORTED, se('1800')), { expiresS: 1800, refresher: 'peer' }, '1800;refresher=uac', 'timer'],
    ['asked to let the caller refresh', invite(SUPPORTED, se('120;refresher=uac')), { expiresS: 120, refresher: 'peer' }, '120;refresher=uac', 'timer'],
    ['asked to refresh', invite(SUPPORTED, se('120 ; Refresher = UAS')), { expiresS: 120, refresher: 'us' }, '120;refresher=uas', 'timer'],
    ['a day at most', invite(SUPPORTED, se('4000000000')), { expiresS: 86_400, refresher: 'peer' }, '86400;refresher=uac', 'timer'],
    ['but not below Min-SE', invite(SUPPORTED, se('200000'), ['min-se', '100000']), { expiresS: 100_000, refresher: 'peer' }, '100000;refresher=uac', 'timer'],
    ['too short, by a proxy', invite(se('30')), undefined, undefined, undefined],
    ['malformed', invite(SUPPORTED, se('soon')), undefined, undefined, undefined],
  ])('the callee: %s', (_name, message, timer, value, require) => {
    const answer = timerAnswer(message, undefined);
    expect(answer.timer).toEqual(timer);
    expect(Object.fromEntries(answer.headers)).toEqual({ ...(value ? { 'session-expires': value } : {}), ...(require ? { require } : {}) });
  });

  it('a request that is silent about a running timer leaves it as it was', () => {
    expect(timerAnswer(invite(SUPPORTED), { expiresS: 120, refresher: 'us' }).timer).toEqual({ expiresS: 120, refresher: 'us' });
    expect(timerAnswer(invite(SUPPORTED), { expiresS: 120, refresher: 'peer' }).timer).toEqual({ expiresS: 120, refresher: 'peer' });
    // It says no longer that it could refresh.
    expect(timerAnswer(invite(), { expiresS: 120, refresher: 'peer' }).timer).toEqual({ expiresS: 120, refresher: 'us' });
  });

  it.each<[string, SipResponse, SessionTimer | undefined]>([
    ['none', response(200), undefined],
    ['the callee refreshes', response(200, [se('90;refresher=uas')]), { expiresS: 90, refresher: 'peer' }],
    ['we refresh', response(200, [se('90;refresher=uac')]), { expiresS: 90, refresher: 'us' }],
    ['not said who', response(200, [se('90')]), { expiresS: 90, refresher: 'us' }],
    ['absurdly short', response(200, [se('1;refresher=uac')]), { expiresS: 30, refresher: 'us' }],
    ['absurdly long', response(200, [se('4294967295;refresher=uas')]), { expiresS: 2_000_000, refresher: 'peer' }],
  ])('the caller hears: %s', (_name, message, timer) => {
    expect(timerAgreed(message)).toEqual(timer);
  });

  it('the caller asks: nothing, its wish, never below what was demanded; in a running session with the roles as they are', () => {
    expect(timerRequest({ wishS: 0, minSeS: 0, running: undefined })).toEqual([]);
    expect(timerRequest({ wishS: 1800, minSeS: 0, running: undefined })).toEqual([['session-expires', '1800']]);
    expect(timerRequest({ wishS: 20, minSeS: 0, running: undefined })).toEqual([['session-expires', '90']]);
    expect(timerRequest({ wishS: 90, minSeS: 300, running: undefined })).toEqual([['session-expires', '300'], ['min-se', '300']]);
    expect(timerRequest({ wishS: 0, minSeS: 0, running: { expiresS: 120, refresher: 'us' } })).toEqual([['session-expires', '120;refresher=uac']]);
    expect(timerRequest({ wishS: 0, minSeS: 0, running: { expiresS: 120, refresher: 'peer' } })).toEqual([['session-expires', '120;refresher=uas']]);
  });

  it('422 is for somebody who can act upon it', () => {
    expect(isTooShort(invite(SUPPORTED, se('89')))).toBe(true);
    expect(isTooShort(invite(SUPPORTED, se('90')))).toBe(false);
    expect(isTooShort(invite(se('89')))).toBe(false);
    expect(sessionExpiresOf(invite(se('0')))).toBeUndefined();
  });

  it('the machine: half for the refresher, a little before the end for both', () => {
    const story = (events: TimerEvent[]): string[] => {
      let life: TimerLife = { name: 'off' };
      return events.map((event) => {
        const step = stepTimer(life, event);
        life = step.life;
        return [life.name, ...step.effects.map((effect) => ('ms' in effect ? `${effect.do} ${effect.ms}` : effect.do))].join(', ');
      });
    };
    const ours: TimerEvent = { type: 'agreed', timer: { expiresS: 300, refresher: 'us' } };
    expect(story([ours, { type: 'due' }, ours, { type: 'due' }, { type: 'refused', leftMs: 100_000 }, { type: 'expired' }])).toEqual([
      'running, stop, start-due 150000, start-expiry 268000, tell', 'refreshing, refresh', 'running, stop, start-due 150000, start-expiry 268000',
      'refreshing, refresh', 'running, start-due 50000', 'off, stop, expire',
    ]);
    expect(story([{ type: 'agreed', timer: { expiresS: 90, refresher: 'peer' } }, { type: 'due' }, { type: 'agreed', timer: undefined }, { type: 'expired' }])).toEqual([
      'running, stop, start-expiry 60000, tell', 'refreshing, refresh', 'off, stop, tell', 'off',
    ]);
  });
});

const ALICE = 'sip:alice@10.0.0.1';
const SDP: [string, string] = ['content-type', 'application/sdp'];
let world: World;
let alice: Phone;
let peer: ScriptedPeer;
let timers: (SessionTimer | undefined)[];

beforeEach(async () => {
  world = await createWorld();
  alice = await world.phone('10.0.0.1', 'alice');
  peer = await createPeer(world, '10.0.0.9');
  timers = [];
});

const listen = (call: CallLog): void => void (call.session.listener.onTimer = (timer) => void timers.push(timer));
const text = (message: { body: Uint8Array } | undefined): string => new TextDecoder().decode(message?.body);

describe('a call of ours', () => {
  async function called(answer: [string, string][], options: Parameters<Phone['call']>[1] = { sessionExpiresS: 300 }): Promise<CallLog> {
    peer.onRequest = (request) => {
      if (request.method !== 'ACK') peer.respond(request, 200, { ...(request.method === 'INVITE' ? { sdp: 'answer' } : {}), headers: request.method === 'BYE' ? [] : answer });
    };
    const call = alice.call('sip:bob@10.0.0.9', options);
    listen(call);
    await world.clock.advance(100);
    expect(call.session.state).toBe('confirmed');
    return call;
  }

  it('asks only when it shall; supports it always', async () => {
    const call = await called([], {});
    const [sent] = peer.requests('INVITE');
    expect(sent?.headers.has('session-expires')).toBe(false);
    expect(sent?.headers.first('supported')?.split(', ')).toContain('timer');
    expect(timers).toEqual([]);
    call.session.end();
    await world.expectQuiet();
  });

  it('refreshes at half the time by UPDATE without a description, where that is allowed', async () => {
    const call = await called([se('300;refresher=uac'), ['allow', 'INVITE, ACK, BYE, UPDATE'], ['require', 'timer']]);
    expect(timers).toEqual([{ expiresS: 300, refresher: 'us' }]);
    expect(call.session.timer).toEqual({ expiresS: 300, refresher: 'us' });
    await world.clock.advance(149_000);
    expect(peer.requests('UPDATE')).toEqual([]);
    await world.clock.advance(2_000);
    const [update] = peer.requests('UPDATE');
    expect(update?.headers.first('session-expires')).toBe('300;refresher=uac');
    expect(text(update)).toBe('');
    await world.clock.advance(1_500_000);
    expect(peer.requests('UPDATE')).toHaveLength(11);
    expect(call.session.state).toBe('confirmed');
    expect(timers).toHaveLength(1);
    call.session.end();
    await world.expectQuiet();
  });

  it('else by re-INVITE with the offer of now', async () => {
    const call = await called([se('300;refresher=uac'), ['allow', 'INVITE, ACK, BYE']]);
    await world.clock.advance(151_000);
    const again = peer.requests('INVITE')[1];
    expect(again?.headers.first('session-expires')).toBe('300;refresher=uac');
    expect(text(again)).toBe('alice offer 2');
    expect(peer.requests('ACK')).toHaveLength(2);
    call.session.end();
    await world.expectQuiet();
  });

  it.each([405, 501])('and when UPDATE gets %i all the same, by re-INVITE at once', async (status) => {
    const call = await called([se('300;refresher=uac'), ['allow', 'UPDATE']]);
    const { onRequest } = peer;
    peer.onRequest = (request) => void (request.method === 'UPDATE' ? peer.respond(request, status) : onRequest(request));
    await world.clock.advance(500_000);
    expect(peer.requests('UPDATE').length).toBeGreaterThan(0);
    expect(peer.requests('INVITE').length).toBeGreaterThan(2);
    expect(call.session.state).toBe('confirmed');
    call.session.end();
    await world.expectQuiet();
  });

  it('a refresh without a description does not stand in the way of the peer\'s change', async () => {
    const call = await called([se('300;refresher=uac'), ['allow', 'UPDATE']]);
    const ours = peer.requests('ACK')[0] as SipRequest;
    peer.onRequest = () => {};
    await world.clock.advance(151_000);
    peer.request('INVITE', ALICE, withinAsCallee(ours, 'INVITE', 1, [SDP, ['contact', '<sip:10.0.0.9>']]), 'bob holds');
    await world.clock.advance(100);
    expect(text(peer.responses(200).at(-1))).toBe('alice answers bob holds');
    peer.request('ACK', ALICE, withinAsCallee(ours, 'ACK', 1));
    peer.request('BYE', ALICE, withinAsCallee(ours, 'BYE', 2));
    await world.expectQuiet();
    expect(call.ends).toHaveLength(1);
  });

  it('ends when the peer who should refresh is silent: BYE with the reason, a little before the end', async () => {
    const call = await called([se('300;refresher=uas')]);
    await world.clock.advance(267_000);
    expect(call.session.state).toBe('confirmed');
    await world.clock.advance(2_000);
    expect(peer.requests('BYE')[0]?.headers.first('reason')).toBe('SIP;cause=408;text="Session Expired"');
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'timeout', error: { code: 'session-expired' } });
  });

  it('does not end while the peer refreshes', async () => {
    const call = await called([se('300;refresher=uas')]);
    const ours = peer.requests('ACK')[0] as SipRequest;
    for (let cseq = 1; cseq < 8; cseq++) {
      await world.clock.advance(150_000);
      peer.request('UPDATE', ALICE, withinAsCallee(ours, 'UPDATE', cseq, [se('300;refresher=uac'), SUPPORTED, ['contact', '<sip:10.0.0.9>']]));
    }
    await world.clock.advance(1000);
    expect(peer.responses(200).at(-1)?.headers.first('session-expires')).toBe('300;refresher=uac');
    expect(call.session.state).toBe('confirmed');
    expect(timers).toHaveLength(1);
    call.session.end();
    await world.expectQuiet();
  });

  it.each([408, 481])('ends when our refresh gets %i', async (status) => {
    const call = await called([se('300;refresher=uac'), ['allow', 'UPDATE']]);
    peer.onRequest = (request) => void peer.respond(request, request.method === 'UPDATE' ? status : 200);
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ status });
    expect(peer.requests('BYE')).toHaveLength(status === 408 ? 1 : 0);
  });

  it('ends when our refresh gets no answer at all', async () => {
    const call = await called([se('300;refresher=uac'), ['allow', 'UPDATE']]);
    peer.onRequest = () => {};
    await world.clock.advance(185_000);
    expect(call.ends[0]).toMatchObject({ by: 'timeout', error: { code: 'peer-vanished' } });
    await world.expectQuiet();
  });

  it('tries a refused refresh again while there is time, then ends', async () => {
    const call = await called([se('300;refresher=uac'), ['allow', 'UPDATE']]);
    peer.onRequest = (request) => void peer.respond(request, request.method === 'UPDATE' ? 500 : 200);
    await world.expectQuiet();
    expect(peer.requests('UPDATE').length).toBeGreaterThan(3);
    expect(call.ends[0]).toMatchObject({ by: 'timeout', error: { code: 'session-expired' } });
  });

  it('422: asks for what is demanded, in the first INVITE and in a refresh', async () => {
    let demanded = 400;
    peer.onRequest = (request) => {
      if (request.method === 'ACK') return;
      const asked = sessionExpiresOf(request)?.expiresS ?? 0;
      if (request.method !== 'BYE' && asked < demanded) return void peer.respond(request, 422, { headers: [['min-se', String(demanded)]] });
      peer.respond(request, 200, { sdp: 'answer', headers: [se(`${asked};refresher=uac`), ['allow', 'UPDATE']] });
    };
    const call = alice.call('sip:bob@10.0.0.9', { sessionExpiresS: 90 });
    listen(call);
    await world.clock.advance(100);
    expect(call.session.timer).toEqual({ expiresS: 400, refresher: 'us' });
    expect(peer.requests('INVITE').map((sent) => [cseqOf(sent)?.number, sent.headers.first('session-expires'), sent.headers.first('min-se')]))
      .toEqual([[1, '90', undefined], [2, '400', '400']]);
    demanded = 500;
    await world.clock.advance(210_000);
    expect(peer.requests('UPDATE').map((sent) => sent.headers.first('session-expires'))).toEqual(['400;refresher=uac', '500;refresher=uac']);
    expect(timers.at(-1)).toEqual({ expiresS: 500, refresher: 'us' });
    call.session.end();
    await world.expectQuiet();
  });

  it('422 without sense ends the attempt', async () => {
    peer.onRequest = (request) => void (request.method === 'INVITE' && peer.respond(request, 422, { headers: [['min-se', '60']] }));
    const call = alice.call('sip:bob@10.0.0.9', { sessionExpiresS: 90 });
    await world.expectQuiet();
    expect(peer.requests('INVITE')).toHaveLength(1);
    expect(call.ends[0]).toMatchObject({ status: 422, error: { code: 'session-timer-too-small' } });
  });

  it('a 2xx without it ends a running timer', async () => {
    const call = await called([se('300;refresher=uas')]);
    peer.onRequest = (request) => void (request.method !== 'ACK' && peer.respond(request, 200, { sdp: 'answer' }));
    void call.session.renegotiate();
    await world.clock.advance(1_000_000);
    expect(timers).toEqual([{ expiresS: 300, refresher: 'peer' }, undefined]);
    expect(call.session.state).toBe('confirmed');
    call.session.end();
    await world.expectQuiet();
  });
});

describe('a call to us', () => {
  async function answered(headers: [string, string][]): Promise<SipResponse> {
    peer.onRequest = (request) => void (request.method !== 'ACK' && peer.respond(request, 200, request.method === 'UPDATE' ? { headers: [se('300;refresher=uac')] } : {}));
    alice.onCall = (call) => {
      listen(call);
      void call.session.accept();
    };
    peer.request('INVITE', ALICE, opening('INVITE', [SDP, ...headers]), 'carol offers');
    await world.clock.advance(100);
    const [answer] = peer.responses(200);
    peer.request('ACK', ALICE, within(answer as SipResponse, 'ACK', 1));
    await world.clock.advance(100);
    return answer as SipResponse;
  }

  it('is refreshed by the caller, or ends', async () => {
    const answer = await answered([SUPPORTED, se('300')]);
    expect(answer.headers.first('session-expires')).toBe('300;refresher=uac');
    expect(answer.headers.first('require')).toBe('timer');
    await world.clock.advance(150_000);
    peer.request('INVITE', ALICE, within(answer, 'INVITE', 2, [SDP, SUPPORTED, se('300;refresher=uac'), ['contact', '<sip:carol@10.0.0.9>']]), 'carol offers');
    await world.clock.advance(100);
    peer.request('ACK', ALICE, within(answer, 'ACK', 2));
    await world.clock.advance(266_000);
    expect(alice.calls[0]?.session.state).toBe('confirmed');
    await world.expectQuiet();
    expect(alice.calls[0]?.ends[0]).toMatchObject({ error: { code: 'session-expired' } });
    expect(peer.requests('BYE')).toHaveLength(1);
  });

  it('is refreshed by us when the caller wants so', async () => {
    const answer = await answered([SUPPORTED, se('300;refresher=uas'), ['allow', 'UPDATE, INVITE']]);
    expect(answer.headers.first('session-expires')).toBe('300;refresher=uas');
    await world.clock.advance(500_000);
    // We are the UAC of the refreshes.
    expect(peer.requests('UPDATE').map((sent) => sent.headers.first('session-expires'))).toEqual(Array.from({ length: 3 }, () => '300;refresher=uac'));
    peer.request('BYE', ALICE, within(answer, 'BYE', 2));
    await world.expectQuiet();
  });

  it('with too short a timer is 422 with what we demand', async () => {
    peer.request('INVITE', ALICE, opening('INVITE', [SDP, SUPPORTED, se('60')]), 'carol offers');
    await world.clock.advance(100);
    const [refused] = peer.responses(422);
    expect(refused?.headers.first('min-se')).toBe('90');
    expect(alice.calls).toEqual([]);
    peer.request('ACK', ALICE, within(refused as SipResponse, 'ACK', 1));
    await world.expectQuiet();
  });
});

it('two of our own phones keep a call for hours, whoever holds it meanwhile', async () => {
  const bob = await world.phone('10.0.0.2', 'bob');
  const call = alice.call('sip:bob@10.0.0.2', { sessionExpiresS: 600 });
  await world.clock.advance(3_000_000);
  void bob.calls[0]?.session.renegotiate();
  await world.clock.advance(3_000_000);
  void call.session.renegotiate();
  await world.clock.advance(3_000_000);
  expect([call.session.state, bob.calls[0]?.session.state]).toEqual(['confirmed', 'confirmed']);
  expect([call.session.timer, bob.calls[0]?.session.timer]).toEqual([{ expiresS: 600, refresher: 'us' }, { expiresS: 600, refresher: 'peer' }]);
  // Every 300 s, but begun anew by each of the two changes.
  expect(world.log.filter((line) => line === '10.0.0.1 UPDATE').length).toBeGreaterThan(25);
  expect(world.log).not.toContain('10.0.0.2 UPDATE');
  call.session.end();
  await world.expectQuiet();
});
