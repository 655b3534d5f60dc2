/** What goes wrong, played: with Kamailio, baresip and Rung where they do it by themselves, with scenarios for SIPp where no peer would. */
import { SDP, pause, receive, reply, request, requestBack, response, ringing, sound } from './sipp-scenario.ts';
import type { Parts, Step } from './sipp-scenario.ts';
import { ALICE, BOB, PROXY } from './stage.ts';
import type { Stage } from './stage.ts';
import { callWithoutAck } from './call-without-ack.ts';
import { startMeddler } from './meddler.ts';

type Play = (stage: Stage) => Promise<void>;

const BOB_URI = `sip:bob@${BOB}:5060`;
const sdpWith = (...changes: [from: string, to: string][]): string => changes.reduce((text, [from, to]) => text.replace(from, to), SDP);

/** baresip calls SIPp, and hangs up after so many seconds. */
const calls = (steps: readonly Step[], seconds = 2): Play => async ({ bob, baresip, pause: wait }) => {
  await bob(steps);
  const alice = baresip(ALICE);
  alice.tell('dial', BOB_URI);
  await wait(seconds);
  alice.tell('hangup');
  await wait(0.7);
};
/** The same, with something else done in between. */
const callsAnd = (steps: readonly Step[], first: number, command: string[], then: number): Play => async ({ bob, baresip, pause: wait }) => {
  await bob(steps);
  const alice = baresip(ALICE);
  alice.tell('dial', BOB_URI);
  await wait(first);
  alice.tell(...command);
  await wait(then);
  alice.tell('hangup');
  await wait(0.7);
};
const refuses = (status: string, parts: Parts = {}): Step[] => [receive('INVITE'), reply(status, { toInvite: true, ...parts }), receive('ACK')];
const answers = (parts: Parts & { contact?: string; repeated?: boolean } = {}): Step[] => [receive('INVITE'), reply('180 Ringing', { toInvite: true }), reply('200 OK', { toInvite: true, sdp: SDP, ...parts }), receive('ACK')];
const hungUp: Step[] = [receive('BYE'), reply('200 OK')];
/** The service users of test/lab/kamailio answer with any code. */
const refusedByKamailio = (code: number): Play => async ({ kamailio, baresip, pause: wait }) => {
  kamailio();
  const alice = baresip(ALICE);
  alice.tell('dial', `sip:r${code}@${PROXY}:5060`);
  await wait(1.5);
};
const invite = (cseq = 1, parts: Parts = {}): Step => request('INVITE', { cseq, sdp: SDP, ...parts });
const ack = (cseq = 1): Step => request('ACK', { cseq, inDialog: true });
const bye = (cseq = 2): Step[] => [request('BYE', { cseq, inDialog: true }), response(200)];
/** SIPp on both sides. */
const between = (callee: readonly Step[], caller: readonly Step[]): Play => async ({ bob, alice }) => {
  await bob(callee);
  await alice(caller);
};
const register = (cseq: number, parts: Parts = {}): Step => request('REGISTER', { cseq, uri: 'sip:[remote_ip]:[remote_port]', ...parts });
const challenge = (nonce: string, stale = ''): Parts => ({ headers: [`WWW-Authenticate: Digest realm="lab.test", nonce="${nonce}", qop="auth"${stale}`] });
const credentials = (realm: string, nonce: string): Parts => ({
  headers: [`Authorization: Digest username="alice", realm="${realm}", nonce="${nonce}", uri="sip:lab.test", response="00112233445566778899aabbccddeeff"`],
});
/** So many rounds of question and answer at a registrar that is never content. */
const asksAgain = (rounds: number, stale = ''): Play => between(
  [...Array(rounds).keys()].flatMap((round) => [receive('REGISTER'), reply('401 Unauthorized', challenge(`nonce${round}`, round > 0 ? stale : ''))]),
  [...Array(rounds).keys()].flatMap((round) => [register(round + 1, round > 0 ? credentials('lab.test', `nonce${round - 1}`) : {}), response(401)]),
);
const meddled = (change: (text: string) => string): Play => async ({ baresip, pause: wait }) => {
  const alice = baresip(ALICE);
  baresip(BOB, 'answer=auto');
  const meddler = await startMeddler({ listen: PROXY, target: BOB, change });
  alice.tell('dial', `sip:bob@${PROXY}:5060`);
  await wait(2);
  alice.tell('hangup');
  await wait(0.7);
  meddler.close();
};

