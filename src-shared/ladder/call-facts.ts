/** What the messages of each call tell of other calls. Pure, bounded, and never throws: all of it is text from the network. */
import type { TracedMessage } from '../model.ts';
import { isSip } from '../traced-packet.ts';
import { utf8Bytes } from '../sip/bytes.ts';
import type { SipRequest } from '../sip/message.ts';
import { parseDatagram } from '../sip/parse.ts';
import { fromOf, parseNameAddr, toOf } from '../sip/typed-headers.ts';
import { mediaAddresses } from './media-addresses.ts';

export interface CallFacts {
  callId: string;
  /** The INVITE that began it: its number, when, between which endpoints. */
  seq: number;
  atMs: number;
  source: string;
  destination: string;
  lastMs: number;
  /** Users of the URIs, as far as digits go without what only says how the number is written. */
  caller: string;
  target: string;
  /** Dialogs that are named by Replaces, Join, Target-Dialog, or by Replaces in a Refer-To. */
  named: { dialog: string; by: 'replaces' | 'refer-to'; seq: number }[];
  refers: Refer[];
  referredBy?: string;
  diverted: string[];
  sessionId?: string;
  extensions: { value: string; seq: number }[];
  /** `address:port` of the descriptions, with the message that named it first. */
  media: Map<string, number>;
}
export interface Refer {
  target: string;
  referredBy: string;
  atMs: number;
  seq: number;
  /** Who is sent elsewhere. */
  referred: string;
}

const MAX_FACTS = 32;

/** By Call-ID, in order of time; calls only (those whose INVITE is there). */
export function callFacts(messages: readonly TracedMessage[]): Map<string, CallFacts> {
  const calls = new Map<string, CallFacts>();
  for (const message of messages) {
    if (!isSip(message)) continue;
    const known = calls.get(message.callId);
    if (known) known.lastMs = Math.max(known.lastMs, message.atMs);
    if (message.retransmissionOf !== undefined) continue;
    const call = known ?? begin(message, calls);
    if (!call) continue;
    if (message.status === undefined && (message.method === 'INVITE' || message.method === 'REFER')) read(message, call);
    if (message.hasSdp && call.media.size < MAX_FACTS) for (const address of mediaAddresses(message.raw)) if (!call.media.has(address)) call.media.set(address, message.seq);
  }
  return new Map([...calls].sort(([, a], [, b]) => a.atMs - b.atMs));
}

function begin(message: TracedMessage, calls: Map<string, CallFacts>): CallFacts | undefined {
  if (message.method !== 'INVITE' || message.status !== undefined || message.callId === '') return undefined;
  const [source, destination] = message.direction === 'out' ? [message.local, message.remote] : [message.remote, message.local];
  const call: CallFacts = {
    callId: message.callId, seq: message.seq, atMs: message.atMs, lastMs: message.atMs, source, destination, caller: '', target: '', named: [], refers: [], diverted: [],
    extensions: [], media: new Map(),
  };
  calls.set(message.callId, call);
  return call;
}

function read(message: TracedMessage, call: CallFacts): void {
  const parsed = parseDatagram(utf8Bytes(message.raw));
  if (!parsed.ok || parsed.value.kind !== 'request') return;
  if (parsed.value.method === 'REFER') readRefer(parsed.value, message, call);
  else readInvite(parsed.value, message.seq, call);
}

function readInvite(invite: SipRequest, seq: number, call: CallFacts): void {
  const { headers } = invite;
  for (const name of ['replaces', 'join', 'target-dialog']) addNamed(call, headers.first(name), 'replaces', seq);
  for (const name of extensionNames(headers)) {
    const value = headers.first(name)?.split(';')[0]?.trim().replace(/^<|>$/g, '');
    if (value && call.extensions.length < MAX_FACTS) call.extensions.push({ value, seq });
  }
  if (seq !== call.seq) return;
  call.caller = partyOf(fromOf(invite)?.uri);
  call.target = partyOf(toOf(invite)?.uri) || partyOf(invite.uri);
  const referredBy = partyOf(uriIn(headers.first('referred-by')));
  if (referredBy !== '') call.referredBy = referredBy;
  call.diverted = [...headers.all('diversion'), ...headers.all('history-info')].slice(0, MAX_FACTS).map((value) => partyOf(uriIn(value))).filter((party) => party !== '' && party !== call.target);
  // The local half of one leg is the remote half of the other (RFC 7989 5): what both share is kept, whichever way round.
  const session = headers.first('session-id')?.toLowerCase().match(/[0-9a-f]{32}/g)?.filter((uuid) => !/^0+$/.test(uuid)).sort().join('/');
  if (session) call.sessionId = session;
}

function readRefer(refer: SipRequest, message: TracedMessage, call: CallFacts): void {
  const uri = uriIn(refer.headers.first('refer-to'));
  if (uri === undefined || call.refers.length >= MAX_FACTS) return;
  addNamed(call, decoded(/[?&]replaces=([^&>]{1,500})/i.exec(uri)?.[1]), 'refer-to', message.seq);
  call.refers.push({
    target: partyOf(uri.split('?')[0]), atMs: message.atMs, seq: message.seq,
    referredBy: partyOf(uriIn(refer.headers.first('referred-by'))) || partyOf(fromOf(refer)?.uri),
    referred: message.direction === 'out' ? message.remote : message.local,
  });
}

function addNamed(call: CallFacts, value: string | undefined, by: 'replaces' | 'refer-to', seq: number): void {
  const dialog = value?.split(';')[0]?.trim();
  if (dialog && call.named.length < MAX_FACTS) call.named.push({ dialog, by, seq });
}

function extensionNames(headers: SipRequest['headers']): string[] {
  return headers.names.filter((name) => name.startsWith('x-'));
}

function uriIn(value: string | undefined): string | undefined {
  return value === undefined ? undefined : parseNameAddr(value)?.uri;
}

function decoded(value: string | undefined): string | undefined {
  try {
    return value === undefined ? undefined : decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The user of a URI, of a telephone number its digits alone; '' without a user. */
function partyOf(uri: string | undefined): string {
  const user = /^(?:sips?|tel):(?:\/\/)?([^@;?>]{1,200})/i.exec(uri ?? '')?.[1]?.split(':')[0] ?? '';
  if (!/@/.test(uri ?? '') && !/^tel:/i.test(uri ?? '')) return '';
  return /^\+?[\d\-.()]+$/.test(user) ? user.replace(/[^\d]/g, '') : user;
}
