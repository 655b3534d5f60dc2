/** The media side of one call: opens a media session when first needed, keeps the offer/answer state (RFC 3264), tells the
 *  engine what was agreed. The SIP session calls it as its MediaNegotiator. */
import type { CodecName } from '../../src-shared/model.ts';
import type { RungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import { serializeSdp } from '../../src-shared/sdp/serialize.ts';
import type { SessionDescription } from '../../src-shared/sdp/types.ts';
import type { AudioSource, MediaAgreement, MediaEngine, MediaSession, RecordRequest } from '../media/engine-port.ts';
import type { LocalMedia, Negotiation, SdpRefusal } from '../sdp/offer-answer.ts';
import { acceptAnswer, makeAnswer, makeOffer, newNegotiation } from '../sdp/offer-answer.ts';
import type { MediaNegotiator, Refusal } from '../sip/user-agent.ts';

/** What is heard and said in this call: the phone's default is the sound card; the CLI plays and records files. */
export interface MediaPlan {
  source: AudioSource;
  sink: 'device' | 'none';
  records: RecordRequest[];
}

export const devicePlan: MediaPlan = { source: { kind: 'device' }, sink: 'device', records: [] };

export interface CallMediaOptions {
  engine: MediaEngine;
  ports: { min: number; max: number };
  codecs: CodecName[];
  plan: MediaPlan;
  /** Decimal, fits RFC 8866 5.2. */
  sessionId: string;
  onAgreed: (agreement: MediaAgreement, early: boolean) => void;
  onSession: (session: MediaSession) => void;
}

export interface CallMedia {
  negotiator: MediaNegotiator;
  /** The next offer asks for this. */
  setHold(held: boolean): void;
  /** Is the peer's side on hold, by the last agreement? */
  heldByPeer(): boolean;
  declined(): string[];
  session(): MediaSession | undefined;
  /** What went wrong when opening ports or files, in words, where the SIP side only knows a status. */
  lastError(): RungError | undefined;
}

export function createCallMedia(options: CallMediaOptions): CallMedia {
  let session: MediaSession | undefined;
  let stable: Negotiation = newNegotiation(options.sessionId);
  let pending: Negotiation | undefined;
  let held = false;
  let lastError: RungError | undefined;

  /** Opened once, on the address that this peer can reach. */
  async function ensureSession(towards: string): Promise<Result<MediaSession, Refusal>> {
    if (session) return ok(session);
    const opened = await options.engine.open({ address: towards, ports: options.ports });
    if (!opened.ok) return failed(opened.error);
    session = opened.value;
    options.onSession(session);
    return await applyPlan(session, options.plan);
  }

  async function applyPlan(opened: MediaSession, plan: MediaPlan): Promise<Result<MediaSession, Refusal>> {
    opened.setSink(plan.sink);
    const source = await opened.setSource(plan.source);
    if (!source.ok) return failed(source.error);
    for (const request of plan.records) {
      const recording = await opened.record(request);
      if (!recording.ok) return failed(recording.error);
    }
    return ok(opened);
  }

  function failed(error: RungError): Result<never, Refusal> {
    lastError = error;
    return err({ status: 500, reason: 'Media Not Available' });
  }

  function localMedia(opened: MediaSession): LocalMedia {
    return {
      rtp: opened.local.rtp,
      rtcp: opened.local.rtcp,
      codecs: options.codecs,
      ptimeMs: 20,
      direction: held ? 'sendonly' : 'sendrecv',
    };
  }

  function commit(next: Negotiation, early: boolean): void {
    stable = next;
    pending = undefined;
    if (!next.agreement || !session) return;
    session.agree(next.agreement);
    options.onAgreed(next.agreement, early);
  }

  const negotiator: MediaNegotiator = {
    async offer(towards) {
      const opened = await ensureSession(towards);
      if (!opened.ok) return opened;
      const made = makeOffer(stable, localMedia(opened.value));
      pending = made.negotiation;
      return ok(encode(made.offer));
    },
    async answer(offer, towards) {
      const parsed = parseSdp(offer);
      if (!parsed.ok) return err({ status: 400, reason: 'Bad Session Description', warning: { code: 399, text: parsed.error.message } });
      const opened = await ensureSession(towards);
      if (!opened.ok) return opened;
      const made = makeAnswer(stable, parsed.value.description, localMedia(opened.value));
      if (!made.ok) return err(refusal(made.error));
      commit(made.value.negotiation, false);
      return ok(encode(made.value.answer));
    },
    accept(answer, early) {
      const parsed = parseSdp(answer);
      if (!parsed.ok) return err({ status: 488, warning: { code: 399, text: parsed.error.message } });
      if (!session || !pending) return ok(undefined);
      const accepted = acceptAnswer(pending, parsed.value.description, localMedia(session));
      if (!accepted.ok) return err(refusal(accepted.error));
      const offered = pending;
      commit(accepted.value, early);
      // An early answer may be repeated, or differ on another fork, until the final one: the offer stays open.
      if (early) pending = offered;
      return ok(undefined);
    },
    rollback() {
      // The version was used in an offer: the next, different one must not reuse it (RFC 3264 8).
      if (pending) stable = { ...stable, version: pending.version };
      pending = undefined;
    },
  };

  return {
    negotiator,
    setHold: (next) => void (held = next),
    heldByPeer: () => isHeldByPeer(stable.agreement, held),
    declined: () => stable.declined,
    session: () => session,
    lastError: () => lastError,
  };
}

/** The peer holds us when it will not hear us although we did not ask for that. */
function isHeldByPeer(agreement: MediaAgreement | undefined, heldByUs: boolean): boolean {
  if (!agreement || heldByUs) return false;
  return agreement.direction === 'inactive' || agreement.direction === 'recvonly';
}

function refusal(error: SdpRefusal): Refusal {
  return { status: error.status, warning: error.warning };
}

function encode(description: SessionDescription): Uint8Array {
  return new TextEncoder().encode(serializeSdp(description));
}
