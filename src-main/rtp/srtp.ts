/** SRTP and SRTCP (RFC 3711, RFC 7714): both directions of one stream. Packets are changed in place. */
import type { Mutable } from './mutable.ts';
import { createCounterMode } from './srtp-counter-mode.ts';
import { createGcm } from './srtp-gcm.ts';
import type { PacketIndices } from './srtp-index.ts';
import { createPacketIndices, guessIndex, isReplay, noteIndex } from './srtp-index.ts';
import type { SessionKeys } from './srtp-key-derivation.ts';
import { deriveKeys } from './srtp-key-derivation.ts';
import type { LateJoin } from './srtp-late-join.ts';
import { TRIES_AT_ONCE } from './srtp-late-join.ts';
import type { SrtpKey, SrtpKeys, SuiteParameters } from './srtp-suites.ts';
import { SRTP_SUITES } from './srtp-suites.ts';
import type { SrtpTransform } from './srtp-transform.ts';
import { ENCRYPTED_FLAG, RTCP_CLEAR_BYTES, RTCP_INDEX_BYTES, SEQUENCE_NUMBERS } from './srtp-transform.ts';
import { readUint16, readUint32 } from '../../src-shared/rtp/wire-integers.ts';

export interface Srtp {
  /** Keys are agreed: nothing goes out or comes in without. */
  readonly isOn: boolean;
  /** Packets that were not made with the agreed key; they are dropped. */
  readonly unauthentic: number;
  /** Authentic ones that came before, or are older than the window; dropped too. */
  readonly replayed: number;
  /** After each re-negotiation; the same keys change nothing. Undefined: plain RTP. Counts go on, whatever the keys (RFC 3711 3.3.1). */
  setKeys(keys: SrtpKeys | undefined): void;
  /** The packet is the first `length` bytes: its length then, 0 where `bytes` has no room for it. */
  protectRtp(bytes: Uint8Array, length: number): number;
  protectRtcp(bytes: Uint8Array, length: number): number;
  /** The length of the plain packet; 0: it must be dropped. */
  unprotectRtp(bytes: Uint8Array): number;
  unprotectRtcp(bytes: Uint8Array): number;
}

/** One key of the peer, with what was heard under it. */
interface Hearing {
  key: SrtpKey;
  rtp: SrtpTransform;
  rtcp: SrtpTransform;
  /** Of sources that have proven the key; the one heard longest ago first. */
  rtpSources: PacketIndices[];
  rtcpSources: PacketIndices[];
}

interface Speaking {
  key: SrtpKey;
  rtp: SrtpTransform;
  rtcp: SrtpTransform;
}

const RTP_HEADER_BYTES = 12;
/** A peer has one source; more come with transfers behind it. Strangers make none: they have no key. */
const MAX_SOURCES = 16;
/** RFC 3711 9.2: after these a new master key is needed. */
const MAX_RTCP_INDEX = 0x7fff_ffff;
/** SRTCP tags are never shortened (RFC 4568 6.2.2). */
const RTCP_TAG_BYTES = 10;

