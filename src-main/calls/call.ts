/** One call as a person knows it: ties a SIP session to its media and keeps the `Call` snapshot that UI and history see. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Call, MediaSpan } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import type { MediaAgreement, MediaEvent, MediaSession } from '../media/engine-port.ts';
import type { Clock } from '../ports.ts';
import type { Session, SessionEnd, SessionListener } from '../sip/user-agent.ts';
import type { CallMedia, CallMediaOptions, MediaPlan } from './call-media.ts';
import { createCallMedia } from './call-media.ts';

/** What the rest of the phone hears of a call. */
export interface CallWatcher {
  onChanged(call: Call): void;
  onStats(call: Call): void;
  onDtmf(call: Call, digit: string, durationMs: number): void;
  onMedia(call: Call, span: MediaSpan): void;
  /** The media are closed and the figures final. Exactly once. */
  onEnded(call: Call): void;
}

export interface CallControl {
  readonly snapshot: Call;
  readonly plan: MediaPlan;
  /** Joins the SIP session; the media negotiator and the listener are given to it. */
  attach(session: Session): void;
  readonly negotiator: CallMedia['negotiator'];
  readonly listener: SessionListener;
  ring(options?: { early?: boolean }): Promise<void>;
  answer(): Promise<Result<void, RungError>>;
  reject(status: number, options?: { reason?: string | undefined; contacts?: string[] | undefined }): void;
  hangup(): void;
  hold(held: boolean): Promise<Result<void, RungError>>;
  mute(muted: boolean): void;
  dtmf(digits: string): Promise<void>;
}

export interface CallOptions {
  call: Call;
  clock: Clock;
  plan: MediaPlan;
  media: Omit<CallMediaOptions, 'onAgreed' | 'onSession' | 'plan'>;
  watcher: CallWatcher;
}

/** How long the busy tone sounds after a call that came to nothing. */
const BUSY_TONE_MS = 2400;

export function createCall(options: CallOptions): CallControl {
  const { clock, watcher, plan } = options;
  let call = options.call;
  let session: Session | undefined;
  let span: MediaSpan | undefined;
  let ended = false;
  let stopTone: (() => void) | undefined;
  const media = createCallMedia({ ...options.media, plan, onAgreed: agreed, onSession: (opened) => void (opened.onEvent = onMediaEvent) });

  function change(changes: Partial<Call>): void {
    call = { ...call, ...changes };
    watcher.onChanged(call);
  }

  // Media ------------------------------------------------------------------------------------------------------------

  function agreed(agreement: MediaAgreement, early: boolean): void {
    const opened = media.session();
    if (!opened) return;
    opened.setLocalTone(null);
    const remote = agreement.remoteRtp ? `${hostPart(agreement.remoteRtp.address)}:${agreement.remoteRtp.port}` : '';
    const local = `${hostPart(opened.local.rtp.address)}:${opened.local.rtp.port}`;
    nextSpan({ callId: call.sipCallId, local, remote, codec: agreement.codec, startedAtMs: clock.wallMs(), early });
    change({ codec: agreement.codec, declinedMedia: media.declined(), heldByPeer: media.heldByPeer() });
  }

  /** A new band in the ladder where path, codec or stage change; the one before ends there. */
  function nextSpan(next: MediaSpan): void {
    const same = span && span.local === next.local && span.remote === next.remote && span.codec === next.codec && span.early === next.early;
    if (same) return;
    closeSpan();
    span = next;
    watcher.onMedia(call, span);
  }

  function closeSpan(): void {
    if (!span) return;
    watcher.onMedia(call, { ...span, endedAtMs: clock.wallMs(), stats: call.stats });
    span = undefined;
  }

  function onMediaEvent(event: MediaEvent): void {
    if (event.kind === 'stats') {
      call = { ...call, stats: event.stats };
      watcher.onStats(call);
      if (span) watcher.onMedia(call, { ...span, stats: event.stats });
    }
    if (event.kind === 'dtmf') {
      change({ digitsReceived: (call.digitsReceived + event.digit).slice(-64) });
      watcher.onDtmf(call, event.digit, event.durationMs);
    }
    if (event.kind === 'error') change({ error: event.error });
  }

  async function finishMedia(opened: MediaSession, busyTone: boolean): Promise<void> {
    if (busyTone) {
      opened.setLocalTone('busy');
      await new Promise<void>((resolve) => {
        stopTone = resolve;
        clock.setTimer(BUSY_TONE_MS, resolve);
      });
    }
    const stats = await opened.close();
    if (span) call = { ...call, stats };
    closeSpan();
  }

  // Signalling -------------------------------------------------------------------------------------------------------

  const listener: SessionListener = {
    onProgress({ status, reason, early }) {
      if (!early && plan.sink === 'device' && status === 180) media.session()?.setLocalTone('ringback');
      change({ state: early || call.state === 'early' ? 'early' : 'ringing', status, reason });
    },
    onRedirected: (to) => change({ remoteUri: to }),
    onConfirmed() {
      media.session()?.setLocalTone(null);
      if (span?.early) nextSpan({ ...span, early: false, startedAtMs: clock.wallMs() });
      change({ state: 'confirmed', answeredAtMs: call.answeredAtMs ?? clock.wallMs(), status: 200, reason: 'OK' });
    },
    onRenegotiated: () => change({ heldByPeer: media.heldByPeer() }),
    onEnd: (end) => void finish(end),
  };

  async function finish(end: SessionEnd): Promise<void> {
    if (ended) return;
    ended = true;
    const answered = call.answeredAtMs !== undefined;
    change({
      state: 'ended',
      endedAtMs: clock.wallMs(),
      endedBy: end.by,
      status: answered && end.status < 300 ? (call.status ?? 200) : end.status,
      reason: answered && end.status < 300 ? (call.reason ?? 'OK') : end.reason,
      // Why our ports or files could not be had says more than the status that the SIP side made of it.
      error: media.lastError() ?? end.error,
    });
    const opened = media.session();
    const busyTone = plan.sink === 'device' && call.direction === 'out' && !answered && end.by === 'remote';
    if (opened) await finishMedia(opened, busyTone);
    watcher.onEnded(call);
  }

  return {
    get snapshot() {
      return call;
    },
    plan,
    negotiator: media.negotiator,
    listener,
    attach(joined) {
      session = joined;
      joined.listener = listener;
      joined.negotiator = media.negotiator;
      call = { ...call, sipCallId: joined.callId };
    },
    async ring(ringOptions) {
      await session?.ring(ringOptions?.early ? { status: 183, early: true } : {});
    },
    async answer() {
      return session ? await session.accept() : { ok: false, error: noSession() };
    },
    reject: (status, rejection) => session?.reject(status, rejection),
    hangup() {
      if (ended) return stopTone?.();
      change({ state: 'ending' });
      session?.end();
    },
    async hold(held) {
      if (!session) return { ok: false, error: noSession() };
      media.setHold(held);
      const changed = await session.renegotiate();
      if (!changed.ok) {
        media.setHold(!held);
        return changed;
      }
      await media.session()?.setSource(held ? { kind: 'silence' } : plan.source);
      change({ heldByUs: held, heldByPeer: media.heldByPeer() });
      return changed;
    },
    mute(muted) {
      media.session()?.setMuted(muted);
      change({ muted });
    },
    async dtmf(digits) {
      await media.session()?.sendDtmf(digits);
    },
  };
}

function hostPart(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function noSession(): RungError {
  return rungError('call-not-ready', 'The call has no connection yet. Wait a moment and try again.');
}
