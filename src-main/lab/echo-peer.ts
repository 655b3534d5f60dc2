/** The built-in peer behind `sip:echo@local`: a SIP element of its own on loopback that answers every call and sends back what
 *  it hears. So the first call works with no server, no account and no second person, and its ladder is a real one. */
import type { RungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { defaultCodecs } from '../../src-shared/model.ts';
import { ok } from '../../src-shared/result.ts';
import type { MediaPlan } from '../calls/call-media.ts';
import { createCallMedia, newSessionId } from '../calls/call-media.ts';
import type { MediaEngine } from '../media/engine-port.ts';
import type { Clock, Endpoint, Network, Random, Resolver } from '../ports.ts';
import { openStack } from '../sip/stack.ts';
import type { Session } from '../sip/user-agent.ts';

export interface EchoPeerOptions {
  network: Network;
  resolver: Resolver;
  clock: Clock;
  random: Random;
  engine: MediaEngine;
  ports: { min: number; max: number };
}

export interface EchoPeer {
  readonly address: Endpoint;
  close(): Promise<void>;
}

const LOOPBACK: Endpoint = { address: '127.0.0.1', port: 0 };
/** Long enough to see 180 in the ladder and to hear one ring. */
const RING_MS = 400;
const MAX_SESSIONS = 8;
const echoPlan: MediaPlan = { source: { kind: 'echo' }, sink: 'none', records: [] };

/** Errors: those of opening a socket on loopback. */
export async function openEchoPeer(options: EchoPeerOptions): Promise<Result<EchoPeer, RungError>> {
  // What it sends and receives is already traced at the phone's own side of the loopback.
  const opened = await openStack({ ...options, tap: () => {}, listen: LOOPBACK, agentName: 'Rung echo' });
  if (!opened.ok) return opened;
  const { userAgent, transport, close } = opened.value;
  userAgent.onInvite = (session) => answerWithEcho(session, options, userAgent.sessions.size);
  const port = transport.listening[0]?.port ?? 0;
  return ok({ address: { address: LOOPBACK.address, port }, close: () => close(500) });
}

function answerWithEcho(session: Session, options: EchoPeerOptions, sessions: number): void {
  if (sessions > MAX_SESSIONS) return session.reject(486);
  const media = createCallMedia({
    engine: options.engine,
    ports: options.ports,
    codecs: defaultCodecs,
    plan: echoPlan,
    sessionId: newSessionId(options.random),
    onAgreed: () => {},
    onSession: () => {},
  });
  session.negotiator = media.negotiator;
  const answering = options.clock.setTimer(RING_MS, () => void session.accept());
  session.listener = {
    onEnd() {
      answering.cancel();
      void media.close();
    },
  };
  void session.ring();
}
