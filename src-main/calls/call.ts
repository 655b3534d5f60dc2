/** One call as a person knows it: ties a SIP session to its media and keeps the `Call` snapshot that UI and history see. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Account, Call, Direction, DtmfMode, MediaSpan, QualitySeries, StreamStats } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { MediaAgreement, MediaEvent, MediaSession, SessionPacket } from '../media/engine-port.ts';
import type { Clock } from '../ports.ts';
import { responseInWords } from '../sip/failure-words.ts';
import type { Session, SessionEnd, SessionListener } from '../sip/user-agent.ts';
import type { CallMedia, CallMediaOptions, MediaPlan } from './call-media.ts';
import { createCallMedia } from './call-media.ts';
import type { CallChanges } from './call-changes.ts';
import { createCallChanges } from './call-changes.ts';
import { createCallDigits } from './call-digits.ts';
import { callInSession, callNotReady } from './call-not-ready.ts';
import { createCallQuality } from './call-quality.ts';
import type { CallSound, SoundHouse } from './call-sound.ts';
import { createCallSound } from './call-sound.ts';
import type { LeadsInto } from './group-media.ts';
import { createGroupMedia } from './group-media.ts';
import { endOf } from './outcome.ts';

/** What the rest of the phone hears of a call. */
export interface CallWatcher {
  onChanged(call: Call): void;
  onStats(call: Call): void;
  onDtmf(call: Call, digit: string, durationMs: number, method: DtmfMode): void;
  onMedia(call: Call, span: MediaSpan): void;
  /** STUN and RTCP of its sound, and RTP where it is kept. */
  onPacket(call: Call, packet: SessionPacket, from: MediaSession): void;
  /** Both sides can talk now. Once. */
  onAnswered(call: Call): void;
  /** The media are closed and the figures final. Exactly once. */
  onEnded(call: Call): void;
}

export interface CallControl {
  readonly snapshot: Call;
  readonly plan: MediaPlan;
  readonly account: Account | undefined;
  readonly session: Session | undefined;
  /** Our end of the sound, once there is any. */
  readonly localAddress: string | undefined;
  /** How its sound was so far; undefined: it had none. */
  readonly quality: QualitySeries | undefined;
  /** Another call has taken its place (RFC 3891). */
  readonly isReplaced: boolean;
  /** Recordings, files, gain, conference. */
  readonly sound: CallSound;
  /** What others know about this call: transfers, whom the server says it is. */
  note(news: Partial<Call>): void;
  /** Joins the SIP session; the media negotiator and the listener are given to it. */
  attach(session: Session): void;
  readonly negotiator: CallMedia['negotiator'];
  readonly listener: SessionListener;
  ring(options?: { early?: boolean }): Promise<void>;
  answer(): Promise<Result<void, RungError>>;
  reject(status: number, options?: { reason?: string | undefined; contacts?: string[] | undefined }): void;
  hangup(): void;
  /** Errors: what the peer said; sound and state are then as before. */
  readonly changes: CallChanges;
  /** Hold that starts here at once and stays even where the peer refuses it: another call has the sound card. */
  park(): void;
  mute(muted: boolean): void;
  /** In the account's manner. Error: what the peer says to an INFO. */
  dtmf(digits: string): Promise<Result<void, RungError>>;
  /** INFO of any kind (RFC 6086). Error: no connection, or what the peer says to it. */
  info(contentType: string, body: string): Promise<Result<void, RungError>>;
  /** Cuts the busy tone short. Resolves when an ended call has told `onEnded`. */
  settled(): Promise<void>;
}

export interface CallOptions {
  call: Call;
  clock: Clock;
  plan: MediaPlan;
  account?: Account | undefined;
  dtmfMode: DtmfMode;
  media: Omit<CallMediaOptions, 'onAgreed' | 'onSession' | 'plan'>;
  house: SoundHouse;
  /** The call leads into a session of groups; it has no sound of its own then. */
  into?: LeadsInto | undefined;
  watcher: CallWatcher;
}

/** How long the busy tone sounds after a call that came to nothing. */
const BUSY_TONE_MS = 2400;
/** Keys that are remembered. */
const MAX_DIGITS = 64;

