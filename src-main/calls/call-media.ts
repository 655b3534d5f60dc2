/** The media side of one call: opens a media session when first needed, keeps the offer/answer state (RFC 3264), tells the
 *  engine what was agreed. The SIP session calls it as its MediaNegotiator. */
import type { CodecName, StreamStats } from '../../src-shared/model.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import { isIpv6 } from '../../src-shared/sdp/address.ts';
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import { serializeSdp } from '../../src-shared/sdp/serialize.ts';
import type { SessionDescription } from '../../src-shared/sdp/types.ts';
import { readIce } from '../ice/attributes.ts';
import type { AudioSource, LocalPorts, MediaAgreement, MediaEngine, MediaSession, RecordRequest } from '../media/engine-port.ts';
import type { Random } from '../ports.ts';
import type { LocalSrtp } from '../sdp/media-keys.ts';
import type { LocalMedia, Negotiation, SdpRefusal } from '../sdp/offer-answer.ts';
import { acceptAnswer, makeAnswer, makeOffer, newNegotiation, offeredAddresses, remoteStream, streamDestination } from '../sdp/offer-answer.ts';
import type { MediaNegotiator, Refusal } from '../sip/user-agent.ts';
import type { CallNat, NatOptions } from './call-nat.ts';
import { createCallNat } from './call-nat.ts';

/** What is heard and said in this call: the phone's default is the sound card; the CLI plays and records files. */
export interface MediaPlan {
  source: AudioSource;
  sink: 'device' | 'none';
  records: RecordRequest[];
}

export const devicePlan: MediaPlan = { source: { kind: 'device' }, sink: 'device', records: [] };

/** The o= line's session id: RFC 8866 5.2 wants digits; 48 bits stay exact in a JavaScript number. */
export function newSessionId(random: Random): string {
  return random.bytes(6).reduce((value, byte) => value * 256 + byte, 0).toString();
}

export interface CallMediaOptions {
  engine: MediaEngine;
  ports: { min: number; max: number };
  codecs: CodecName[];
  /** Absent: off. */
  srtp?: LocalSrtp;
  /** In place of our pauses, where the peer agrees (RFC 3389); absent: not wanted. */
  comfortNoise?: boolean;
  plan: MediaPlan;
  /** Decimal, fits RFC 8866 5.2. */
  sessionId: string;
  /** The own address that the routing table chooses towards one of the peer's, for offers of the other family than the signalling;
   *  absent: such offers are refused. */
  ownAddressFor?: (remote: string) => Promise<Result<string, RungError>>;
  /** STUN and ICE; absent: neither. */
  nat?: NatOptions;
  onAgreed: (agreement: MediaAgreement, early: boolean) => void;
  onSession: (session: MediaSession) => void;
}

export interface CallMedia {
  negotiator: MediaNegotiator;
  /** The next offer asks for this. */
  setHold(held: boolean): void;
  /** Our next offers name this codec alone, our answers put it first; undefined: as the account says. What it was before. */
  prefer(codec: CodecName | undefined): CodecName | undefined;
  /** Does the peer hold us, by the last agreement? */
  heldByPeer(): boolean;
  declined(): string[];
  session(): MediaSession | undefined;
  /** What went wrong when opening ports or files, in words, where the SIP side only knows a status. */
  lastError(): RungError | undefined;
  /** Closes the ports, also those that are just being opened, and gives the final figures where there were any. */
  close(): Promise<StreamStats | undefined>;
}

