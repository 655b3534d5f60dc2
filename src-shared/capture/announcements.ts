/** Where the session descriptions of a capture say that sound will go. */
import { endpointText } from '../endpoint-text.ts';
import { ipv6Bytes, ipv6Text } from '../ip-bytes.ts';
import { messageIn } from '../ladder/trace-message.ts';
import { descriptionIn } from '../sip/description-in.ts';
import { parseSdp } from '../sdp/parse.ts';
import type { SdpMedia, SessionDescription } from '../sdp/types.ts';
import type { Format } from './stream-figures.ts';
import { announcedIn } from './sap-rows.ts';
import type { IndexedDescription } from './trace-index.ts';
import { partyOf } from './trace-index.ts';
import { ANNOUNCEMENTS } from './trace-source.ts';

export interface Announcement {
  callId: string;
  atMs: number;
  /** Tag of who says so. */
  party: string;
  /** Number of the m= line. */
  line: number;
  media: string;
  formats: ReadonlyMap<number, Format>;
  /** Name of the way it is encrypted; undefined: it is not. */
  suite: string | undefined;
}

/** By `address:port`, in order of time. */
export type Announcements = ReadonlyMap<string, readonly Announcement[]>;

/** A stream may begin this long before the description that announces it was seen. */
const EARLIEST_MS = 5000;
/** Of one endpoint, and all in all: more are a flood. */
const MOST_OF_ONE = 1000;
const MOST = 20_000;

/** Of these endpoints alone: where streams come from and go to. */
export function announcementsIn(descriptions: Iterable<IndexedDescription>, endpoints: ReadonlySet<string>): Announcements {
  const byEndpoint = new Map<string, Announcement[]>();
  let count = 0;
  for (const { callId, atMs, bytes } of descriptions) {
    const message = messageIn(bytes);
    const body = message && descriptionIn(message);
    const sdp = body && parseSdp(body);
    if (!message || !sdp?.ok) continue;
    const party = partyOf(message);
    const { description } = sdp.value;
    description.media.forEach((media, line) => {
      const connection = media.connections[0] ?? description.connection;
      if (!connection || media.port === 0) return;
      const endpoint = endpointText({ address: canonical(connection.address), port: media.port });
      if (!endpoints.has(endpoint)) return;
      const known = byEndpoint.get(endpoint) ?? [];
      if (known.length === 0) byEndpoint.set(endpoint, known);
      if (known.length >= MOST_OF_ONE || count++ >= MOST) return;
      known.push({ callId, atMs, party, line, media: media.media, formats: formatsOf(media), suite: suiteOf(description, media) });
    });
  }
  return byEndpoint;
}

/** What SAP announces, under the name of the session. */
export interface SessionAnnouncement extends Announcement {
  session: string;
}

/** Of these endpoints alone, as `announcementsIn`. */
export function sessionsIn(packets: Iterable<{ atMs: number; bytes: Uint8Array }>, endpoints: ReadonlySet<string>): ReadonlyMap<string, readonly SessionAnnouncement[]> {
  const byEndpoint = new Map<string, SessionAnnouncement[]>();
  for (const { atMs, bytes } of packets) {
    const { description, targets } = announcedIn(bytes) ?? { targets: [] };
    for (const { line, endpoint } of targets) {
      const media = description?.media[line];
      const known = byEndpoint.get(endpoint) ?? [];
      if (!description || !media || !endpoints.has(endpoint) || known.length >= MOST_OF_ONE) continue;
      known.push({ callId: ANNOUNCEMENTS, session: description.name, atMs, party: '', line, media: media.media, formats: formatsOf(media), suite: suiteOf(description, media) });
      byEndpoint.set(endpoint, known);
    }
  }
  return byEndpoint;
}

/** The last that came before the stream; what is announced every few minutes may come long after it, too. */
export function sessionOf(sessions: ReadonlyMap<string, readonly SessionAnnouncement[]>, endpoint: string, atMs: number): SessionAnnouncement | undefined {
  const known = sessions.get(endpoint);
  return known?.findLast((each) => each.atMs <= atMs) ?? known?.[0];
}

/** The last that came before the stream, or soon after its beginning. */
export function announcementOf(announcements: Announcements, endpoint: string, atMs: number): Announcement | undefined {
  const known = announcements.get(endpoint);
  return known?.findLast((each) => each.atMs <= atMs) ?? known?.find((each) => each.atMs <= atMs + EARLIEST_MS);
}

/** What other calls say of the endpoint at the same time: the legs of a B2BUA that leaves the media alone. One of each call, and `most`.
 *  `lastAtMs`: of a call's messages; one that was over has left its port to the next. */
export function otherLegsOf(announcements: Announcements, endpoint: string, announced: Announcement, lastAtMs: (callId: string) => number | undefined, most: number): Announcement[] {
  const legs = new Map<string, Announcement>();
  for (const each of (announcements.get(endpoint) ?? []).toReversed()) {
    if (legs.size >= most) break;
    const isAtOnce = Math.abs(each.atMs - announced.atMs) <= EARLIEST_MS && (lastAtMs(each.callId) ?? 0) >= announced.atMs && (lastAtMs(announced.callId) ?? 0) >= each.atMs;
    if (isAtOnce && each.callId !== announced.callId && !legs.has(each.callId)) legs.set(each.callId, each);
  }
  return [...legs.values()];
}

/** IPv6 as captures write it. */
function canonical(address: string): string {
  return address.includes(':') ? ipv6Text(ipv6Bytes(address)) : address;
}

/** RFC 8866 6.6: `a=rtpmap:97 opus/48000/2`. */
function formatsOf({ attributes }: SdpMedia): Map<number, Format> {
  const formats = new Map<number, Format>();
  for (const { name, value } of attributes) {
    const map = name === 'rtpmap' ? /^(\d{1,3}) +([^\s/]{1,64})\/(\d{1,9})/.exec(value ?? '') : null;
    if (map && Number(map[3]) > 0) formats.set(Number(map[1]), { codec: map[2] as string, clockRateHz: Number(map[3]) });
  }
  return formats;
}

/** SDES (RFC 4568) or DTLS-SRTP (RFC 5764). */
function suiteOf(description: SessionDescription, { protocol, attributes }: SdpMedia): string | undefined {
  const crypto = attributes.find(({ name }) => name === 'crypto')?.value;
  const suite = crypto === undefined ? undefined : /^\d+\s+(\S{1,64})/.exec(crypto)?.[1];
  if (suite !== undefined) return suite;
  const isDtls = /TLS/i.test(protocol) || [...attributes, ...description.attributes].some(({ name }) => name === 'fingerprint');
  if (isDtls) return 'DTLS-SRTP';
  return /SAVP/i.test(protocol) ? 'SRTP' : undefined;
}
