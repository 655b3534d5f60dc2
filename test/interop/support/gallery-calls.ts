import { expect } from 'vitest';
import type { OwnCall } from './own-phone.ts';
import type { Show } from './gallery-stage.ts';

/** The call is over, and so. */
async function endsWith(call: OwnCall, status: number): Promise<void> {
  expect((await call.ended).status).toBe(status);
}
const ring = ({ session }: OwnCall): void => void session.ring();

export function showCalls(show: Show): void {
  show({
    name: 'call', sound: true, title: 'A call', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 3261 13 and 15, RFC 3264',
    what: 'From phone to phone, with no server between: it rings, it is answered, both talk, one hangs up.',
  }, async ({ phone, baresip, tellBaresip }) => {
    const own = await phone();
    const call = own.call(baresip);
    await own.saw('in 180 INVITE');
    tellBaresip('accept');
    await call.confirmed;
    await call.talk();
    await call.end();
  });

  show({
    name: 'called', sound: true, title: 'A call that comes', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 3261 13 and 15',
    what: 'baresip calls us and hangs up.',
  }, async ({ phone, tellBaresip }) => {
    const own = await phone({ onCall: ring });
    tellBaresip('dial', `sip:rung@${own.address}`);
    await own.saw('out 180 INVITE');
    await own.incoming[0]?.session.accept();
    await own.incoming[0]?.confirmed;
    await own.incoming[0]?.talk();
    tellBaresip('hangup');
    await own.incoming[0]?.ended;
  });

  show({
    name: 'call-proxy', sound: true, title: 'A call through a proxy', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 3261 16, RFC 3261 22.3',
    what: 'The proxy wants to know who calls (407), finds the callee by its registration, and stays in the way of ACK and BYE, as its Record-Route says. The sound takes the direct way.',
  }, async ({ phone, proxy, tellBaresip }) => {
    const own = await phone({ user: '1001' });
    const call = own.call(proxy.uri('1002'));
    await own.saw('in 180 INVITE');
    tellBaresip('accept');
    await call.confirmed;
    await call.talk();
    await call.end();
  });

  show({
    name: 'called-proxy', sound: true, title: 'A call that comes through a proxy', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 3261 16',
    what: 'linphonec calls 1001, which the registrar knows at our address.',
  }, async ({ phone, proxy, begin, tellLinphonec }) => {
    const own = await phone({ user: '1001', onCall: ring });
    await own.register();
    await begin();
    tellLinphonec('call', proxy.uri('1001'));
    await own.saw('out 180 INVITE');
    await own.incoming[0]?.session.accept();
    await own.incoming[0]?.confirmed;
    await own.incoming[0]?.talk();
    tellLinphonec('terminate');
    await own.incoming[0]?.ended;
    await own.saw('out 200 BYE');
  });

  show({
    name: 'call-wrong-password', title: 'A call with a wrong password', methods: ['INVITE', 'ACK'], rfc: 'RFC 3261 22.3',
    what: 'The proxy asks again, and not because the nonce is stale: one try, and no loop.',
  }, async ({ phone, proxy }) => {
    const own = await phone({ user: '1001', password: 'not the password' });
    await endsWith(own.call(proxy.uri('1002')), 407);
  });

  show({
    name: 'call-stale', title: 'A call with a nonce that has gone stale', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 7616 3.3',
    what: 'The second challenge says stale=true: only the nonce is too old.',
  }, async ({ phone, sipp }) => {
    const { uri, verdict } = sipp('auth407-stale');
    const own = await phone({ identity: { displayName: '', uri: uri.replace('lab', '1001'), routes: [], contactUser: '1001', credentials: { user: '1001', password: 'labpass' } } });
    const call = own.call(uri);
    await call.confirmed;
    await call.end();
    await verdict();
  });

  show({
    name: 'late-offer', title: 'An offer that comes late', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 3261 13.2.1, RFC 3264 4',
    what: 'An INVITE without a session description: the callee offers in its 200, the caller answers in the ACK.',
  }, async ({ phone, sippCalls }) => {
    const own = await phone();
    await sippCalls('late-offer', `rung@${own.address}`);
    await own.incoming[0]?.ended;
  });

  show({
    name: 'early-media', sound: true, title: 'Early media', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 3960',
    what: 'The callee sends sound before anybody has answered: 183 carries the answer to the offer.',
  }, async ({ phone, sipp, pause }) => {
    const { uri, verdict } = sipp('early-media');
    const own = await phone();
    const call = own.call(uri);
    await call.confirmed;
    await pause(0.3);
    await call.end();
    await verdict();
  });

  show({
    name: 'prack', title: 'Provisional responses that must not be lost', methods: ['INVITE', 'PRACK', 'ACK', 'BYE'], rfc: 'RFC 3262',
    what: 'Each reliable provisional response has a number (RSeq), and is confirmed by a PRACK that repeats it (RAck).',
  }, async ({ phone, sipp }) => {
    const { uri, verdict } = sipp('prack');
    const own = await phone();
    const call = own.call(uri);
    await call.confirmed;
    await call.end();
    await verdict();
  });

  show({
    name: 'prack-called', title: 'Our own reliable 183', methods: ['INVITE', 'PRACK', 'ACK', 'BYE'], rfc: 'RFC 3262 3',
    what: 'Our 183 has a session description and is reliable, as the caller supports it. A PRACK that names another response gets 481.',
  }, async ({ phone, sippCalls }) => {
    const own = await phone({ onCall: ({ session }) => void session.ring({ early: true }).then(() => session.accept()) });
    await sippCalls('prack', `rung@${own.address}`);
    await own.incoming[0]?.ended;
  });

  show({
    name: 'cancel', title: 'A caller who gives up', methods: ['INVITE', 'CANCEL', 'ACK'], rfc: 'RFC 3261 9',
    what: 'CANCEL is answered for itself, hop by hop; the INVITE that it took back ends with 487.',
  }, async ({ phone, proxy }) => {
    const own = await phone({ user: '1001' });
    const call = own.call(proxy.uri('1002'));
    await own.saw('in 180 INVITE');
    await call.end();
  });

  show({
    name: 'cancelled', title: 'A caller who gives up on us', methods: ['INVITE', 'CANCEL', 'ACK'], rfc: 'RFC 3261 9.2',
    what: 'SIPp takes its INVITE back while we ring.',
  }, async ({ phone, sippCalls }) => {
    const own = await phone({ onCall: ring });
    await sippCalls('cancel', `rung@${own.address}`);
    await own.incoming[0]?.ended;
  });

  show({
    name: 'cancel-race', title: 'CANCEL and 200 cross', methods: ['INVITE', 'CANCEL', 'ACK', 'BYE'], rfc: 'RFC 3261 9.1 and 15',
    what: 'The callee answered just before CANCEL came. The caller acknowledges the call that it no longer wants, and ends it.',
  }, async ({ phone, sipp }) => {
    const { uri, verdict } = sipp('cancel-race');
    const own = await phone();
    const call = own.call(uri);
    await own.saw('in 180 INVITE');
    await call.end();
    await verdict();
  });

  const refusals: [name: string, title: string, user: string, status: number, rfc: string][] = [
    ['busy', 'Busy', 'busy', 486, '21.4.24'], ['decline', 'Declined', 'decline', 603, '21.6.2'], ['not-found', 'Nobody of that name', 'nosuchname', 404, '21.4.5'],
    ['unavailable', 'Known, but not there', '1009', 480, '21.4.18'],
  ];
  for (const [name, title, user, status, section] of refusals) {
    show({ name, title, methods: ['INVITE', 'ACK'], rfc: `RFC 3261 ${section}`, what: `The proxy answers for ${user}: ${status}. A refusal is acknowledged hop by hop.` }, async ({ phone, proxy }) => {
      const own = await phone({ user: '1001' });
      await endsWith(own.call(proxy.uri(user)), status);
    });
  }

  show({
    name: 'declined-by-us', title: 'We decline', methods: ['INVITE', 'ACK'], rfc: 'RFC 3261 13.3.1.3',
    what: 'baresip calls, and is told that we are busy.',
  }, async ({ phone, tellBaresip }) => {
    const own = await phone({ onCall: ({ session }) => session.reject(486) });
    tellBaresip('dial', `sip:rung@${own.address}`);
    await own.saw('in ACK');
  });

  show({
    name: 'redirect', title: 'Redirected', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 3261 8.1.3.4 and 21.3.3',
    what: 'The person has moved for a while (302): the phone follows the Contact, once.',
  }, async ({ phone, proxy, tellBaresip }) => {
    const own = await phone({ user: '1001' });
    const call = own.call(proxy.uri('redirect'));
    await own.saw('in 180 INVITE');
    tellBaresip('accept');
    await call.confirmed;
    await call.end();
  });

  show({
    name: 'redirect-choices', title: 'Several addresses to choose from', methods: ['INVITE', 'ACK'], rfc: 'RFC 3261 21.3.1',
    what: '300 with two Contacts: the person chooses, so the phone ends the call and shows them.',
  }, async ({ phone, proxy }) => {
    const own = await phone({ user: '1001' });
    await endsWith(own.call(proxy.uri('redirect2')), 300);
  });

  show({
    name: 'redirect-loop', title: 'Redirected to where one came from', methods: ['INVITE', 'ACK'], rfc: 'RFC 3261 8.1.3.4',
    what: 'The Contact of the 302 is the address that was called: following it would never end.',
  }, async ({ phone, proxy }) => {
    const own = await phone({ user: '1001' });
    await endsWith(own.call(proxy.uri('redirectloop')), 302);
  });

  show({
    name: 'fork', sound: true, title: 'Two phones ring, one answers', methods: ['INVITE', 'CANCEL', 'ACK', 'BYE'], rfc: 'RFC 3261 16.7 and 19.3',
    what: 'The proxy sends the INVITE to both phones; each makes an early dialog with a tag of its own. When one answers, the proxy cancels the other.',
  }, async ({ phone, proxy, tellBaresip }) => {
    const own = await phone({ user: '1001' });
    const call = own.call(proxy.uri('fork'));
    await own.saw('in 180 INVITE', 2);
    tellBaresip('accept');
    await call.confirmed;
    await call.talk();
    await call.end();
  });

  show({
    name: 'fork-both-answer', title: 'Two phones answer', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 3261 13.2.2.4',
    what: 'Two 200 with different tags have come through a forking proxy: both are acknowledged, and the second call is ended at once.',
  }, async ({ phone, sipp, pause }) => {
    const { uri, verdict } = sipp('fork-200s');
    const own = await phone();
    const call = own.call(uri);
    await call.confirmed;
    await pause(1);
    await call.end();
    await verdict();
  });

  show({
    name: 'merged', title: 'The same call twice', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 3261 8.2.2.2',
    what: 'This phone is registered with two Contacts, and the proxy sends the call to both: the copy that comes second is refused with 482, so that nobody rings twice.',
  }, async ({ phone, proxy, begin, tellLinphonec }) => {
    const own = await phone({ user: '1001', onCall: ring });
    await own.register();
    await own.register(60, 'second');
    await begin();
    tellLinphonec('call', proxy.uri('1001'));
    await own.saw('out 482 INVITE');
    await own.incoming[0]?.session.accept();
    await own.incoming[0]?.confirmed;
    await own.incoming[0]?.end();
  });

  show({
    name: 'not-acceptable', title: 'No codec in common', methods: ['INVITE', 'ACK'], rfc: 'RFC 3261 13.3.1.3 and 20.43',
    what: 'baresip offers A-law only to a phone that has only µ-law: 488, with a Warning in words.',
  }, async ({ lab, phone, name, begin }) => {
    const own = await phone({ codecs: ['PCMU'], onCall: ({ session }) => void session.accept() });
    lab.run('baresip/start.sh', lab.folder, 'alaw', 'codecs=PCMA', 'answer=manual');
    name((lab.env('alaw')['BS_URI'] ?? '').replace('sip:alaw@', ''), 'baresip');
    await begin();
    lab.run('baresip/ctl.sh', lab.folder, 'alaw', 'dial', `sip:rung@${own.address}`);
    await own.saw('in ACK');
  });
}
