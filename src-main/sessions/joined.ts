/** Multicast sessions that are listened to. Each is known by the announced session's id, or by its description where that came from a file. */
import { createHash } from 'node:crypto';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import type { SessionDescription } from '../../src-shared/sdp/types.ts';
import type { JoinedSession } from '../../src-shared/session-model.ts';
import type { AudioSource, MediaEngine, RecordRequest } from '../media/engine-port.ts';
import type { GroupEvent, GroupSession } from '../media/group-port.ts';
import type { Clock, Network } from '../ports.ts';
import { joinableMedia } from '../sdp/joined-media.ts';
import { interfaceFor } from './interface-choice.ts';
import { newSnapshot, withFigures } from './joined-snapshot.ts';

export interface Joined {
  list(): JoinedSession[];
  get(id: string): JoinedSession | undefined;
  /** The description that it was joined by. */
  sdpOf(id: string): string | undefined;
  /** `id`: of the announced session; absent: made of the text. `on`: name or address of an interface; absent: where the route leads. One that is
   *  joined already is given as it is. `maxTtl`: what we send goes no farther. Errors: `sdp-unreadable`, `session-not-audible`, `session-no-interface`, and those of MediaEngine.join. */
  join(wanted: { sdp: string; id?: string | undefined; on?: string | undefined; maxTtl?: number | undefined }): Promise<Result<JoinedSession, RungError>>;
  leave(id: string): Promise<void>;
  /** What is said when we talk; the microphone unless told otherwise. Errors: `session-not-joined`, `wav-unreadable`. */
  setSource(id: string, source: AudioSource): Promise<Result<void, RungError>>;
  /** Errors: `session-not-joined`, `session-listen-only`, `session-call-first`. */
  talk(id: string, on: boolean): Result<void, RungError>;
  /** Says a sound file instead of the microphone until its end; null: no more. Errors: those of `setSource` and `talk`. */
  play(id: string, sound: { name: string; path: string } | null): Promise<Result<void, RungError>>;
  /** Errors: `session-not-joined`. */
  mute(id: string, ssrc: number, muted: boolean): Result<void, RungError>;
  /** Null: ends the recording. Errors: `session-not-joined`, `record-failed`. */
  record(id: string, request: RecordRequest | null): Promise<Result<void, RungError>>;
  /** While a call rings or talks the sessions are silent, and nothing is said in them. */
  callGoesOn(goesOn: boolean): void;
  /** Without waiting for our turn to say goodbye in large groups. */
  close(): Promise<void>;
}

export interface JoinedOptions {
  clock: Clock;
  network: Pick<Network, 'interfaces' | 'addressTowards'>;
  engine: Pick<MediaEngine, 'join'>;
  /** Do sessions sound on the device? */
  isHeard: boolean;
  /** Twice a second for each, and when something is changed. */
  onChanged: (session: JoinedSession) => void;
  onEnded: (id: string, error?: RungError) => void;
  /** Something failed that does not end the session: its recording. */
  onError: (error: RungError) => void;
  onSourceEnded?: (id: string) => void;
}

interface Listening {
  sdp: string;
  snapshot: JoinedSession;
  session: GroupSession;
}

const MOST_TTL = 255;