/** `lateJoin`: of a group, where sources have talked long before we hear them. */
export function createSrtp(lateJoin?: LateJoin): Srtp {
  let speaking: Speaking | undefined;
  let hearing: Hearing | undefined;
  /** The key before, until something was heard under the new one: the peer changes over a moment after us. */
  let former: Hearing | undefined;
  let own = createPacketIndices(0);
  let rtcpIndex = 0;

  function setKeys(keys: SrtpKeys | undefined): void {
    const wasOn = srtp.isOn;
    srtp.isOn = keys !== undefined;
    if (!keys) return;
    if (!speaking || !isSameKey(speaking.key, keys.send)) {
      speaking = { key: keys.send, ...transformsOf(keys.send) };
      // After a time in the clear nobody knows how often the sequence numbers went round.
      if (!wasOn) own = createPacketIndices(own.ssrc);
    }
    if (hearing && isSameKey(hearing.key, keys.receive)) return;
    former = wasOn ? hearing : undefined;
    hearing = { key: keys.receive, ...transformsOf(keys.receive), rtpSources: [], rtcpSources: [] };
  }

  function protectRtp(bytes: Uint8Array, length: number): number {
    const headerLength = rtpHeaderLength(bytes, length);
    if (!speaking || headerLength === 0 || length + speaking.rtp.tagBytes > bytes.length) return 0;
    const ssrc = readUint32(bytes, 8);
    if (ssrc !== own.ssrc) own = createPacketIndices(ssrc);
    const index = guessIndex(own.highest, readUint16(bytes, 2));
    // Never two packets under one index: their key streams would be the same.
    if (index <= own.highest) return 0;
    noteIndex(own, index);
    return speaking.rtp.sealRtp(bytes, headerLength, length, ssrc, index);
  }

  function protectRtcp(bytes: Uint8Array, length: number): number {
    if (!speaking || length < RTCP_CLEAR_BYTES || rtcpIndex >= MAX_RTCP_INDEX) return 0;
    if (length + RTCP_INDEX_BYTES + speaking.rtcp.tagBytes > bytes.length) return 0;
    rtcpIndex++;
    return speaking.rtcp.sealRtcp(bytes, length, readUint32(bytes, 4), rtcpIndex);
  }

  function unprotectRtp(bytes: Uint8Array): number {
    if (!hearing) return 0;
    const opened = openRtp(hearing, bytes, former, lateJoin) || (former ? openRtp(former, bytes) : 0);
    return count(opened);
  }

  function unprotectRtcp(bytes: Uint8Array): number {
    if (!hearing) return 0;
    const opened = openRtcp(hearing, bytes) || (former ? openRtcp(former, bytes) : 0);
    return count(opened);
  }

  function count(opened: number): number {
    if (opened === 0) srtp.unauthentic++;
    if (opened === REPLAYED) srtp.replayed++;
    if (hearing && hearing.rtpSources.length > 0) former = undefined;
    return Math.max(0, opened);
  }

  const srtp: Mutable<Srtp> = {
    isOn: false, unauthentic: 0, replayed: 0, setKeys, protectRtp, protectRtcp, unprotectRtp, unprotectRtcp,
  };
  return srtp;
}

/** Instead of a length; 0 is "not authentic". */
const REPLAYED = -1;

/** `before`: what was heard under the key before. Its counts go on under this one (RFC 3711 3.3.1), but some peers begin anew. */
function openRtp(hearing: Hearing, bytes: Uint8Array, before?: Hearing, lateJoin?: LateJoin): number {
  const length = withoutMki(hearing.key, hearing.rtp, bytes);
  const headerLength = rtpHeaderLength(bytes, length);
  if (headerLength === 0 || length < headerLength + hearing.rtp.tagBytes) return 0;
  const ssrc = readUint32(bytes, 8);
  const sequence = readUint16(bytes, 2);
  const known = sourceOf(hearing.rtpSources, ssrc);
  const source = known ?? createPacketIndices(ssrc);
  const continued = known ?? (before && sourceOf(before.rtpSources, ssrc));
  let index = guessIndex(continued?.highest ?? -1, sequence);
  if (known && (index < 0 || isReplay(known, index))) return REPLAYED;
  let opened = index < 0 ? 0 : hearing.rtp.openRtp(bytes, headerLength, length, ssrc, index);
  if (opened === 0 && !known && index !== sequence) {
    index = sequence;
    opened = hearing.rtp.openRtp(bytes, headerLength, length, ssrc, index);
  }
  const first = opened === 0 && !known ? lateJoin?.next(ssrc) ?? 0 : 0;
  for (let rollover = first; opened === 0 && first > 0 && rollover < first + TRIES_AT_ONCE; rollover++) {
    index = rollover * SEQUENCE_NUMBERS + sequence;
    opened = hearing.rtp.openRtp(bytes, headerLength, length, ssrc, index);
  }
  if (opened === 0) return 0;
  lateJoin?.found(ssrc);
  // RFC 3711 3.3 step 7: only what is authentic moves the window and makes a source known.
  noteIndex(source, index);
  if (!known) remember(hearing.rtpSources, source);
  return opened;
}

