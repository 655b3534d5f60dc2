/** Multicast sessions that are listened to. Each is known by the announced session's id, or by its description where that came from a file. */
import { createHash } from 'node:crypto';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import type { JoinedSession } from '../../src-shared/session-model.ts';
import type { MediaEngine, RecordRequest } from '../media/engine-port.ts';
import type { GroupFigures, GroupSession, GroupSource } from '../media/group-port.ts';
import type { Clock, Network } from '../ports.ts';
import type { JoinableMedium } from '../sdp/joined-media.ts';
import { joinableMedia } from '../sdp/joined-media.ts';
import { interfaceFor } from './interface-choice.ts';

export interface Joined {
  list(): JoinedSession[];
  get(id: string): JoinedSession | undefined;
  /** `id`: of the announced session; absent: made of the text. `on`: name or address of an interface; absent: where the route leads. One that is
   *  joined already is given as it is. Errors: `sdp-unreadable`, `session-not-audible`, `session-no-interface`, and those of MediaEngine.join. */
  join(wanted: { sdp: string; id?: string | undefined; on?: string | undefined }): Promise<Result<JoinedSession, RungError>>;
  leave(id: string): Promise<void>;
  mute(id: string, ssrc: number, muted: boolean): void;
  /** Null: ends the recording. Errors: `session-not-joined`, `record-failed`. */
  record(id: string, request: RecordRequest | null): Promise<Result<void, RungError>>;
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
}

interface Listening {
  snapshot: JoinedSession;
  media: JoinableMedium[];
  session: GroupSession;
}

/** Who has not been heard for so long is silent. */
const SILENCE_MS = 10_000;
/** Loud enough, and lately, to count as speech. */
const TALKING_LEVEL = 0.02;
const TALKING_WITHIN_MS = 1000;

export function createJoined(options: JoinedOptions): Joined {
  const { clock, engine, onChanged, onEnded } = options;
  const listening = new Map<string, Listening>();
  const joining = new Map<string, Promise<Result<JoinedSession, RungError>>>();

  async function join(id: string, sdp: string, on: string | undefined): Promise<Result<JoinedSession, RungError>> {
    const parsed = parseSdp(sdp);
    if (!parsed.ok) return err(rungError('sdp-unreadable', `This is no session description: ${parsed.error.message} (line ${parsed.error.line})`, { line: parsed.error.line }));
    const { description } = parsed.value;
    const media = joinableMedia(description);
    if (!media.ok) return media;
    const address = await interfaceFor(options.network, media.value[0]!.group, on);
    if (!address.ok) return address;
    const session = await engine.join({ media: media.value.map((medium) => ({ ...medium, interface: address.value })) });
    if (!session.ok) return session;
    const snapshot = snapshotOf(id, description.name, media.value, address.value);
    begin({ snapshot, media: media.value, session: session.value });
    return ok(snapshot);
  }

  function begin(one: Listening): void {
    const { session, snapshot: { id } } = one;
    listening.set(id, one);
    session.setHeard(options.isHeard);
    session.onEvent = (event) => {
      if (event.kind === 'figures') return change(one, figuresIn(one, event.figures, clock));
      void leave(id, event.error);
    };
    onChanged(one.snapshot);
  }

  function change(one: Listening, changes: Partial<JoinedSession>): void {
    one.snapshot = { ...one.snapshot, ...changes };
    onChanged(one.snapshot);
  }

  async function leave(id: string, error?: RungError): Promise<void> {
    const one = listening.get(id);
    if (!one) return;
    listening.delete(id);
    await one.session.close();
    onEnded(id, error);
  }

  async function record(id: string, request: RecordRequest | null): Promise<Result<void, RungError>> {
    const one = listening.get(id);
    if (!one) return err(notJoined());
    const { recording } = one.snapshot;
    if (recording) await one.session.stopRecording(recording.path);
    change(one, { recording: undefined });
    if (!request) return ok(undefined);
    const begun = await one.session.record(request);
    if (begun.ok) change(one, { recording: { path: request.path, startedAtMs: clock.wallMs() } });
    return begun;
  }

  return {
    list: () => Array.from(listening.values(), ({ snapshot }) => snapshot),
    get: (id) => listening.get(id)?.snapshot,
    join({ sdp, id = fileId(sdp), on }) {
      const known = listening.get(id);
      if (known) return Promise.resolve(ok(known.snapshot));
      const work = joining.get(id) ?? join(id, sdp, on).finally(() => joining.delete(id));
      joining.set(id, work);
      return work;
    },
    leave,
    mute(id, ssrc, muted) {
      const one = listening.get(id);
      const source = one?.snapshot.sources.find((known) => known.ssrc === ssrc);
      if (!one || !source) return;
      one.session.mute(source.mediaIndex, ssrc, muted);
      change(one, { sources: one.snapshot.sources.map((known) => (known === source ? { ...known, muted } : known)) });
    },
    record,
    async close() {
      await Promise.all(Array.from(listening.keys(), (id) => leave(id)));
    },
  };
}

function snapshotOf(id: string, name: string, media: JoinableMedium[], on: string): JoinedSession {
  return { id, name, media: media.map((medium, index) => mediumOf(medium, index, on)), sources: [], canTalk: false, talking: false };
}

function mediumOf({ group, port, formats: [first] }: JoinableMedium, index: number, on: string): JoinedSession['media'][number] {
  const { codec = '', clockRateHz: sampleRateHz = 0, channels = 1 } = first ?? {};
  return { index, group, port, codec, sampleRateHz: codec === 'G722' ? 2 * sampleRateHz : sampleRateHz, channels, interface: on, state: 'silent' };
}

function figuresIn({ snapshot }: Listening, { sources }: GroupFigures, clock: Clock): Partial<JoinedSession> {
  const isSilent = (index: number): boolean => !sources.some(({ medium, silentForMs }) => medium === index && silentForMs < SILENCE_MS);
  return {
    sources: sources.map((source) => sourceOf(source, clock.wallMs())),
    media: snapshot.media.map((medium) => ({ ...medium, state: isSilent(medium.index) ? 'silent' as const : 'receiving' as const })),
  };
}

function sourceOf({ medium, isMuted, silentForMs, ...figures }: GroupSource, nowMs: number): JoinedSession['sources'][number] {
  const talking = figures.level >= TALKING_LEVEL && silentForMs < TALKING_WITHIN_MS;
  return { ...figures, mediaIndex: medium, muted: isMuted, lastHeardAtMs: Math.round(nowMs - silentForMs), talking };
}

function fileId(sdp: string): string {
  return `file:${createHash('sha256').update(sdp).digest('hex').slice(0, 16)}`;
}

function notJoined(): RungError {
  return rungError('session-not-joined', 'This session is not joined. Join it first.');
}
