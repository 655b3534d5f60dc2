/** Extensions of the session: 100rel, UPDATE, session timers, INFO, Replaces, both ways, with SIPp, which checks every step, and
 *  what linphonec and baresip know of it. Our side is the user agent core with real session descriptions on real sockets. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCallMedia, newSessionId } from '../../src-main/calls/call-media.ts';
import { createNodeResolver } from '../../src-main/net/dns.ts';
import { createNodeNetwork } from '../../src-main/net/network.ts';
import { createNodeClock } from '../../src-main/net/node-clock.ts';
import { createNodeRandom } from '../../src-main/net/node-random.ts';
import type { SessionInfo, SessionTimer } from '../../src-main/sip/session/session.ts';
import type { Stack } from '../../src-main/sip/stack.ts';
import { openStack } from '../../src-main/sip/stack.ts';
import { ok } from '../../src-shared/result.ts';
import type { InviteOptions, MediaNegotiator, Session, SessionEnd, SessionListener } from '../../src-main/sip/user-agent.ts';
import { createSilentEngine } from '../simulation/world/silent-engine.ts';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';

const absent = missing('sipp', 'ss', 'linphonec', 'baresip', '/usr/bin/python3');
const random = createNodeRandom();

/** On loopback linphonec names an IPv6 address of the computer in its SDP, which an engine bound to 127.0.0.1 cannot answer in kind. */
const ANSWER = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n';