function openRtcp({ rtcp, rtcpSources, key }: Hearing, bytes: Uint8Array): number {
  const length = withoutMki(key, rtcp, bytes);
  if (length < RTCP_CLEAR_BYTES + RTCP_INDEX_BYTES + rtcp.tagBytes) return 0;
  const word = readUint32(bytes, length - RTCP_INDEX_BYTES - (rtcp.isTagLast ? rtcp.tagBytes : 0));
  const isEncrypted = word >= ENCRYPTED_FLAG;
  const index = isEncrypted ? word - ENCRYPTED_FLAG : word;
  const ssrc = readUint32(bytes, 4);
  const known = sourceOf(rtcpSources, ssrc);
  const source = known ?? createPacketIndices(ssrc);
  if (isReplay(source, index)) return REPLAYED;
  const opened = rtcp.openRtcp(bytes, length, ssrc, isEncrypted, index);
  if (opened === 0) return 0;
  noteIndex(source, index);
  if (!known) remember(rtcpSources, source);
  return opened;
}

/** Takes the MKI out (RFC 3711 3.1). The length then; 0: it is another one. */
function withoutMki({ mki }: SrtpKey, { isTagLast, tagBytes }: SrtpTransform, bytes: Uint8Array): number {
  if (!mki) return bytes.length;
  const at = bytes.length - (isTagLast ? tagBytes : 0) - mki.length;
  if (at < 0 || !mki.every((octet, offset) => bytes[at + offset] === octet)) return 0;
  bytes.copyWithin(at, at + mki.length);
  return bytes.length - mki.length;
}

function sourceOf(sources: readonly PacketIndices[], ssrc: number): PacketIndices | undefined {
  for (const source of sources) if (source.ssrc === ssrc) return source;
  return undefined;
}

function remember(sources: PacketIndices[], source: PacketIndices): void {
  if (sources.length >= MAX_SOURCES) sources.shift();
  sources.push(source);
}

/** What stands before the payload, in the clear (RFC 3711 3.1); 0: no RTP. */
function rtpHeaderLength(bytes: Uint8Array, length: number): number {
  if (length < RTP_HEADER_BYTES) return 0;
  const fixed = RTP_HEADER_BYTES + (bytes[0]! & 0x0f) * 4;
  if ((bytes[0]! & 0x10) === 0) return fixed <= length ? fixed : 0;
  if (fixed + 4 > length) return 0;
  const extended = fixed + 4 + readUint16(bytes, fixed + 2) * 4;
  return extended <= length ? extended : 0;
}

function transformsOf(key: SrtpKey): { rtp: SrtpTransform; rtcp: SrtpTransform } {
  const { rtp, rtcp } = deriveKeys(key);
  const suite = SRTP_SUITES[key.suite];
  return { rtp: transformOf(suite, rtp, suite.tagBytes), rtcp: transformOf(suite, rtcp, RTCP_TAG_BYTES) };
}

function transformOf({ cipher }: SuiteParameters, keys: SessionKeys, tagBytes: number): SrtpTransform {
  return cipher === 'gcm' ? createGcm(keys) : createCounterMode(keys, tagBytes);
}

function isSameKey(a: SrtpKey, b: SrtpKey): boolean {
  return a.suite === b.suite && isSame(a.keyAndSalt, b.keyAndSalt) && isSame(a.mki, b.mki);
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a?.length === b?.length && (a?.every((octet, at) => octet === b?.[at]) ?? true);
}
