/** What rules read out of a stored message's text. */
import type { TracedMessage } from '../model.ts';
import { rtpMapsOf } from '../sdp/attributes.ts';
import { parseSdp } from '../sdp/parse.ts';
import type { SessionDescription } from '../sdp/types.ts';
import { utf8Bytes } from '../sip/bytes.ts';
import type { SipMessage } from '../sip/message.ts';
import { parseDatagram } from '../sip/parse.ts';

export function messageOf(traced: TracedMessage): SipMessage | undefined {
  const parsed = parseDatagram(utf8Bytes(traced.raw));
  return parsed.ok ? parsed.value : undefined;
}

/** First value of the field; `name` in canonical lower case. */
export function headerOf(traced: TracedMessage, name: string): string | undefined {
  return messageOf(traced)?.headers.first(name);
}

/** Reason phrase as sent, with its code: `486 Busy Here`. */
export function statusText(traced: TracedMessage): string {
  return traced.start.replace(/^SIP\/\d\.\d +/i, '').trim();
}

export function sdpOf(traced: TracedMessage): SessionDescription | undefined {
  const message = traced.hasSdp ? messageOf(traced) : undefined;
  const parsed = message && parseSdp(message.body);
  return parsed?.ok ? parsed.value.description : undefined;
}

/** Names of the codecs of all audio streams, each once; keypad events and comfort noise are no codecs. */
export function codecsOf(description: SessionDescription): string[] {
  const names = description.media.filter((media) => media.media === 'audio').flatMap(rtpMapsOf).map((map) => map.encoding.toUpperCase());
  return [...new Set(names)].filter((name) => name !== 'TELEPHONE-EVENT' && name !== 'CN');
}