export function createJoined(options: JoinedOptions): Joined {
  const { clock, engine, onChanged, onEnded, isHeard } = options;
  const listening = new Map<string, Listening>();
  const joining = new Map<string, Promise<Result<JoinedSession, RungError>>>();
  let isCallGoingOn = false;

  async function join(id: string, sdp: string, on: string | undefined, maxTtl: number): Promise<Result<JoinedSession, RungError>> {
    const description = read(sdp);
    if (!description.ok) return description;
    const media = joinableMedia(description.value);
    if (!media.ok) return media;
    const address = await interfaceFor(options.network, media.value[0]!.group, on);
    if (!address.ok) return address;
    const session = await engine.join({ media: media.value.map((medium) => ({ ...medium, ttl: Math.min(medium.ttl, maxTtl), interface: address.value })) });
    if (!session.ok) return session;
    const one = { sdp, snapshot: newSnapshot(id, description.value.name, media.value, address.value), session: session.value };
    listening.set(id, one);
    one.session.onEvent = (event) => onEvent(one, event);
    if (isHeard) void one.session.setSource({ kind: 'device' });
    hush(one);
    return ok(one.snapshot);
  }

  function onEvent(one: Listening, event: GroupEvent): void {
    const { id, media, recording } = one.snapshot;
    if (event.kind === 'figures') return change(one, withFigures(media, event.figures, clock.wallMs()));
    if (event.kind === 'source-ended') return one.snapshot.playing ? stopPlay(one) : options.onSourceEnded?.(id);
    if (event.error.code !== 'record-failed') return void leave(id, event.error);
    if (recording) change(one, { recording: undefined });
    options.onError(event.error);
  }

  function change(one: Listening, changes: Partial<JoinedSession>): void {
    one.snapshot = { ...one.snapshot, ...changes };
    onChanged(one.snapshot);
  }

  function hush(one: Listening): void {
    one.session.setHeard(isHeard && !isCallGoingOn);
    if (isCallGoingOn && one.snapshot.playing) stopPlay(one);
    if (isCallGoingOn) one.session.talk(false);
    change(one, { mutedByCall: isHeard && isCallGoingOn, talking: one.snapshot.talking && !isCallGoingOn });
  }

  async function leave(id: string, error?: RungError): Promise<void> {
    const one = listening.get(id);
    if (!one) return;
    listening.delete(id);
    onEnded(id, error);
    await one.session.close();
  }

  async function record(one: Listening, request: RecordRequest | null): Promise<Result<void, RungError>> {
    const { recording } = one.snapshot;
    if (recording) {
      await one.session.stopRecording(recording.path);
      change(one, { recording: undefined });
    }
    if (!request) return ok(undefined);
    const begun = await one.session.record(request);
    if (begun.ok) change(one, { recording: { path: request.path, startedAtMs: clock.wallMs() } });
    return begun;
  }

  function talk(one: Listening, on: boolean): Result<void, RungError> {
    if (on && !one.snapshot.canTalk) return err(rungError('session-listen-only', 'This session is for listening: its description says so (a=recvonly, or a filter for its senders).'));
    if (on && isCallGoingOn && isHeard) return err(rungError('session-call-first', 'A call is going on. End it before you talk in a session.'));
    // The microphone is not to come on by itself when somebody talks again.
    if (!on && one.snapshot.playing) return ok(stopPlay(one));
    one.session.talk(on);
    change(one, { talking: on });
    return ok(undefined);
  }

  async function play(one: Listening, sound: { name: string; path: string } | null): Promise<Result<void, RungError>> {
    if (!sound) return ok(stopPlay(one));
    const set = await one.session.setSource({ kind: 'wav', path: sound.path, loop: false });
    const talking = set.ok ? talk(one, true) : set;
    if (talking.ok) change(one, { playing: sound.name });
    else stopPlay(one);
    return talking;
  }

  function stopPlay(one: Listening): void {
    one.session.talk(false);
    void one.session.setSource(isHeard ? { kind: 'device' } : { kind: 'silence' });
    change(one, { playing: undefined, talking: false });
  }

  function mute(one: Listening, ssrc: number, muted: boolean): Result<void, RungError> {
    const source = one.snapshot.sources.find((known) => known.ssrc === ssrc);
    if (!source) return ok(undefined);
    one.session.mute(source.mediaIndex, ssrc, muted);
    change(one, { sources: one.snapshot.sources.map((known) => (known === source ? { ...known, muted } : known)) });
    return ok(undefined);
  }

  return {
    list: () => Array.from(listening.values(), ({ snapshot }) => snapshot),
    get: (id) => listening.get(id)?.snapshot,
    sdpOf: (id) => listening.get(id)?.sdp,
    join({ sdp, id = fileId(sdp), on, maxTtl = MOST_TTL }) {
      const known = listening.get(id);
      if (known) return Promise.resolve(ok(known.snapshot));
      const work = joining.get(id) ?? join(id, sdp, on, maxTtl).finally(() => joining.delete(id));
      joining.set(id, work);
      return work;
    },
    leave,
    async setSource(id, source) {
      return (await listening.get(id)?.session.setSource(source)) ?? err(notJoined());
    },
    talk: (id, on) => find(id, (one) => talk(one, on)),
    async play(id, sound) {
      const one = listening.get(id);
      return one ? await play(one, sound) : err(notJoined());
    },
    mute: (id, ssrc, muted) => find(id, (one) => mute(one, ssrc, muted)),
    async record(id, request) {
      const one = listening.get(id);
      return one ? await record(one, request) : err(notJoined());
    },
    callGoesOn(goesOn) {
      if (goesOn === isCallGoingOn) return;
      isCallGoingOn = goesOn;
      for (const one of listening.values()) hush(one);
    },
    async close() {
      const left = [...listening.values()];
      listening.clear();
      await Promise.all(left.map(({ session }) => session.abandon()));
    },
  };

  function find(id: string, then: (one: Listening) => Result<void, RungError>): Result<void, RungError> {
    const one = listening.get(id);
    return one ? then(one) : err(notJoined());
  }
}

function read(sdp: string): Result<SessionDescription, RungError> {
  const parsed = parseSdp(sdp);
  if (parsed.ok) return ok(parsed.value.description);
  const { line, message } = parsed.error;
  return err(rungError('sdp-unreadable', `Line ${line} of the description: ${message}`, { line, reason: message }));
}

function fileId(sdp: string): string {
  return `file:${createHash('sha256').update(sdp).digest('hex').slice(0, 16)}`;
}

function notJoined(): RungError {
  return rungError('session-not-joined', 'This session is not joined. Join it first.');
}
