import type { LocalMedia, Negotiation } from '../../../src-main/sdp/offer-answer.ts';
import { makeAnswer, newNegotiation } from '../../../src-main/sdp/offer-answer.ts';
import { parseSdp } from '../../../src-shared/sdp/parse.ts';
import { serializeSdp } from '../../../src-shared/sdp/serialize.ts';
import type { SessionDescription } from '../../../src-shared/sdp/types.ts';

export const local: LocalMedia = {
  rtp: { address: '192.0.2.10', port: 40_000 },
  rtcp: { address: '192.0.2.10', port: 40_001 },
  codecs: ['PCMA', 'PCMU'],
  ptimeMs: 20,
  direction: 'sendrecv',
};

export function describe(text: string): SessionDescription {
  const result = parseSdp(text);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.description;
}

/** A peer's description: session lines and the given media lines. */
export function peer(...lines: string[]): SessionDescription {
  return describe(['v=0', 'o=peer 7 1 IN IP4 198.51.100.5', 's=-', 'c=IN IP4 198.51.100.5', 't=0 0', ...lines, ''].join('\r\n'));
}

export function answered(offer: SessionDescription, ours = local, negotiation = newNegotiation('42')): { negotiation: Negotiation; answer: SessionDescription } {
  const result = makeAnswer(negotiation, offer, ours);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The lines of one m-line and what belongs to it. */
export function mediaLines(description: SessionDescription, at = 0): string[] {
  const blocks = serializeSdp(description).split(/\r\n(?=m=)/).slice(1);
  return (blocks[at] ?? '').trimEnd().split('\r\n');
}
