import { expect } from 'vitest';
import { createNodeClock } from '../../../src-main/net/node-clock.ts';
import type { Clock } from '../../../src-main/ports.ts';
import type { Show } from './gallery-stage.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Waits of half a minute and more are over forty times as fast: nobody wants to wait for a session timer. */
function hasty(): Clock {
  const clock = createNodeClock();
  return { ...clock, setTimer: (delayMs, fire) => clock.setTimer(delayMs >= 40_000 ? delayMs / 40 : delayMs, fire) };
}

export function showChanges(show: Show): void {
  show({
    name: 'hold', sound: true, title: 'Hold and resume', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 3261 14, RFC 3264 8.4',
    what: 'A re-INVITE with a=sendonly puts the other side on hold, one with a=sendrecv takes it back.',
  }, async ({ phone, baresip, tellBaresip }) => {
    const own = await phone();
    const call = own.call(baresip);
    await own.saw('in 180 INVITE');
    tellBaresip('accept');
    await call.confirmed;
    await call.talk();
    await call.hold(true);
    await call.hold(false);
    await call.end();
  });

  show({
    name: 'held', title: 'Held by the other side', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 3261 14.2, RFC 3264 8.4',
    what: 'SIPp holds us with sendonly and with inactive, and takes us back each time.',
  }, async ({ phone, sipp }) => {
    const { uri, verdict } = sipp('reinvite-hold');
    const own = await phone();
    await own.call(uri).ended;
    await verdict();
  });

  show({
    name: 'glare', title: 'Both change the session at once', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 3261 14.1',
    what: 'The other side is in the middle of a change of its own: 491. Who made the call waits 2.1 to 4 seconds before asking again, the other one up to 2.',
  }, async ({ phone, sipp }) => {
    const { uri, verdict } = sipp('glare-491');
    const own = await phone();
    const call = own.call(uri);
    await call.confirmed;
    await call.hold(true);
    await call.end();
    await verdict();
  });

  show({
    name: 'update', title: 'UPDATE', methods: ['INVITE', 'ACK', 'UPDATE', 'BYE'], rfc: 'RFC 3311',
    what: 'SIPp holds us and takes us back by UPDATE, and asks with an empty one whether we are still there.',
  }, async ({ phone, sipp }) => {
    const { uri, verdict } = sipp('update');
    const own = await phone();
    await own.call(uri).ended;
    await verdict();
  });

  show({
    name: 'session-timer', title: 'A session timer', methods: ['INVITE', 'ACK', 'UPDATE', 'BYE'], rfc: 'RFC 4028 7.4, RFC 3311',
    what: 'After half of Session-Expires the refresher says that it is still there. Where both know UPDATE, no session description is needed for that. (The clock of this page runs faster.)',
  }, async ({ phone }) => {
    const other = await phone({ as: 'rung B' });
    const own = await phone({ clock: hasty() });
    const call = own.call(`sip:rung@${other.address}`, { sessionExpiresS: 90 });
    await call.confirmed;
    await own.saw('in 200 UPDATE');
    await call.end();
  });

  show({
    name: 'session-timer-peer', title: 'A session timer, refreshed by the caller', methods: ['INVITE', 'ACK', 'UPDATE', 'BYE'], rfc: 'RFC 4028',
    what: 'SIPp calls with Session-Expires, and says itself that it will refresh.',
  }, async ({ phone, sippCalls }) => {
    const own = await phone();
    await sippCalls('session-timer', `rung@${own.address}`);
    await own.incoming[0]?.ended;
  });

  show({
    name: 'session-interval-too-small', title: 'A session timer that is too short', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 4028 6 and 7.4',
    what: '422 names the least that is wanted (Min-SE); the caller asks again for as much.',
  }, async ({ phone, sipp }) => {
    const { uri, verdict } = sipp('422');
    const own = await phone();
    const call = own.call(uri, { sessionExpiresS: 90 });
    await call.confirmed;
    await call.end();
    await verdict();
  });

  show({
    name: 'info-dtmf', title: 'A digit by INFO', methods: ['INVITE', 'ACK', 'INFO', 'BYE'], rfc: 'RFC 6086 (legacy use)',
    what: 'A key that was pressed goes as a request of its own rather than in the sound.',
  }, async ({ phone, sipp }) => {
    const { uri, verdict } = sipp('info-recv');
    const own = await phone();
    const call = own.call(uri);
    await call.confirmed;
    const sent = await call.session.request('INFO', { body: { contentType: 'application/dtmf-relay', bytes: text('Signal=1\r\nDuration=160\r\n') } });
    expect(sent).toMatchObject({ ok: true, value: { status: 200 } });
    await call.end();
    await verdict();
  });

  show({
    name: 'info-dtmf-received', title: 'Digits by INFO, to us', methods: ['INVITE', 'ACK', 'INFO', 'BYE'], rfc: 'RFC 6086 (legacy use)',
    what: 'SIPp presses 1, 2 and 3.',
  }, async ({ phone, sippCalls }) => {
    const own = await phone();
    await sippCalls('info-dtmf', `rung@${own.address}`);
    expect(own.incoming[0]?.infos).toHaveLength(3);
  });
}
