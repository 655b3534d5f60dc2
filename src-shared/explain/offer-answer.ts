/** Offer and answer beside each other (RFC 3264): what became of every stream and every codec, and why. Pure over the traced call. */
import type { TracedMessage } from '../model.ts';
import { sdpOf } from '../diagnose/message-text.ts';
import type { SdpMedia, SessionDescription } from '../sdp/types.ts';
import { streamFacts } from './stream-facts.ts';
import type { StreamFact } from './stream-facts.ts';
import { formatsOf, isSameFormat } from './stream-formats.ts';
import type { StreamFormat } from './stream-formats.ts';
import type { Explanation } from './explanation.ts';
import { WHY } from './offer-answer-words.ts';

/** `chosen`: what is sent; `agreed`: may be sent too; `lost`: offered and not answered; `extra`: answered and not offered. */
export type FormatVerdict = 'chosen' | 'agreed' | 'lost' | 'declined' | 'extra' | 'open';

export interface FormatRow {
  /** `PCMA/8000`; of a stream that is no RTP the format itself. */
  name: string;
  /** Payload number and place in each description, from 1. */
  offered?: { number: string; place: number };
  answered?: { number: string; place: number };
  verdict: FormatVerdict;
  why: Explanation;
}

export interface StreamNegotiation {
  media: string;
  verdict: 'accepted' | 'declined' | 'refused' | 'open' | 'missing';
  why: Explanation;
  formats: FormatRow[];
  /** Direction, packet time, keys pressed, encryption… */
  facts: StreamFact[];
}

export interface Negotiation {
  offer: TracedMessage;
  /** The answer, or the final response that refused the offer; absent while nothing came. */
  answer?: TracedMessage;
  streams: StreamNegotiation[];
}

/** Streams that are looked at. */
const MAX_STREAMS = 20;

/** The exchange that the message is part of. `messages`: the call, in order of `seq`. */
export function negotiationOf(messages: readonly TracedMessage[], message: TracedMessage): Negotiation | undefined {
  const { offer, answer } = exchangeOf(messages, message);
  const offered = offer && sdpOf(offer);
  if (!offer || !offered) return undefined;
  const answered = answer && sdpOf(answer);
  const isRefused = answer?.status !== undefined && answer.status >= 300;
  const streams = offered.media.slice(0, MAX_STREAMS).map((media, at) => {
    const other = answered?.media[at];
    if (isRefused) return unanswered(media, 'refused', WHY.refused);
    if (!answered) return unanswered(media, 'open', WHY.open);
    return other ? negotiated({ description: offered, media }, { description: answered, media: other }) : unanswered(media, 'missing', WHY.missing);
  });
  return { offer, ...(answer && { answer }), streams };
}

interface Exchange {
  offer?: TracedMessage | undefined;
  answer?: TracedMessage | undefined;
}

/** RFC 3264 4 with RFC 3261 13.2.1: an INVITE without a description lets the response offer, and ACK or PRACK answer. */
function exchangeOf(messages: readonly TracedMessage[], message: TracedMessage): Exchange {
  if (!message.hasSdp) return {};
  const call = messages.filter((one) => one.callId === message.callId && isSameWay(one, message));
  const ofTransaction = call.filter((one) => one.cseq === message.cseq);
  if (message.status !== undefined) {
    const request = ofTransaction.findLast((one) => one.status === undefined && one.method === message.method && one.seq < message.seq);
    if (request?.hasSdp) return { offer: request, answer: message };
    return { offer: message, answer: call.find((one) => one.seq > message.seq && isAnsweringRequest(one) && one.hasSdp) };
  }
  if (isAnsweringRequest(message)) {
    const offer = call.findLast((one) => one.seq < message.seq && one.hasSdp);
    if (offer?.status !== undefined && !hasOffered(call, offer)) return { offer, answer: message };
  }
  const responses = ofTransaction.filter((one) => one.status !== undefined && one.method === message.method && one.seq > message.seq);
  const final = responses.find(({ status = 0 }) => status >= 200);
  const refusal = final && (final.status ?? 0) >= 300 ? final : undefined;
  return { offer: message, answer: (final?.hasSdp ? final : undefined) ?? refusal ?? responses.findLast((one) => one.hasSdp) };
}

function isSameWay(one: TracedMessage, other: TracedMessage): boolean {
  return (one.local === other.local && one.remote === other.remote) || (one.local === other.remote && one.remote === other.local);
}

function isAnsweringRequest({ method, status }: TracedMessage): boolean {
  return status === undefined && (method === 'ACK' || method === 'PRACK');
}

/** Whether the request of this response had the offer. */
function hasOffered(call: readonly TracedMessage[], response: TracedMessage): boolean {
  return call.some((one) => one.status === undefined && one.method === response.method && one.cseq === response.cseq && one.hasSdp);
}

function unanswered(media: SdpMedia, verdict: StreamNegotiation['verdict'], why: Explanation): StreamNegotiation {
  const formats = formatsOf(media).map((format, at): FormatRow => ({
    name: format.name, offered: { number: format.number, place: at + 1 }, verdict: verdict === 'open' ? 'open' : 'declined', why,
  }));
  return { media: media.media, verdict, why, formats, facts: [] };
}

interface Side {
  description: SessionDescription;
  media: SdpMedia;
}

function negotiated(offer: Side, answer: Side): StreamNegotiation {
  const [offered, answered] = [formatsOf(offer.media), formatsOf(answer.media)];
  // RFC 3264 6: port 0 declines the stream, whatever else stands there.
  const isDeclined = answer.media.port === 0;
  const chosen = isDeclined ? undefined : answered.find((format) => !format.isAuxiliary && offered.some((one) => isSameFormat(one, format)));
  const rows = offered.map((format, at): FormatRow => {
    const place = answered.findIndex((one) => isSameFormat(one, format));
    const other = answered[place];
    return {
      name: format.name, offered: { number: format.number, place: at + 1 },
      ...(other && !isDeclined && { answered: { number: other.number, place: place + 1 } }),
      ...verdictOf(format, other, chosen, isDeclined),
    };
  });
  const extra = isDeclined ? [] : answered.filter((format) => !offered.some((one) => isSameFormat(one, format))).map((format): FormatRow => ({
    name: format.name, answered: { number: format.number, place: answered.indexOf(format) + 1 }, verdict: 'extra', why: WHY.extra,
  }));
  const why = isDeclined ? (offer.media.port === 0 ? WHY.wasOff : WHY.port0) : chosen ? WHY.accepted : WHY.nothingCommon;
  return {
    media: offer.media.media, verdict: isDeclined ? 'declined' : 'accepted', why, formats: [...rows, ...extra],
    facts: isDeclined ? [] : streamFacts(offer, answer),
  };
}

function verdictOf(format: StreamFormat, other: StreamFormat | undefined, chosen: StreamFormat | undefined, isDeclined: boolean): Pick<FormatRow, 'verdict' | 'why'> {
  if (isDeclined) return { verdict: 'declined', why: WHY.port0 };
  if (!other) return { verdict: 'lost', why: format.isEvents ? WHY.noEvents : WHY.notSupported };
  if (format.isEvents) return { verdict: 'agreed', why: WHY.events };
  if (other === chosen) return { verdict: 'chosen', why: other.number === format.number ? WHY.chosen : WHY.chosenRenumbered };
  return { verdict: 'agreed', why: format.isAuxiliary ? WHY.auxiliary : WHY.ranksAfter };
}
