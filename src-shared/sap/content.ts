/** What a SAP packet announces, and how a trace tells it in a line: of what is heard and of what an opened capture holds. */
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { decodeSdp } from '../sdp/charset.ts';
import { parseSdp } from '../sdp/parse.ts';
import type { SessionDescription } from '../sdp/types.ts';
import { latin1, utf8OrLatin1 } from '../sip/bytes.ts';
import type { SapError, SapPacket } from './packet.ts';
import { SDP_TYPE, splitPayload } from './packet.ts';

export type Content =
  | { kind: 'description'; text: string; description: SessionDescription; oddities: string[] }
  /** A deletion may hold the o= line alone; its value. */
  | { kind: 'origin'; origin: string }
  /** Encrypted, and no key here opens it. */
  | { kind: 'sealed' };

const LONGEST_ORIGIN = 1000;

/** Of a body that is neither encrypted nor deflated any more. */
export function contentOf({ deletion }: Pick<SapPacket, 'deletion'>, plain: Uint8Array): Result<Content, SapError> {
  const split = splitPayload(plain);
  if (!split.ok) return split;
  const { type, payload } = split.value;
  if (type !== SDP_TYPE) return err({ offset: 0, rule: 'payload-type', section: 'RFC 2974 6', message: `The payload is ${type.slice(0, 80)}, no session description.` });
  if (deletion && payload[0] === 0x6f) return ok({ kind: 'origin', origin: originLine(payload) });
  const sdp = parseSdp(payload);
  if (!sdp.ok) return sdp;
  const { description, notes } = sdp.value;
  return ok({ kind: 'description', text: decodeSdp(payload).text, description, oddities: notes.map(({ text }) => text) });
}

function originLine(payload: Uint8Array): string {
  const [first = ''] = utf8OrLatin1(latin1(payload, 0, Math.min(payload.length, LONGEST_ORIGIN))).split(/[\r\n]/, 1);
  return first.slice(2);
}

/** `summary`: the line; `text`: what else a search is to find. */
export function toldOf(packet: Pick<SapPacket, 'deletion' | 'encrypted'>, content: Content): { summary: string; text?: string } {
  const what = packet.deletion ? 'deletion' : 'announcement';
  if (content.kind === 'sealed') return { summary: `${what}, private`, text: 'encrypted, and no key here opens it' };
  // What is private stays out of the trace.
  if (packet.encrypted) return { summary: `${what}, private` };
  if (content.kind === 'origin') return { summary: `${what} ${content.origin}` };
  return { summary: `${what} ${content.description.name}`, text: content.text };
}
