/** A trace that can be shown to anybody: numbers, names, hosts, addresses, Call-IDs, tags and branches are replaced, the same thing by
 *  the same name everywhere; secrets and bodies other than SDP are taken out. Pure but for the random source. */
import type { MediaSpan, TracedMessage } from '../model.ts';
import { isSip } from '../traced-packet.ts';
import { hostPart } from '../ladder/lanes.ts';
import { createMessageTracer } from '../ladder/trace-message.ts';
import type { CapturedPacket } from '../capture/captured-packet.ts';
import type { Endpoint } from '../endpoint-text.ts';
import { hostText } from '../endpoint-text.ts';
import { utf8Bytes } from '../sip/bytes.ts';
import type { RandomSource } from './address-names.ts';
import { renamedMessage } from './message.ts';
import { silenced } from './silenced.ts';
import type { NameKind, Names } from './names.ts';
import { createNames } from './names.ts';

export interface Pseudonymised {
  messages: TracedMessage[];
  media: MediaSpan[];
  /** The same RTP without what was said (silenced.ts). */
  sound: CapturedPacket[];
  /** How many different ones were replaced. */
  replaced: ReadonlyMap<NameKind, number>;
}

/** A name that is by chance the original of another would tell nothing, but look as if it did: another throw of the dice. */
const MAX_THROWS = 20;

/** Order, times, ports, reason phrases and User-Agents stay as they are. Packets that are no SIP are left out: STUN and RTCP hold addresses and
 *  names in binary. */
export function pseudonymise(traced: readonly TracedMessage[], media: readonly MediaSpan[], random: RandomSource, sound: readonly CapturedPacket[] = []): Pseudonymised {
  const messages = traced.filter(isSip);
  const addresses = new Set(sound.flatMap(({ source, destination }) => [source.address, destination.address]));
  const names = namesFor(messages, media, random, addresses);
  return {
    messages: renamedMessages(messages, names),
    media: media.map((span) => renamedSpan(span, names)),
    sound: sound.map((packet) => renamedSound(packet, names)),
    replaced: new Map([...names.known].map(([kind, table]) => [kind, table.size])),
  };
}

/** Looks through all of it first: a name may stand in a text before the header comes that tells that it is one. */
function namesFor(messages: readonly TracedMessage[], media: readonly MediaSpan[], random: RandomSource, addresses: ReadonlySet<string>): Names {
  const seen = createNames(random);
  for (const message of messages) renameTraced(message, seen);
  for (const span of media) renamedSpan(span, seen);
  for (const address of addresses) seen.host(address);
  const originals = new Set([...seen.known.values()].flatMap((table) => [...table.keys()]));
  let names = seen;
  for (let throws = 0; throws < MAX_THROWS; throws++) {
    names = createNames(random, originals);
    for (const [kind, table] of seen.known) for (const original of table.keys()) nameOf(names, kind, original);
    const addresses = names.known.get('address');
    if (![...addresses ?? []].some(([original, name]) => original !== name && originals.has(name))) break;
  }
  return names;
}

function nameOf(names: Names, kind: NameKind, original: string): string {
  return kind === 'number' ? names.user(original) : names[kind](original);
}

function renameTraced(message: TracedMessage, names: Names): { raw: string; local: string; remote: string; isSip: boolean } {
  const raw = renamedMessage(message.raw, names);
  return {
    raw: raw ?? `removed: ${utf8Bytes(message.raw).length} bytes that are no SIP`,
    isSip: raw !== undefined,
    local: renamedEndpoint(message.local, names),
    remote: renamedEndpoint(message.remote, names),
  };
}

function renamedMessages(messages: readonly TracedMessage[], names: Names): TracedMessage[] {
  const tracer = createMessageTracer();
  return messages.map((message) => {
    const { seq, atMs, direction, transport } = message;
    const { raw, local, remote, isSip } = renameTraced(message, names);
    const traced = tracer.trace({ seq, atMs, direction, transport, local, remote, bytes: utf8Bytes(raw) });
    const { retransmissionOf: _found, ...rest } = traced;
    return {
      ...rest,
      // What could not be read stays in the ladder of its call.
      ...(isSip ? {} : { callId: names.callId(message.callId) }),
      ...(message.retransmissionOf === undefined ? {} : { retransmissionOf: message.retransmissionOf }),
    };
  });
}

function renamedSound(packet: CapturedPacket, names: Names): CapturedPacket {
  const renamed = ({ address, port }: Endpoint): Endpoint => ({ address: names.host(address), port });
  return silenced({ ...packet, source: renamed(packet.source), destination: renamed(packet.destination) });
}

function renamedEndpoint(endpoint: string, names: Names): string {
  const host = hostPart(endpoint);
  const port = /:(\d{1,5})$/.exec(endpoint)?.[1];
  return `${hostText(names.host(host))}${port === undefined ? '' : `:${port}`}`;
}

function renamedSpan(span: MediaSpan, names: Names): MediaSpan {
  const { stats } = span;
  const renamed: MediaSpan = { ...span, callId: names.callId(span.callId), local: renamedEndpoint(span.local, names), remote: renamedEndpoint(span.remote, names) };
  return stats ? { ...renamed, stats: renamedEndpoints(stats, names) } : renamed;
}

const ENDPOINT = /^(?:\[[\da-f:.%\w]+\]|\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/i;

/** Figures stay; whatever in them is an endpoint is renamed. */
function renamedEndpoints<T>(value: T, names: Names): T {
  if (typeof value === 'string') return (ENDPOINT.test(value) ? renamedEndpoint(value, names) : value) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, renamedEndpoints(inside, names)])) as T;
}
