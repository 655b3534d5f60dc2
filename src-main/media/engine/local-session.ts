/** A MediaSession: an audio stream with its sockets and files. */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { StreamStats } from '../../../src-shared/model.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { AudioSource, LocalPorts, MediaEvent, MediaSession, PlayRequest } from '../engine-port.ts';
import type { Conference, Seat } from '../conference.ts';
import type { AudioStream, StreamOptions } from '../media-session.ts';
import { createAudioStream } from '../media-session.ts';
import type { SocketPair } from '../stream-sockets.ts';
import { openSource } from './open-source.ts';
import { createRecordings } from './recordings.ts';

export interface LocalSession extends MediaSession {
  readonly stream: AudioStream;
}

export type LocalSessionOptions = Omit<StreamOptions, 'onEvent' | 'onStun' | 'onPacket'> & {
  id: string;
  conference: Conference;
  /** Ports on a further address; `like`: the number that is wished. */
  bindPair: (address: string, like: number) => Promise<Result<SocketPair, RungError>>;
  /** No tick after this. */
  onClosing: () => void;
};

/** A call that changes networks that often is odd; a caller that asks for that many addresses is a fault. */
const MAX_ADDRESSES = 8;

export function createLocalSession(options: LocalSessionOptions): LocalSession {
  const { rtp, rtcp } = options.sockets;
  const stream = createAudioStream({ ...options, onEvent: emit, onStun: (packet) => closing ?? session.onStun(packet), onPacket: (packet) => session.onPacket(packet) });
  const { sockets } = stream;
  const recordings = createRecordings(stream, (error) => emit({ kind: 'error', error }));
  let seat: Seat | null = null;
  let sourceRequests = 0;
  let playRequests = 0;
  let closing: Promise<StreamStats> | undefined;

  const session: LocalSession = {
    id: options.id,
    local: { rtp: rtp.local, rtcp: rtcp.local },
    stream,
    onEvent: () => {},
    onStun: () => {},
    onPacket: () => {},
    keepSound: stream.keepSound,
    agree: stream.agree,
    listenOn,
    sendRaw: stream.sendRaw,
    selectPath: stream.selectPath,
    setSource,
    setSink: stream.setSink,
    setMuted: stream.setMuted,
    setGain: stream.setGain,
    play,
    pausePlay: stream.pausePlayer,
    setInConference,
    detectInband: stream.detectInband,
    setLocalTone: stream.setLocalTone,
    sendDtmf: (digits, inband) => (closing ? Promise.resolve() : stream.sendDtmf(digits, inband)),
    record: recordings.start,
    stopRecording: recordings.stop,
    setRecordingTone: stream.setRecordingTone,
    close: () => (closing ??= close()),
  };

  function emit(event: MediaEvent): void {
    if (!closing) session.onEvent(event);
  }

  async function listenOn(address: string): Promise<Result<LocalPorts, RungError>> {
    const known = sockets.on(address);
    if (known) return ok(known);
    if (sockets.size >= MAX_ADDRESSES) return err(tooManyAddresses(address));
    const bound = await options.bindPair(address, rtp.local.port);
    if (!bound.ok) return bound;
    const pair = bound.value;
    // Bound twice at once, or the session has ended meanwhile.
    const first = sockets.on(address);
    if (first || closing) await Promise.all([pair.rtp.close(), pair.rtcp.close()]);
    else sockets.add(pair);
    return ok(first ?? { rtp: pair.rtp.local, rtcp: pair.rtcp.local });
  }

  async function setSource(wanted: AudioSource): Promise<Result<void, RungError>> {
    const request = ++sourceRequests;
    const source = await openSource(wanted);
    if (!source.ok) return source;
    // A later request may have been faster than this one's file.
    if (request === sourceRequests) stream.setSource(source.value);
    return ok(undefined);
  }

  async function play(request: PlayRequest | null): Promise<Result<void, RungError>> {
    const number = ++playRequests;
    const source = request && await openSource({ kind: 'wav', path: request.path, loop: false });
    if (source && !source.ok) return source;
    if (number === playRequests) stream.setPlayer(request && source ? { source: source.value, mode: request.mode } : null);
    return ok(undefined);
  }

  function setInConference(member: boolean): void {
    if (member === (seat !== null) || closing) return;
    seat?.leave();
    seat = member ? options.conference.sit() : null;
    stream.setSeat(seat);
  }

  async function close(): Promise<StreamStats> {
    options.onClosing();
    seat?.leave();
    const stats = stream.close();
    await Promise.all([sockets.close(), recordings.close()]);
    return stats;
  }

  return session;
}

function tooManyAddresses(address: string): RungError {
  const message = `No call audio possible on ${address}: this call has used ${MAX_ADDRESSES} addresses already. Hang up and call again.`;
  return rungError('address-not-available', message, { address });
}