describe.skipIf(absent.length > 0)(`a session's extensions${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let stack: Stack;
  let address: string;
  let infos: SessionInfo[];
  let timers: (SessionTimer | undefined)[];
  let ends: SessionEnd[];
  let onEnd: () => void;

  beforeAll(() => void (lab = createLab()));
  afterAll(() => lab.stop());

  beforeEach(async () => {
    [infos, timers, ends, onEnd] = [[], [], [], () => {}];
    const opened = await openStack({
      network: createNodeNetwork(), resolver: createNodeResolver(), clock: createNodeClock(), random,
      tap: () => {}, listen: { address: '127.0.0.1', port: 0 }, agentName: 'Rung/test',
    });
    if (!opened.ok) throw new Error(opened.error.message);
    stack = opened.value;
    const own = await stack.transport.contactFor({ address: '127.0.0.1', port: 9, transport: 'udp' });
    if (!own.ok) throw new Error(own.error.message);
    address = `127.0.0.1:${own.value.port}`;
  });
  afterEach(() => stack.close(1000));

  function media(): MediaNegotiator {
    return createCallMedia({
      engine: createSilentEngine(), ports: { min: 40_000, max: 40_001 }, codecs: ['PCMA', 'PCMU'], sessionId: newSessionId(random),
      plan: { source: { kind: 'silence' }, sink: 'none', records: [] }, onAgreed: () => {}, onSession: () => {},
    }).negotiator;
  }

  const listener = (more: Partial<SessionListener> = {}): SessionListener => ({
    onInfo: (info) => void infos.push(info),
    onTimer: (timer) => void timers.push(timer),
    onEnd(end) {
      ends.push(end);
      onEnd();
    },
    ...more,
  });

  describe('SIPp as UAS, called by us', () => {
    /** Calls the scenario and waits for SIPp's verdict; `onConfirmed` acts, then the call ends by itself or by the peer. */
    async function called(scenario: string, options: Partial<InviteOptions>, onConfirmed: (session: Session) => void | Promise<void>): Promise<Session> {
      const uri = lab.run('sipp/uas.sh', lab.folder, scenario, `tag=${scenario}`, 't=60').trim().split('\n').at(-1) ?? '';
      const over = new Promise<void>((resolve) => (onEnd = resolve));
      const session = stack.userAgent.invite({
        identity: { displayName: '', uri: `sip:rung@${address}`, routes: [], contactUser: 'rung' },
        target: uri, negotiator: media(), listener: listener({ onConfirmed: () => void onConfirmed(session) }), ...options,
      });
      await over;
      const { code, output } = await lab.attemptAsync('sipp/result.sh', lab.folder, scenario, '30');
      expect({ code, output }).toMatchObject({ code: 0 });
      return session;
    }
    const hangUp = (session: Session): void => session.end();

    it('prack: confirms 180 and 183, takes the answer of the 183', async () => {
      await called('prack', {}, hangUp);
      expect(ends).toMatchObject([{ by: 'local', status: 200 }]);
    });

    it('update: held, resumed and asked for a sign of life', async () => {
      await called('update', {}, () => {});
      expect(ends).toMatchObject([{ by: 'remote', status: 200 }]);
    });

    it('timer-uas: the peer refreshes', async () => {
      await called('timer-uas', {}, () => {});
      expect(timers).toEqual([{ expiresS: 90, refresher: 'peer' }]);
      expect(ends).toMatchObject([{ by: 'remote', status: 200 }]);
    });

    it('422: asks again for what is demanded', async () => {
      await called('422', { sessionExpiresS: 90 }, hangUp);
      expect(timers[0]).toEqual({ expiresS: 120, refresher: 'peer' });
    });

    it('info-recv: a digit by INFO', async () => {
      const bytes = new TextEncoder().encode('Signal=1\r\nDuration=160\r\n');
      await called('info-recv', {}, async (session) => {
        const sent = await session.request('INFO', { body: { contentType: 'application/dtmf-relay', bytes } });
        expect(sent).toMatchObject({ ok: true, value: { status: 200 } });
        session.end();
      });
    });
  });

  describe('SIPp as UAC, calling us', () => {
    async function calledBy(scenario: string, onInvite: (session: Session) => void): Promise<void> {
      stack.userAgent.onInvite = (session) => {
        session.negotiator = media();
        session.listener = listener();
        onInvite(session);
      };
      const { code, output } = await lab.attemptAsync('sipp/uac.sh', lab.folder, scenario, `rung@${address}`);
      expect({ code, output }).toMatchObject({ code: 0 });
    }
    const answer = (session: Session): void => void session.ring().then(() => session.accept());

    it('prack: our 183 waits for its PRACK, and the 200 for both', async () => {
      await calledBy('prack', (session) => void session.ring({ early: true }).then(() => session.accept()));
      expect(ends).toMatchObject([{ by: 'remote', status: 200 }]);
    });

    it('update: held and resumed', async () => {
      await calledBy('update', answer);
      expect(ends).toMatchObject([{ by: 'remote', status: 200 }]);
    });

    it('session-timer: granted as asked, refreshed by the peer', async () => {
      await calledBy('session-timer', answer);
      expect(timers).toEqual([{ expiresS: 90, refresher: 'peer' }]);
    });

    it('info-dtmf: three digits', async () => {
      await calledBy('info-dtmf', answer);
      expect(infos.map(({ contentType, body }) => `${contentType} ${new TextDecoder().decode(body).split(/\r?\n/)[0]}`)).toEqual([
        'application/dtmf-relay Signal=1', 'application/dtmf-relay Signal=2', 'application/dtmf-relay Signal=3',
      ]);
    });

    it('replaces: the second call takes the place of the first', async () => {
      const sessions: Session[] = [];
      await calledBy('replaces', (session) => {
        sessions.push(session);
        answer(session);
      });
      expect(sessions[1]?.replaces).toBe(sessions[0]);
      expect(ends).toMatchObject([{ by: 'local', status: 200 }, { by: 'remote', status: 200 }]);
    });
  });

  describe('linphonec', () => {
    const options = ['codecs=PCMA,PCMU', 'rc=sip use_info=1', 'rc=sip session_expires_enabled=1', 'rc=sip session_expires_value=90'];
    const digits = (): string[] => infos.map(({ body }) => /Signal=(.)/.exec(new TextDecoder().decode(body))?.[1] ?? '');

    it('calls with a session timer, which it will refresh, and dials by INFO', async () => {
      lab.run('linphone/start.sh', lab.folder, 'lina', 'answer=manual', ...options);
      const session = await new Promise<Session>((resolve) => {
        stack.userAgent.onInvite = (incoming) => {
          incoming.negotiator = { ...media(), answer: async () => ok(new TextEncoder().encode(ANSWER)) };
          incoming.listener = listener({ onConfirmed: () => resolve(incoming) });
          void incoming.accept();
        };
        lab.run('linphone/ctl.sh', lab.folder, 'lina', 'call', `sip:rung@${address}`);
      });
      expect(session.timer).toEqual({ expiresS: 90, refresher: 'peer' });
      await until(() => {
        lab.run('linphone/ctl.sh', lab.folder, 'lina', '5');
        return digits().includes('5');
      });
      session.end();
      lab.run('lib/stop.sh', lab.folder, 'lina');
    });

    it('is called with a session timer, and one of the two refreshes', async () => {
      lab.run('linphone/start.sh', lab.folder, 'linb', 'answer=auto', ...options);
      const session = await new Promise<Session>((resolve) => {
        const made = stack.userAgent.invite({
          identity: { displayName: '', uri: `sip:rung@${address}`, routes: [], contactUser: 'rung' },
          target: lab.env('linb')['LP_URI'] ?? '', negotiator: media(), sessionExpiresS: 120, listener: listener({ onConfirmed: () => resolve(made) }),
        });
      });
      // linphonec lowers it to its own.
      expect(session.timer?.expiresS).toBe(90);
      const over = new Promise<void>((resolve) => (onEnd = resolve));
      session.end();
      await over;
      lab.run('lib/stop.sh', lab.folder, 'linb');
    });
  });

  it('baresip takes a digit by INFO, and says what it does not take', async () => {
    lab.run('baresip/start.sh', lab.folder, 'info', 'codecs=PCMA,PCMU', 'answer=auto');
    const session = await new Promise<Session>((resolve) => {
      const made = stack.userAgent.invite({
        identity: { displayName: '', uri: `sip:rung@${address}`, routes: [], contactUser: 'rung' },
        target: lab.env('info')['BS_URI'] ?? '', negotiator: media(), listener: listener({ onConfirmed: () => resolve(made) }),
      });
    });
    const info = (contentType: string, text: string) => session.request('INFO', { body: { contentType, bytes: new TextEncoder().encode(text) } });
    expect(await info('application/dtmf-relay', 'Signal=7\r\nDuration=160\r\n')).toMatchObject({ ok: true, value: { status: 200 } });
    expect(await info('text/plain', 'hello')).toMatchObject({ ok: true, value: { status: 488 } });
    expect(session.state).toBe('confirmed');
    session.end();
  });
});

/** Asks once a second; the test's own limit ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1000));
}
