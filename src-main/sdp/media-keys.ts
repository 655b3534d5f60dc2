/** Which keys a stream is encrypted with: SDES (RFC 4568) in offer and answer. Keys live in the descriptions themselves: what we
 *  have said before is what we keep to. */
import type { SrtpMode } from '../../src-shared/model.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { CryptoAttribute } from '../../src-shared/sdp/crypto.ts';
import { cryptoAttribute, cryptoAttributes } from '../../src-shared/sdp/crypto.ts';
import type { SdpAttribute, SdpMedia } from '../../src-shared/sdp/types.ts';
import type { Random } from '../ports.ts';
import type { SrtpKey, SrtpKeys, SrtpSuite } from '../rtp/srtp-suites.ts';
import { isSrtpSuite, keyAndSaltBytes } from '../rtp/srtp-suites.ts';
import { refusal } from './refusal.ts';
import type { SdpRefusal } from './refusal.ts';

/** What we can and want. */
export interface LocalSrtp {
  /** `optional`: offered in a way that a peer without it overlooks. */
  mode: SrtpMode;
  random: Random;
  /** What is offered, best first; absent: the usual ones. */
  suites?: readonly SrtpSuite[];
}

export interface AnsweredKeys {
  attribute: SdpAttribute;
  keys: SrtpKeys;
}

/** A line of a description with the key that it holds. */
interface KeyLine {
  tag: number;
  key: SrtpKey;
}

/** Three, best first: each costs 90 bytes, and an INVITE over UDP should stay under 1300 (RFC 3261 18.1.1). All others are answered. */
const OFFERED: readonly SrtpSuite[] = ['AEAD_AES_256_GCM', 'AEAD_AES_128_GCM', 'AES_CM_128_HMAC_SHA1_80'];

/** RTP/SAVP and RTP/SAVPF (RFC 3711 12, RFC 5124): without keys there is no stream. */
export function isSecureProtocol(protocol: string): boolean {
  return protocol === 'RTP/SAVP' || protocol === 'RTP/SAVPF';
}

/** The protocol of our next offer. `earlier`: the stream as we described it last. */
export function offeredProtocol(local: LocalSrtp | undefined, earlier: SdpMedia | undefined): string {
  const protocol = earlier?.protocol ?? 'RTP/AVP';
  return local?.mode === 'required' ? protocol.replace('RTP/AVP', 'RTP/SAVP') : protocol;
}

/** The lines of our next offer. A key that is in use stays in use, under its tag and in the first place. `current`: what was agreed last;
 *  null: plain sound was. */
export function offeredKeys(
  local: LocalSrtp | undefined, protocol: string, earlier: SdpMedia | undefined, current: SrtpKeys | undefined | null,
): SdpAttribute[] {
  if (!local || local.mode === 'off' || (current === null && !isSecureProtocol(protocol))) return [];
  const known = earlier ? keyLines(earlier) : [];
  const inUse = known.find(({ key }) => current && isSame(key, current.send));
  const { suites: wanted = OFFERED } = local;
  const suites = inUse ? [inUse.key.suite, ...wanted.filter((suite) => suite !== inUse.key.suite)] : wanted;
  const tags = new Set(known.map(({ tag }) => tag));
  return suites.map((suite) => {
    const kept = inUse?.key.suite === suite ? inUse : known.find(({ key }) => key.suite === suite);
    return written(kept ?? { tag: freeTag(tags), key: newKey(suite, local.random) });
  });
}

/** The keys for an offered stream; undefined: plain sound. The first line that we can use is taken. A peer that keeps its key hears
 *  ours go on; a new key may mean a new peer, who must not know the one before. */
export function answeredKeys(
  local: LocalSrtp | undefined, offered: SdpMedia, earlier: SdpMedia | undefined, current: SrtpKeys | undefined,
): Result<AnsweredKeys | undefined, SdpRefusal> {
  const isSecure = isSecureProtocol(offered.protocol);
  if (!local || local.mode === 'off') return isSecure ? err(refusal(302, `${offered.protocol} is not possible here, RTP/AVP is`)) : ok(undefined);
  const theirs = keyLines(offered)[0];
  if (!theirs) return withoutKeys(local.mode, offered, isSecure);

  const isKept = current !== undefined && isSame(current.receive, theirs.key);
  const ours = isKept && earlier ? keyLines(earlier).find(({ key }) => isSame(key, current.send)) : undefined;
  const key = ours?.key ?? newKey(theirs.key.suite, local.random);
  return ok({ attribute: written({ tag: theirs.tag, key }), keys: { send: key, receive: theirs.key } });
}

