/** What rules read out of a stored message's text. */
import type { TracedMessage } from '../model.ts';
import { rtpMapsOf } from '../sdp/attributes.ts';
import { parseSdp } from '../sdp/parse.ts';
import type { SdpMedia, SessionDescription } from '../sdp/types.ts';
import { utf8Bytes } from '../sip/bytes.ts';
import { descriptionIn } from '../sip/description-in.ts';
import type { SipMessage } from '../sip/message.ts';
import { parseDatagram } from '../sip/parse.ts';

/** Many rules read the same message. */
const known = new WeakMap<TracedMessage, { message: SipMessage | undefined }>();

export function messageOf(traced: TracedMessage): SipMessage | undefined {
  const found = known.get(traced);
  if (found) return found.message;
  const parsed = parseDatagram(utf8Bytes(traced.raw));
  const message = parsed.ok ? parsed.value : undefined;
  known.set(traced, { message });
  return message;
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
  const body = message && descriptionIn(message);
  const parsed = body && parseSdp(body);
  return parsed?.ok ? parsed.value.description : undefined;
}

/** The first audio stream that is not declined. */
export function audioOf(traced: TracedMessage): SdpMedia | undefined {
  return sdpOf(traced)?.media.find(({ media, port }) => media === 'audio' && port !== 0);
}

/** Names of the codecs of all audio streams, each once; keypad events and comfort noise are no codecs. */
export function codecsOf(description: SessionDescription): string[] {
  const names = description.media.filter((media) => media.media === 'audio').flatMap(rtpMapsOf).map((map) => map.encoding.toUpperCase());
  return [...new Set(names)].filter((name) => name !== 'TELEPHONE-EVENT' && name !== 'CN');
}