export function createCall(options: CallOptions): CallControl {
  const { clock, watcher, plan, into } = options;
  let call = options.call;
  let session: Session | undefined;
  let span: MediaSpan | undefined;
  /** In the sound, for its band in the ladder. */
  let pressed: NonNullable<StreamStats['digits']> = [];
  let finishing: Promise<void> | undefined;
  let stopTone: (() => void) | undefined;
  let isReplaced = false;
  let localAddress: string | undefined;
  const quality = createCallQuality(clock);
  const group = into && createGroupMedia({
    ...into, sessionId: options.media.sessionId, records: plan.records, source: plan.source,
    onEntered: ({ id }) => call.invitation && change({ invitation: { ...call.invitation, joinedId: id } }),
  });
  const media = group ?? createCallMedia({ ...options.media, plan, onAgreed: agreed, onSession });
  const sound = createCallSound({ ...options.house, plan, clock, account: options.account, session: media.session, call: () => call, change });
  const changes = createCallChanges({ call: () => call, change, session: () => (finishing ? undefined : session), media, sound });
  const digits = createCallDigits({ mode: options.dtmfMode, clock, session: media.session, info, onDigit: heardDigit });

  function change(changes: Partial<Call>): void {
    call = { ...call, ...changes };
    watcher.onChanged(call);
  }

  // Media ------------------------------------------------------------------------------------------------------------

  function onSession(opened: MediaSession): void {
    opened.onEvent = onMediaEvent;
    opened.onPacket = (packet) => watcher.onPacket(call, packet, opened);
    if (options.house.settings().keepRtp) opened.keepSound(true);
    // Who sends tones expects them.
    opened.detectInband(options.dtmfMode === 'inband');
    sound.opened(opened);
  }

  function agreed(agreement: MediaAgreement, early: boolean): void {
    const opened = media.session();
    if (!opened || finishing) return;
    quality.agreed(agreement);
    const remote = agreement.remoteRtp ? endpointText(agreement.remoteRtp) : '';
    const { localRtp = opened.local.rtp } = agreement;
    localAddress = localRtp.address;
    const local = endpointText(localRtp);
    const encryption = agreement.srtp && { suite: agreement.srtp.send.suite, keysByTls: call.secure };
    nextSpan({ callId: call.sipCallId, local, remote, codec: agreement.send.codec, startedAtMs: clock.wallMs(), early, encryption });
    change({ codec: agreement.send.codec, encryption, declinedMedia: media.declined(), heldByPeer: media.heldByPeer() });
  }

  /** A new band in the ladder where path, codec, encryption or stage change; the one before ends there. */
  function nextSpan(next: MediaSpan): void {
    if (span && isSameBand(span, next)) return;
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
    if (finishing) return;
    if (event.kind === 'stats') {
      const stats = { ...quality.measured(event.stats, call.state === 'confirmed'), ...(pressed.length > 0 && { digits: pressed }) };
      call = { ...call, stats };
      watcher.onStats(call);
      if (span) watcher.onMedia(call, { ...span, stats });
    }
    if (event.kind === 'dtmf') digits.heard(event.digit, event.durationMs, event.method);
    if (event.kind === 'error') change({ error: event.error });
    sound.onEvent(event);
  }

  function press(digit: string, direction: Direction): void {
    pressed = [...pressed, { digit, direction, atMs: clock.wallMs() }].slice(-MAX_DIGITS);
  }

  async function sendDigits(keys: string): Promise<Result<void, RungError>> {
    if (group) return err(callInSession());
    const sent = await digits.send(keys);
    if (sent.ok && options.dtmfMode !== 'info') for (const digit of keys) press(digit, 'out');
    return sent;
  }

  function heardDigit(digit: string, durationMs: number, method: DtmfMode): void {
    change({ digitsReceived: (call.digitsReceived + digit).slice(-MAX_DIGITS) });
    if (method !== 'info') press(digit, 'in');
    watcher.onDtmf(call, digit, durationMs, method);
  }

  async function finishMedia(busyTone: boolean): Promise<void> {
    if (busyTone && media.session()) {
      media.session()?.setLocalTone('busy');
      await new Promise<void>((resolve) => {
        const timer = clock.setTimer(BUSY_TONE_MS, resolve);
        stopTone = () => {
          timer.cancel();
          resolve();
        };
      });
    }
    const stats = quality.ended(await media.close());
    if (span) call = { ...call, stats };
    closeSpan();
  }

  // Signalling -------------------------------------------------------------------------------------------------------

  const listener: SessionListener = {
    onProgress({ status, reason, early }) {
      change({ state: early || call.state === 'early' ? 'early' : 'ringing', status, reason });
      if (status === 180) sound.ringing();
    },
    onRedirected: (to) => change({ remoteUri: to }),
    onInfo(info) {
      if (!finishing) digits.onInfo(info);
    },
    onTimer: (sessionTimer) => change({ sessionTimer }),
    onReplaced() {
      isReplaced = true;
      change({ state: 'ending' });
    },
    onConfirmed() {
      if (span?.early) nextSpan({ ...span, early: false, startedAtMs: clock.wallMs() });
      change({ state: 'confirmed', answeredAtMs: call.answeredAtMs ?? clock.wallMs(), status: 200, reason: 'OK' });
      if (group) void enter();
      else sound.confirmed();
      watcher.onAnswered(call);
    },
    onRenegotiated: () => change({ heldByPeer: media.heldByPeer() }),
    onEnd: (end) => void (finishing ??= finish(end)),
  };

  /** Who cannot take part in the session has no use for the call that led there. */
  async function enter(): Promise<void> {
    const entered = await group?.enter();
    if (entered && !entered.ok && !finishing) session?.end();
  }

  async function finish(end: SessionEnd): Promise<void> {
    const answered = call.answeredAtMs !== undefined;
    // Why our ports or files could not be had says more than the status that the SIP side made of it.
    change({ ...endOf(call, end, clock.wallMs()), error: media.lastError() ?? end.error, recording: undefined, playing: undefined, inConference: undefined });
    const busyTone = plan.sink === 'device' && call.direction === 'out' && !answered && end.by === 'remote' && !isReplaced;
    await finishMedia(busyTone);
    watcher.onEnded(call);
  }

  async function info(contentType: string, body: string): Promise<Result<void, RungError>> {
    if (!session || finishing) return err(callNotReady());
    if (!MEDIA_TYPE.test(contentType)) return err(noMediaType(contentType));
    const answer = await session.request('INFO', { body: { contentType, bytes: new TextEncoder().encode(body) } });
    if (!answer.ok) return answer;
    return answer.value.status < 300 ? ok(undefined) : err(responseInWords(answer.value));
  }

  return {
    get snapshot() {
      return call;
    },
    plan,
    account: options.account,
    get session() {
      return session;
    },
    get localAddress() {
      return localAddress;
    },
    changes,
    get quality() {
      return quality.series;
    },
    get isReplaced() {
      return isReplaced;
    },
    sound,
    note: change,
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
      if (!session) return err(callNotReady());
      // Where it cannot be joined, the negotiator's answer says so.
      await group?.enter();
      return await session.accept();
    },
    reject: (status, rejection) => session?.reject(status, rejection),
    hangup() {
      if (finishing) return stopTone?.();
      if (call.state === 'ending') return;
      change({ state: 'ending' });
      session?.end();
    },
    park() {
      void sound.setHeld(true);
      void changes.hold(true, true);
    },
    mute(muted) {
      media.session()?.setMuted(muted);
      change({ muted });
    },
    dtmf: sendDigits,
    info,
    async settled() {
      stopTone?.();
      await finishing;
    },
  };
}

/** One line (RFC 3261 25.1 media-type): nothing else must come into the request by it. */
const MEDIA_TYPE = /^[A-Za-z0-9.!%*_+`'~-]+\/[A-Za-z0-9.!%*_+`'~-]+([ \t]*;[ -~]*)?$/;

function noMediaType(text: string): RungError {
  const shown = text.replace(/[^ -~]/g, '\ufffd').slice(0, 80);
  return rungError('bad-media-type', `"${shown}" is no media type. It should look like application/dtmf-relay.`, { type: shown });
}

function isSameBand(a: MediaSpan, b: MediaSpan): boolean {
  return a.local === b.local && a.remote === b.remote && a.codec === b.codec && a.early === b.early && a.encryption?.suite === b.encryption?.suite;
}
