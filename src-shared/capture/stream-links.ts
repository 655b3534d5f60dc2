/** Streams as they are shown: with their call, codec and figures. */
import type { Announcement, Announcements, SessionAnnouncement } from './announcements.ts';
import { announcementOf, announcementsIn, otherLegsOf, sessionOf, sessionsIn } from './announcements.ts';
import type { OctetStore } from './octet-store.ts';
import type { ReportedStream, ReportedStreams } from './reported-streams.ts';
import type { FiguresReader, PressedDigit } from './stream-figures.ts';
import { createFiguresReader, formatOf } from './stream-figures.ts';
import type { IndexedStream, StreamIndex } from './stream-index.ts';
import { FEWEST_PACKETS, streamEnds } from './stream-index.ts';
import type { TraceIndex } from './trace-index.ts';

/** One direction of RTP. Plain data: crosses to another thread as it is. */
export interface CapturedStream {
  /** Its place in the list, and its name for `sound`. */
  id: number;
  /** `address:port` */
  source: string;
  destination: string;
  ssrc: number;
  payloadType: number;
  /** `PCMA`; `payload 97` where nobody says what it is. */
  codec: string;
  clockRateHz: number;
  /** `audio`, `video`; absent: nobody has announced it. */
  media?: string;
  callId?: string;
  /** Name of the session that announces it by SAP. */
  session?: string;
  startedAtMs: number;
  endedAtMs: number;
  packets: number;
  /** As RFC 3550 A.3 counts it. */
  lost: number;
  /** At the end, RFC 3550 6.4.1. */
  jitterMs: number;
  /** Over all packets, as Wireshark tells them (jitter-figures.ts). */
  meanJitterMs: number;
  maxJitterMs: number;
  /** What RTCP says of it; `lost` and `jitterMs` as its receiver tells; absent: nothing. */
  reported?: ReportedFigures;
  /** Encrypted (SRTP): it cannot be played. */
  isEncrypted: boolean;
  /** `sound` can decode it. */
  isPlayable: boolean;
  /** Keys pressed (RFC 4733). */
  digits: readonly PressedDigit[];
}

export interface ReportedFigures {
  reports: number;
  lost: number;
  jitterMs: number;
  /** From where it was captured to its receiver and back. */
  rttMs?: number;
  /** Of its sender (RFC 3550 6.5.1). */
  cname?: string;
}

export interface LinkedStream {
  stream: IndexedStream;
  row: CapturedStream;
  /** By a call, else by SAP. */
  announced: Announcement | undefined;
  /** What SAP says of where it goes. */
  session: SessionAnnouncement | undefined;
  /** Sent by the side that described a session first. */
  isFromOfferer: boolean;
  /** The same for other calls that this sound belongs to: the legs of a B2BUA. */
  legs: readonly Leg[];
}

export type Leg = Pick<LinkedStream, 'isFromOfferer'> & { announced: Announcement };

export interface StreamLinks {
  /** Of what has been read until now. */
  read(): readonly LinkedStream[];
}

/** A call through so many B2BUAs that leave its media alone is no call. */
const MOST_LEGS = 8;
const PLAYABLE = ['PCMU', 'PCMA', 'G722'];
/** Of so many streams the figures go on where they stopped; of the others they begin anew each time. */
const MOST_READERS = 512;

type Sessions = ReturnType<typeof sessionsIn>;
type Parties = Omit<LinkedStream, 'stream' | 'row'>;

export function createStreamLinks(index: TraceIndex, rtp: StreamIndex, rtcp: ReportedStreams, store: OctetStore): StreamLinks {
  const readers = new Map<IndexedStream, { reader: FiguresReader; announced: Announcement | undefined }>();

  /** Figures go on where they stopped, but from the beginning when it has become known what the payload types mean. */
  function readerOf(stream: IndexedStream, announced: Announcement | undefined): FiguresReader {
    const known = readers.get(stream);
    if (known && known.announced?.callId === announced?.callId && known.announced?.atMs === announced?.atMs) return known.reader;
    const reader = createFiguresReader(stream, rtp.rows, announced?.formats ?? new Map(), announced?.suite !== undefined, store);
    if (known || readers.size < MOST_READERS) readers.set(stream, { reader, announced });
    return reader;
  }

  /** By where it goes, which is what descriptions tell; by where it comes from when the other side receives elsewhere than it says. */
  function partiesOf(stream: IndexedStream, announcements: Announcements, sessions: Sessions): Parties {
    const { source, destination } = streamEnds(stream);
    const startedAtMs = rtp.rows.atMs.get(stream.first);
    const session = sessionOf(sessions, destination, startedAtMs);
    const to = announcementOf(announcements, destination, startedAtMs);
    const from = announcementOf(announcements, source, startedAtMs);
    // What payload types mean is what the receiver has said (RFC 3264 5.1).
    const announced = to ?? from;
    if (!announced) return { announced: session, session, isFromOfferer: session !== undefined, legs: [] };
    const isOfOfferer = ({ callId, party }: Announcement): boolean => party === index.offererOf(callId);
    const legs = otherLegsOf(announcements, to ? destination : source, announced, index.lastAtMs, MOST_LEGS);
    return {
      announced,
      session,
      isFromOfferer: from ? isOfOfferer(from) : !isOfOfferer(announced),
      legs: legs.map((leg) => ({ announced: leg, isFromOfferer: isOfOfferer(leg) !== (to !== undefined) })),
    };
  }

  function rowOf(id: number, stream: IndexedStream, { announced, session }: Pick<Parties, 'announced' | 'session'>): CapturedStream {
    const { ssrc, packets, first, last } = stream;
    const { payloadType, lost, jitterMs, meanJitterMs, maxJitterMs, digits } = readerOf(stream, announced).read();
    const { codec, clockRateHz } = formatOf(payloadType, announced?.formats ?? new Map());
    const isEncrypted = announced?.suite !== undefined;
    const reported = reportedOf(rtcp.of(ssrc), clockRateHz);
    return {
      id, ...streamEnds(stream), ssrc, payloadType, codec, clockRateHz, ...(announced && { media: announced.media, ...(announced !== session && { callId: announced.callId }) }), ...(session && { session: session.session }),
      startedAtMs: rtp.rows.atMs.get(first), endedAtMs: rtp.rows.atMs.get(last), packets, lost, jitterMs, meanJitterMs, maxJitterMs,
      isEncrypted, isPlayable: !isEncrypted && PLAYABLE.includes(codec.toUpperCase()), digits, ...(reported ? { reported } : {}),
    };
  }

  return {
    read() {
      const found = rtp.streams;
      if (found.length === 0) return [];
      const endpoints = new Set(found.flatMap((stream) => Object.values(streamEnds(stream))));
      const announcements = announcementsIn(index.descriptions(), endpoints);
      const sessions = sessionsIn(index.announcements(), endpoints);
      return found
        .map((stream) => ({ stream, ...partiesOf(stream, announcements, sessions) }))
        .filter(({ stream, announced }) => announced !== undefined || stream.packets >= FEWEST_PACKETS)
        .map(({ stream, ...parties }, id) => ({ stream, ...parties, row: rowOf(id, stream, parties) }));
    },
  };
}

function reportedOf(reported: ReportedStream | undefined, clockRateHz: number): ReportedFigures | undefined {
  if (!reported) return undefined;
  const { reports, lost, jitterTicks, rttMs, cname } = reported;
  return { reports, lost, jitterMs: jitterTicks * 1000 / clockRateHz, ...(rttMs === undefined ? {} : { rttMs }), ...(cname === undefined ? {} : { cname }) };
}