export function createCallMedia(options: CallMediaOptions): CallMedia {
  let session: MediaSession | undefined;
  let nat: CallNat | undefined;
  /** The ports that our descriptions name. */
  let base: LocalPorts | undefined;
  let opening: Promise<Result<MediaSession, Refusal>> | undefined;
  let closed = false;
  let stable: Negotiation = newNegotiation(options.sessionId);
  let pending: Negotiation | undefined;
  let rollbacks = 0;
  let held = false;
  let preferred: CodecName | undefined;
  let heldByPeer = false;
  let lastError: RungError | undefined;

  /** Opened once; on a further address when that of the signalling has changed, or the peer needs the other family. */
  async function ensurePorts(address: string): Promise<Result<LocalPorts, Refusal>> {
    if (closed) return err(unavailable);
    opening ??= openSession(address);
    const opened = await opening;
    if (!opened.ok) return opened;
    const ports = await opened.value.listenOn(address);
    // Better the address that worked so far than none.
    base = ports.ok ? ports.value : (base ?? opened.value.local);
    return ok(base);
  }

  async function openSession(address: string): Promise<Result<MediaSession, Refusal>> {
    const opened = await options.engine.open({ address, ports: options.ports });
    if (!opened.ok) return failed(opened.error);
    session = opened.value;
    options.onSession(session);
    nat = options.nat && createCallNat(options.nat, session);
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

  /** The address of the signalling, or one of the family that the offer needs. */
  async function ownAddress(offer: SessionDescription, towards: string): Promise<string> {
    for (const remote of offeredAddresses(stable, offer)) {
      if (isIpv6(remote) === isIpv6(towards)) return towards;
      const own = await options.ownAddressFor?.(remote);
      if (own?.ok && isIpv6(own.value) === isIpv6(remote)) return own.value;
    }
    return towards;
  }

  async function close(): Promise<StreamStats | undefined> {
    closed = true;
    try {
      await opening;
      nat?.close();
      return await session?.close();
    } catch {
      // The call is over: what cannot be closed in order must not keep it.
      return undefined;
    }
  }

  function failed(error: RungError): Result<never, Refusal> {
    lastError = error;
    return err(unavailable);
  }

  function localMedia(ports: LocalPorts, isOffer: boolean): LocalMedia {
    return {
      ...(nat?.reachable(ports) ?? ports),
      codecs: wantedCodecs(isOffer),
      comfortNoise: options.comfortNoise,
      ptimeMs: 20,
      direction: held ? 'sendonly' : 'sendrecv',
      srtp: options.srtp,
      attributes: (offered) => nat?.attributes(ports, offered && { stream: offered, at: streamDestination(offered) }) ?? [],
    };
  }

  function wantedCodecs(isOffer: boolean): CodecName[] {
    if (preferred === undefined) return options.codecs;
    return isOffer ? [preferred] : [preferred, ...options.codecs.filter((codec) => codec !== preferred)];
  }

  function commit(next: Negotiation, early: boolean): void {
    stable = next;
    pending = undefined;
    if (!next.agreement || !session || !base || closed) return;
    const agreement = { ...next.agreement, localRtp: base.rtp, seenAs: nat?.reachable(base).rtp ?? base.rtp };
    session.agree(agreement);
    const remote = remoteStream(next);
    nat?.agreed(remote, remote ? streamDestination(remote) : null, agreement.rtcpMux ?? false);
    options.onAgreed(agreement, early);
  }

  /** A fault of ours costs this call, not the phone. */
  async function guarded(work: () => Promise<Result<Uint8Array, Refusal>>): Promise<Result<Uint8Array, Refusal>> {
    try {
      return await work();
    } catch (error) {
      return failed(mediaFault(error));
    }
  }

  const negotiator: MediaNegotiator = {
    offer: (towards) => guarded(async () => {
      const ports = await ensurePorts(towards);
      if (!ports.ok) return ports;
      await nat?.prepare(ports.value, true);
      const made = makeOffer(stable, localMedia(ports.value, true));
      pending = made.negotiation;
      return ok(encode(made.offer));
    }),
    answer: (offer, towards) => guarded(async () => {
      const before = rollbacks;
      const parsed = parseSdp(offer);
      if (!parsed.ok) return err({ status: 400, reason: 'Bad Session Description', warning: { code: 399, text: parsed.error.message } });
      const { description } = parsed.value;
      const ports = await ensurePorts(await ownAddress(description, towards));
      if (!ports.ok) return ports;
      await nat?.prepare(ports.value, description.media.some((media) => readIce(description, media)));
      // A re-INVITE that was cancelled meanwhile changes nothing (RFC 3261 14.2).
      if (rollbacks !== before) return err(unavailable);
      const made = makeAnswer(stable, description, localMedia(ports.value, false));
      if (!made.ok) return err(refusal(made.error));
      heldByPeer = isHeld(made.value.negotiation.agreement);
      commit(made.value.negotiation, false);
      return ok(encode(made.value.answer));
    }),
    accept(answer, early) {
      const parsed = parseSdp(answer);
      if (!parsed.ok) return err({ status: 488, warning: { code: 399, text: parsed.error.message } });
      if (!base || !pending) return ok(undefined);
      const accepted = acceptAnswer(pending, parsed.value.description, localMedia(base, true));
      if (!accepted.ok) return err(refusal(accepted.error));
      const offered = pending;
      // RFC 3264 8.4: a peer that we hold may answer `inactive` without holding us; what was known of it stands.
      if (!held || !isHeld(accepted.value.agreement)) heldByPeer = isHeld(accepted.value.agreement);
      commit(accepted.value, early);
      // An early answer may be repeated, or differ on another fork, until the final one: the offer stays open.
      if (early) pending = offered;
      return ok(undefined);
    },
    rollback() {
      // The version was used in an offer: the next, different one must not reuse it (RFC 3264 8).
      if (pending) stable = { ...stable, version: pending.version };
      pending = undefined;
      rollbacks++;
    },
  };

  return {
    negotiator,
    setHold: (next) => void (held = next),
    prefer(codec) {
      const before = preferred;
      preferred = codec;
      return before;
    },
    heldByPeer: () => heldByPeer,
    declined: () => stable.declined,
    session: () => session,
    lastError: () => lastError,
    close,
  };
}

const unavailable: Refusal = { status: 500, reason: 'Media Not Available' };

/** The peer holds us when it will not hear us: what it leaves of `sendrecv`, or of our own hold, `sendonly`. */
function isHeld(agreement: MediaAgreement | undefined): boolean {
  return agreement?.direction === 'inactive' || agreement?.direction === 'recvonly';
}

function mediaFault(error: unknown): RungError {
  const why = error instanceof Error ? error.message : String(error);
  return rungError('internal', `The sound of this call could not be set up: ${why}. This is a fault in Rung; please report it.`, { why });
}

function refusal(error: SdpRefusal): Refusal {
  return { status: error.status, warning: error.warning };
}

function encode(description: SessionDescription): Uint8Array {
  return new TextEncoder().encode(serializeSdp(description));
}
