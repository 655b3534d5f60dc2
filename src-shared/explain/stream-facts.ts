/** What two descriptions of a stream say besides its codecs, and what follows from it. */
import { attributeValue } from '../sdp/attributes.ts';
import { cryptoAttributes } from '../sdp/crypto.ts';
import type { SdpMedia, SessionDescription } from '../sdp/types.ts';
import type { Explanation } from './explanation.ts';
import { FACTS } from './offer-answer-words.ts';
import { formatsOf } from './stream-formats.ts';

export interface StreamFact {
  name: 'direction' | 'address' | 'protocol' | 'ptime' | 'dtmf' | 'srtp' | 'rtcp' | 'ice';
  /** '' where the description says nothing of it. */
  offer: string;
  answer: string;
  /** The two do not fit. */
  isWrong: boolean;
  why: Explanation;
}

interface Side {
  description: SessionDescription;
  media: SdpMedia;
}

export function streamFacts(offer: Side, answer: Side): StreamFact[] {
  const facts = [protocol(offer, answer), address(offer, answer), direction(offer, answer), packetTime(offer, answer), keys(offer, answer), encryption(offer, answer), rtcp(offer, answer), ice(offer, answer)];
  return facts.filter((fact) => fact !== undefined);
}

function protocol(offer: Side, answer: Side): StreamFact {
  const isWrong = offer.media.protocol !== answer.media.protocol;
  return { name: 'protocol', offer: offer.media.protocol, answer: answer.media.protocol, isWrong, why: isWrong ? FACTS.otherProtocol : FACTS.protocol };
}

function address(offer: Side, answer: Side): StreamFact {
  const of = ({ description, media }: Side): string => `${(media.connections[0] ?? description.connection)?.address ?? '?'}:${media.port}`;
  return { name: 'address', offer: of(offer), answer: of(answer), isWrong: false, why: FACTS.address };
}

const DIRECTIONS = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;
type Way = (typeof DIRECTIONS)[number];
/** RFC 3264 6.1: what may be answered. */
const FITTING: Record<Way, readonly Way[]> = { sendrecv: DIRECTIONS, sendonly: ['recvonly', 'inactive'], recvonly: ['sendonly', 'inactive'], inactive: ['inactive'] };

function wayOf({ description, media }: Side): Way {
  const named = (attributes: SdpMedia['attributes']): Way | undefined => DIRECTIONS.find((way) => attributes.some(({ name }) => name === way));
  return named(media.attributes) ?? named(description.attributes) ?? 'sendrecv';
}

function direction(offer: Side, answer: Side): StreamFact {
  const [offered, answered] = [wayOf(offer), wayOf(answer)];
  const isWrong = !FITTING[offered].includes(answered);
  const why = isWrong ? FACTS.directionWrong : answered === 'sendrecv' ? FACTS.bothWays : answered === 'inactive' ? FACTS.noWay : FACTS.oneWay;
  return { name: 'direction', offer: offered, answer: answered, isWrong, why };
}

function packetTime(offer: Side, answer: Side): StreamFact | undefined {
  const [offered, answered] = [offer, answer].map(({ media }) => attributeValue(media.attributes, 'ptime') ?? '') as [string, string];
  if (offered === '' && answered === '') return undefined;
  const differs = offered !== answered && offered !== '' && answered !== '';
  return { name: 'ptime', offer: offered, answer: answered, isWrong: false, why: differs ? FACTS.ptimesDiffer : FACTS.ptime };
}

function keys(offer: Side, answer: Side): StreamFact | undefined {
  if (offer.media.media !== 'audio') return undefined;
  const of = ({ media }: Side): string => formatsOf(media).filter(({ isEvents }) => isEvents).map(({ number, name }) => `${number} ${name}`).join(', ');
  const [offered, answered] = [of(offer), of(answer)];
  const why = offered === '' ? FACTS.noEventsOffered : answered === '' ? FACTS.noEventsAnswered : FACTS.events;
  return { name: 'dtmf', offer: offered, answer: answered, isWrong: answered === '', why };
}

function encryption(offer: Side, answer: Side): StreamFact | undefined {
  const of = ({ description, media }: Side): string => {
    const suites = cryptoAttributes(media.attributes).map(({ tag, suite }) => `${tag} ${suite}`);
    const isDtls = attributeValue([...media.attributes, ...description.attributes], 'fingerprint') !== undefined;
    return [...suites, ...(isDtls ? ['DTLS'] : [])].join(', ') || redactedSuites(media);
  };
  const [offered, answered] = [of(offer), of(answer)];
  if (offered === '' && answered === '') return undefined;
  if (answered === '') return { name: 'srtp', offer: offered, answer: answered, isWrong: answer.media.protocol.includes('SAVP'), why: FACTS.keysNotAnswered };
  const isKnown = answered.split(', ').every((suite) => offered.split(', ').includes(suite));
  return { name: 'srtp', offer: offered, answer: answered, isWrong: !isKnown, why: isKnown ? FACTS.keys : FACTS.keysNotOffered };
}

/** The keys are struck out before anything is stored, so that the line cannot be read as one with a key any more. */
function redactedSuites({ attributes }: SdpMedia): string {
  return attributes.flatMap(({ name, value }) => (name === 'crypto' && /^(\d{1,9}) +([A-Za-z0-9_]{1,64}) /.exec(value ?? '')?.slice(1, 3).join(' ')) || []).join(', ');
}

function rtcp(offer: Side, answer: Side): StreamFact | undefined {
  const of = ({ media }: Side): string => (attributeValue(media.attributes, 'rtcp-mux') === undefined ? '' : 'rtcp-mux');
  const [offered, answered] = [of(offer), of(answer)];
  if (offered === '' && answered === '') return undefined;
  return { name: 'rtcp', offer: offered, answer: answered, isWrong: offered === '', why: answered === '' ? FACTS.twoPorts : offered === '' ? FACTS.muxNotOffered : FACTS.onePort };
}

function ice(offer: Side, answer: Side): StreamFact | undefined {
  const of = ({ description, media }: Side): string => {
    const count = media.attributes.filter(({ name }) => name === 'candidate').length;
    return attributeValue([...media.attributes, ...description.attributes], 'ice-ufrag') === undefined ? '' : `ICE (${count})`;
  };
  const [offered, answered] = [of(offer), of(answer)];
  if (offered === '' && answered === '') return undefined;
  return { name: 'ice', offer: offered, answer: answered, isWrong: false, why: answered === '' || offered === '' ? FACTS.noIce : FACTS.ice };
}