function withoutKeys(mode: SrtpMode, offered: SdpMedia, isSecure: boolean): Result<undefined, SdpRefusal> {
  if (isSecure) return err(refusal(302, `${offered.protocol} needs a=crypto with one of ${OFFERED.join(', ')}`));
  if (mode === 'required') return err(refusal(302, 'the sound must be encrypted here: RTP/SAVP with a=crypto'));
  return ok(undefined);
}

/** What the answer to our offer makes of it; undefined: plain sound. RFC 4568 5.1.3: it must name one of our lines. */
export function acceptedKeys(local: LocalSrtp | undefined, ours: SdpMedia, theirs: SdpMedia): Result<SrtpKeys | undefined, SdpRefusal> {
  const offered = keyLines(ours);
  for (const { tag, key: receive } of keyLines(theirs)) {
    const chosen = offered.find((line) => line.tag === tag && line.key.suite === receive.suite);
    if (chosen) return ok({ send: chosen.key, receive });
  }
  if (local?.mode === 'required' || isSecureProtocol(ours.protocol) || isSecureProtocol(theirs.protocol)) {
    return err(refusal(302, 'the answer has no usable key (a=crypto), and the sound must be encrypted'));
  }
  return ok(undefined);
}

/** Of a multicast session: everybody encrypts with the one key of its first line that we can use. */
export function groupKeyOf(media: SdpMedia): SrtpKey | undefined {
  return keyLines(media)[0]?.key;
}

/** The lines that we can keep to. */
function keyLines(media: SdpMedia): KeyLine[] {
  return cryptoAttributes(media.attributes).flatMap((line) => {
    const key = keyOf(line);
    return key ? [{ tag: line.tag, key }] : [];
  });
}

/** Undefined for what we cannot do exactly as it says: other suites, several keys, parameters that change what is protected. */
function keyOf({ suite, keys: [only, ...more], sessionParameters }: CryptoAttribute): SrtpKey | undefined {
  if (!isSrtpSuite(suite) || !only || more.length > 0 || !sessionParameters.every(isHarmless)) return undefined;
  const keyAndSalt = fromBase64(only.inline);
  if (keyAndSalt?.length !== keyAndSaltBytes(suite)) return undefined;
  return { suite, keyAndSalt, ...(only.mki && { mki: mkiBytes(only.mki) }) };
}

/** RFC 4568 6.3.7: WSH tells how far packets may come out of order. 6.3.8: what begins with `-` may be ignored. */
function isHarmless(parameter: string): boolean {
  return parameter.startsWith('-') || /^WSH=\d{1,9}$/i.test(parameter);
}

function mkiBytes({ value, bytes }: { value: string; bytes: number }): Uint8Array {
  const mki = new Uint8Array(bytes);
  for (let at = bytes - 1, rest = BigInt(value); at >= 0; at--, rest >>= 8n) mki[at] = Number(rest & 0xffn);
  return mki;
}

function newKey(suite: SrtpSuite, random: Random): SrtpKey {
  return { suite, keyAndSalt: random.bytes(keyAndSaltBytes(suite)) };
}

function written({ tag, key }: KeyLine): SdpAttribute {
  return cryptoAttribute(tag, key.suite, btoa(String.fromCharCode(...key.keyAndSalt)));
}

function freeTag(taken: Set<number>): number {
  let tag = 1;
  while (taken.has(tag)) tag++;
  taken.add(tag);
  return tag;
}

function isSame(a: SrtpKey, b: SrtpKey): boolean {
  return a.suite === b.suite && a.keyAndSalt.length === b.keyAndSalt.length && a.keyAndSalt.every((octet, at) => octet === b.keyAndSalt[at]);
}

/** Padding may be missing: RFC 6188 was often implemented so. */
function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