export interface Failure {
  name: string;
  /** What happens, and who plays it. */
  what: string;
  peers: string;
  /** What `rung diagnose` finds in it, all of it. */
  rules: string[];
  /** In the folder `repeats`: what is repeated in it (ACK, reliable 183) is no retransmission to tshark. */
  isApart?: true;
  play: Play;
}

const B_S = 'baresip, SIPp';
const S_S = 'SIPp both sides';
const K_B = 'Kamailio, baresip';

export const FAILURES: readonly Failure[] = [
  { name: 'fail-no-response', peers: B_S, what: 'an INVITE that nobody answers, until timer B', rules: ['no-response'], play: calls([receive('INVITE'), pause(34)], 33) },
  { name: 'fail-icmp', peers: 'baresip', what: 'a port that nobody listens on: ICMP', rules: ['refused'], play: async ({ baresip, pause: wait }) => {
    baresip(ALICE).tell('dial', `sip:bob@${BOB}:5999`);
    await wait(5);
  } },
  { name: 'fail-oversized', peers: S_S, what: 'an INVITE of 1.9 kB in fragments, not answered', rules: ['oversized-request'], play: between(
    [receive('INVITE'), pause(5)], [request('INVITE', { cseq: 1, sdp: SDP, headers: [`X-Long: ${'x'.repeat(1400)}`], repeated: true }), pause(4)],
  ) },
  { name: 'fail-proxy-timeout', peers: 'Kamailio, baresip, SIPp', what: '408 by the proxy: the next hop is silent', rules: ['request-timeout'], play: async ({ kamailio, bob, baresip, pause: wait }) => {
    kamailio();
    await bob([receive('INVITE'), pause(12)]);
    baresip(ALICE, `acc=;outbound="sip:${PROXY}:5060;transport=udp"`).tell('dial', BOB_URI);
    await wait(8);
  } },
  { name: 'fail-bye-unanswered', peers: B_S, what: 'BYE goes unanswered', rules: ['bye-unanswered'], play: async ({ bob, baresip, pause: wait }) => {
    await bob([...answers(), sound, receive('BYE'), pause(9)]);
    const alice = baresip(ALICE);
    alice.tell('dial', BOB_URI);
    await wait(1.3);
    alice.tell('hangup');
    await wait(8);
  } },
  { name: 'fail-unknown-account', peers: 'Rung, Kamailio', what: 'REGISTER of a user that the registrar does not have', rules: ['unknown-account'], play: async ({ kamailio, rung }) => {
    kamailio();
    await rung('register', '--user', '2001', '--domain', `${PROXY}:5060`, '--listen', ALICE, '--quiet');
  } },
  { name: 'fail-password-needed', peers: 'Rung, Kamailio', what: 'a call without the password that the proxy asks for', rules: ['password-needed'], play: async ({ kamailio, rung }) => {
    kamailio();
    await rung('call', `sip:1002@${PROXY}:5060`, '--from', `sip:1001@${PROXY}:5060`, '--listen', ALICE, '--quiet');
  } },
  { name: 'fail-wrong-realm', peers: S_S, what: 'credentials for a realm that nobody asked for', rules: ['wrong-realm'], play: between(
    [receive('REGISTER'), reply('401 Unauthorized', challenge('n1')), receive('REGISTER'), reply('401 Unauthorized', challenge('n2'))],
    [register(1), response(401), register(2, credentials('old.example', 'n1')), response(401)],
  ) },
  { name: 'fail-auth-loop', peers: S_S, what: 'the password is asked for again and again', rules: ['auth-loop'], play: asksAgain(5) },
  { name: 'fail-stale-storm', peers: S_S, what: 'each fresh nonce is too old', rules: ['stale-nonce-storm'], play: asksAgain(5, ', stale=true') },
  { name: 'fail-forbidden', peers: K_B, what: '403', rules: ['forbidden'], play: refusedByKamailio(403) },
  { name: 'fail-gone', peers: K_B, what: '410', rules: ['unknown-user'], play: refusedByKamailio(410) },
  { name: 'fail-busy-everywhere', peers: K_B, what: '600', rules: ['busy'], play: refusedByKamailio(600) },
  { name: 'fail-loop', peers: K_B, what: '482', rules: ['loop'], play: refusedByKamailio(482) },
  { name: 'fail-606', peers: K_B, what: '606', rules: ['not-acceptable'], play: refusedByKamailio(606) },
  { name: 'fail-415', peers: K_B, what: '415', rules: ['not-acceptable'], play: refusedByKamailio(415) },
  { name: 'fail-use-proxy', peers: K_B, what: '305', rules: ['use-proxy'], play: refusedByKamailio(305) },
  { name: 'fail-identity', peers: K_B, what: '428', rules: ['identity-refused'], play: refusedByKamailio(428) },
  { name: 'fail-anonymity', peers: K_B, what: '433', rules: ['anonymity-refused'], play: refusedByKamailio(433) },
  { name: 'fail-retry-after', peers: B_S, what: '503 with Retry-After', rules: ['server-error'], play: calls(refuses('503 Service Unavailable', { headers: ['Retry-After: 120'] }), 1) },
  { name: 'fail-extension', peers: B_S, what: '420: an extension that is not supported', rules: ['extension-mismatch'], play: calls(refuses('420 Bad Extension', { headers: ['Unsupported: 100rel'] }), 1) },
  { name: 'fail-session-interval', peers: B_S, what: '422, and no other try', rules: ['session-interval'], play: calls(refuses('422 Session Interval Too Small', { headers: ['Min-SE: 1800'] }), 1) },
  { name: 'fail-codecs', peers: B_S, what: '488 with what the other side has', rules: ['not-acceptable'], play: calls(refuses('488 Not Acceptable Here', {
    sdp: sdpWith(['RTP/AVP 0 8 101', 'RTP/AVP 18'], ['a=rtpmap:0 PCMU/8000\na=rtpmap:8 PCMA/8000\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15', 'a=rtpmap:18 G729/8000']),
  }), 1) },
  { name: 'fail-srtp', peers: 'baresip both sides', what: 'encryption that only one side wants', rules: ['srtp-mismatch'], play: async ({ baresip, pause: wait }) => {
    baresip(BOB, 'answer=auto');
    baresip(ALICE, 'enc=srtp-mand').tell('dial', BOB_URI);
    await wait(2);
  } },
  { name: 'fail-ring-timeout', peers: B_S, what: 'it rings, and the other side ends it itself: 487 without CANCEL', rules: ['no-answer'], play: calls([
    receive('INVITE'), reply('180 Ringing', { toInvite: true }), pause(1), reply('487 Request Terminated', { toInvite: true }), receive('ACK'),
  ], 2) },
  { name: 'fail-announcement', peers: B_S, what: 'an announcement before 480', rules: ['early-media-no-answer', 'unavailable'], play: calls([
    receive('INVITE'), reply('183 Session Progress', { toInvite: true, sdp: SDP }), sound, pause(1.5), reply('480 Temporarily Unavailable', { toInvite: true }), receive('ACK'),
  ], 3) },
  { name: 'fail-missing-ack', peers: 'baresip, a caller of a few lines', what: '200 is repeated for 32 s, as no ACK comes; then BYE', rules: ['missing-ack'], play: async ({ baresip, pause: wait }) => {
    baresip(BOB, 'answer=auto');
    const caller = await callWithoutAck(ALICE, BOB);
    await wait(34);
    caller.close();
  } },
  { name: 'fail-ack-not-heard', peers: 'Rung, SIPp', what: '200 is repeated although ACK was sent', isApart: true, rules: ['ack-not-heard', 'one-way-audio'], play: async ({ labUas, rung }) => {
    await rung('call', labUas('ack-lost'), '--listen', ALICE, '--duration', '5', '--quiet');
  } },
  { name: 'fail-private-contact', peers: B_S, what: '200 with a Contact behind a NAT: ACK goes there', isApart: true, rules: ['private-contact', 'ack-not-heard'], play: calls([
    receive('INVITE'), reply('200 OK', { toInvite: true, sdp: SDP, contact: 'Contact: <sip:bob@192.168.1.50:5060>', repeated: true }), sound, receive('ACK'),
  ], 5) },
  { name: 'fail-private-sdp', peers: B_S, what: 'SDP with an address behind a NAT', rules: ['private-media-address'], play: calls([...answers({ sdp: sdpWith(['[media_ip]', '192.168.1.50']) }), sound, ...hungUp]) },
  { name: 'fail-missing-200', peers: 'baresip both sides, a proxy that loses 200', what: 'the answer does not reach the caller', rules: ['missing-success'], play: async ({ baresip, pause: wait }) => {
    const alice = baresip(ALICE);
    baresip(BOB, 'answer=auto');
    const meddler = await startMeddler({ listen: PROXY, target: BOB, isProxy: true, drop: (text) => /^SIP\/2\.0 200/.test(text) && /CSeq: \d+ INVITE/.test(text) });
    alice.tell('dial', `sip:bob@${PROXY}:5060`);
    await wait(4);
    meddler.close();
  } },
  { name: 'fail-missing-prack', peers: B_S, what: 'a reliable 183 that is not confirmed', isApart: true, rules: ['missing-prack'], play: calls([
    receive('INVITE'), ...[0.5, 1, 2, 4].flatMap((seconds) => [reply('183 Session Progress', { toInvite: true, headers: ['Require: 100rel', 'RSeq: 7'] }), pause(seconds)]), pause(8),
  ], 7) },
  { name: 'fail-reinvite-refused', peers: B_S, what: 'hold is refused; the call goes on', rules: ['reinvite-refused'], play: callsAnd(
    [...answers(), sound, ...refuses('488 Not Acceptable Here'), ...hungUp], 1, ['hold'], 3,
  ) },
  { name: 'fail-reinvite-lost', peers: B_S, what: 'hold is answered with 481, and the call is gone', rules: ['reinvite-lost-call'], play: callsAnd(
    [...answers(), sound, ...refuses('481 Call/Transaction Does Not Exist'), ...hungUp], 1, ['hold'], 1,
  ) },
  { name: 'fail-request-pending', peers: B_S, what: '491, and nobody tries again', rules: ['request-pending'], play: callsAnd(
    [...answers(), sound, ...refuses('491 Request Pending'), ...hungUp], 1, ['hold'], 1,
  ) },
  { name: 'fail-update-refused', peers: S_S, what: 'UPDATE is refused', rules: ['update-refused', 'one-way-audio'], play: between(
    [...answers(), receive('UPDATE'), reply('405 Method Not Allowed'), ...hungUp],
    [invite(), ringing, response(200), ack(), sound, pause(1.5), request('UPDATE', { cseq: 2, inDialog: true }), response(405), ...bye(3)],
  ) },
  { name: 'fail-session-expired', peers: S_S, what: 'nobody refreshes the session: BYE when its timer runs out', rules: ['session-expired'], play: between(
    [...answers({ headers: ['Session-Expires: 9;refresher=uac', 'Require: timer'] }), pause(6), requestBack('BYE', { cseq: 1 }), response(200)],
    [invite(1, { headers: ['Session-Expires: 9', 'Supported: timer'] }), ringing, response(200), ack(), '<recv request="BYE" timeout="12000"/>', reply('200 OK')],
  ) },
  { name: 'fail-cause', peers: B_S, what: 'BYE with a cause: the network is out of order', rules: ['abnormal-end'], play: calls(
    [...answers(), sound, pause(1.2), requestBack('BYE', { cseq: 1, headers: ['Reason: Q.850;cause=38;text="Network out of order"'] }), response(200)], 3,
  ) },
  { name: 'fail-transfer', peers: B_S, what: 'REFER is refused', rules: ['transfer-failed'], play: callsAnd(
    [...answers(), sound, receive('REFER'), reply('603 Decline'), ...hungUp], 1, ['transfer', `sip:carol@${BOB}`], 1,
  ) },
  { name: 'fail-notify', peers: S_S, what: '481 to NOTIFY', rules: ['notify-refused'], play: between(
    [receive('NOTIFY'), reply('481 Subscription Does Not Exist')], [request('NOTIFY', { cseq: 1, headers: ['Event: dialog', 'Subscription-State: active'] }), response(481)],
  ) },
  { name: 'fail-alg-length', peers: 'baresip both sides, a router that meddles', what: 'addresses are replaced, Content-Length is not', rules: ['alg-meddling', 'one-way-audio'], play: meddled(
    (text) => text.replaceAll(`IN IP4 ${ALICE}`, 'IN IP4 198.51.100.117'),
  ) },
  { name: 'fail-alg-contact', peers: 'baresip both sides, a router that meddles', what: 'the Contact of the INVITE is replaced', rules: ['alg-meddling'], play: meddled(
    (text) => text.replace(/(Contact: <sip:[^@>]+@)192\.0\.2\.10/, `$1${PROXY}`),
  ) },
  { name: 'fail-clock', peers: B_S, what: 'a Date of another year', rules: ['clock-skew'], play: calls([...answers({ headers: ['Date: Tue, 01 Jan 2019 00:00:00 GMT'] }), sound, ...hungUp]) },
  { name: 'fail-one-way', peers: B_S, what: 'Bob says nothing', rules: ['one-way-audio'], play: calls([...answers(), ...hungUp], 2.5) },
  { name: 'fail-no-rtp', peers: S_S, what: 'a call with sound, then one without any', rules: ['no-rtp'], play: async ({ bob, alice }) => {
    await bob([...answers(), sound, ...hungUp]);
    await alice([invite(), ringing, response(200), ack(), sound, pause(1), ...bye()]);
    await bob([...answers(), ...hungUp], { port: 5070 });
    await alice([invite(), ringing, response(200), ack(), pause(3), ...bye()], `${BOB}:5070`);
  } },
  { name: 'fail-dtmf', peers: B_S, what: 'telephone-event is not taken', rules: ['dtmf-not-agreed'], play: calls([...answers({
    sdp: sdpWith([' 101\n', '\n'], ['a=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15\n', '']),
  }), sound, ...hungUp]) },
  { name: 'fail-dtmf-info', peers: S_S, what: 'a key by INFO is refused', rules: ['dtmf-info-refused'], play: between(
    [...answers(), sound, receive('INFO'), reply('415 Unsupported Media Type'), ...hungUp],
    [invite(), ringing, response(200), ack(), sound, pause(1), request('INFO', { cseq: 2, inDialog: true, body: { type: 'application/dtmf-relay', text: 'Signal=5\nDuration=160' } }), response(415), ...bye(3)],
  ) },
  { name: 'fail-ptime', peers: B_S, what: '20 ms and 40 ms', rules: ['ptime-mismatch'], play: calls([...answers({ sdp: sdpWith(['ptime:20', 'ptime:40']) }), sound, ...hungUp]) },
  { name: 'fail-payload', peers: B_S, what: 'the number of telephone-event for a codec', rules: ['payload-mismatch', 'dtmf-not-agreed'], play: calls([...answers({
    sdp: sdpWith(['telephone-event/8000', 'iLBC/8000'], ['a=fmtp:101 0-15\n', '']),
  }), sound, ...hungUp]) },
  { name: 'fail-replaced', peers: S_S, what: 'another phone has taken the registration', rules: ['registration-replaced'], play: between(
    [
      receive('REGISTER'), reply('200 OK', { contact: '[last_Contact:];expires=60' } as Parts), receive('REGISTER'),
      reply('200 OK', { contact: 'Contact: <sip:bob@198.51.100.99:5060>;expires=60' } as Parts),
    ],
    [register(1), response(200), pause(0.5), register(2), response(200)],
  ) },
  { name: 'fail-expired', peers: 'SIPp, Kamailio', what: 'the registration is renewed too late', rules: ['registration-expired'], play: async ({ kamailio, alice }) => {
    kamailio();
    const login = (cseq: number): Step[] => [
      request('REGISTER', { cseq, uri: `sip:${PROXY}:5060`, headers: ['Expires: 5'] }), response(401, { auth: true }),
      request('REGISTER', { cseq: cseq + 1, uri: `sip:${PROXY}:5060`, headers: ['Expires: 5', '[authentication username=1004 password=labpass]'] }), response(200),
    ];
    await alice([...login(1), pause(8), ...login(3)], `${PROXY}:5060`, ['-s', '1004', '-au', '1004', '-ap', 'labpass']);
  } },
  { name: 'fail-nat-mapping', peers: 'SIPp, Kamailio, a NAT that forgets', what: 'the NAT gives another port', rules: ['nat-mapping-changed'], play: async ({ kamailio, alice }) => {
    kamailio('nathelper');
    const meddler = await startMeddler({ listen: ALICE, port: 5099, target: PROXY, forgetsAfterMs: 1_000 });
    const login = (cseq: number): Step[] => [
      request('REGISTER', { cseq, uri: `sip:${PROXY}:5060` }), response(401, { auth: true }),
      request('REGISTER', { cseq: cseq + 1, uri: `sip:${PROXY}:5060`, headers: ['[authentication username=1004 password=labpass]'] }), response(200),
    ];
    await alice([...login(1), pause(2), ...login(3)], `${ALICE}:5099`, ['-s', '1004']);
    meddler.close();
  } },
  { name: 'legs-hidden', peers: 'Kamailio, baresip, SIPp', what: 'a border controller in between: each side has a Call-ID of its own', rules: [], play: async ({ kamailio, bob, baresip, pause: wait }) => {
    kamailio('topoh');
    await bob([...answers(), sound, ...hungUp]);
    const alice = baresip(ALICE, `acc=;outbound="sip:${PROXY}:5060;transport=udp"`);
    alice.tell('dial', BOB_URI);
    await wait(2);
    alice.tell('hangup');
    await wait(0.7);
  } },
  { name: 'clean-tcp', peers: 'Rung both sides', what: 'a call over TCP', rules: [], play: async ({ rung, rungStays, pause: wait }) => {
    rungStays('answer', '--listen', `${BOB}:5060`, '--transport', 'tcp', '--count', '1', '--tone', '440', '--quiet');
    await wait(2.5);
    await rung('call', `${BOB_URI};transport=tcp`, '--listen', ALICE, '--transport', 'tcp', '--tone', '660', '--duration', '1', '--codecs', 'pcma', '--quiet');
    await wait(0.5);
  } },
  { name: 'clean-events', peers: 'Rung, baresip', what: 'keys as telephone events (RFC 4733)', rules: [], play: async ({ baresip, rung, pause: wait }) => {
    baresip(BOB, 'answer=auto');
    await wait(1);
    await rung('call', BOB_URI, '--listen', ALICE, '--tone', '660', '--duration', '3', '--codecs', 'pcma', '--dtmf', '159#', '--dtmf-after', '0.5', '--quiet');
    await wait(0.5);
  } },
  { name: 'clean-ipv6', peers: 'Rung both sides', what: 'a call over IPv6', rules: [], play: async ({ rung, rungStays, pause: wait }) => {
    rungStays('answer', '--listen', '[::1]:5060', '--count', '1', '--tone', '440', '--quiet');
    await wait(2.5);
    await rung('call', 'sip:bob@[::1]:5060', '--listen', '::1', '--tone', '660', '--duration', '1', '--codecs', 'pcmu', '--quiet');
    await wait(0.5);
  } },
];


/** The row of README.md. */
export function readmeRow({ name, what, peers, rules }: Failure): string {
  return `| ${name} | ${what} | ${peers} | ${rules.map((rule) => `\`${rule}\``).join(', ') || 'nothing'} |`;
}

/** Its file within test/captures, without `.pcap`. */
/** Nothing fails here: what else a capture holds. */
export const OTHERS: readonly Pick<Failure, 'name' | 'play'>[] = [
  { name: 'sap', play: async ({ announced }) => {
    await Promise.all([announced('Morning concert', '224.2.130.1', 40_000, 11), announced('Weather', '224.2.130.2', 40_002, 6)]);
  } },
];

export const captureFile = ({ name, isApart }: Pick<Failure, 'name' | 'isApart'>): string => (isApart ? `repeats/${name}` : name);
