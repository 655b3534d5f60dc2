/** The ladder as data: what `rung ladder --format json` prints. */
import { ANNOUNCEMENTS } from '../capture/trace-source.ts';
import type { MediaSpan, TracedMessage } from '../model.ts';
import type { PacketProtocol } from '../traced-packet.ts';
import { isSip } from '../traced-packet.ts';
import { utf8Bytes } from '../sip/bytes.ts';
import { parseDatagram } from '../sip/parse.ts';
import { fromOf, toOf } from '../sip/typed-headers.ts';
import type { Ladder } from './ladder.ts';

export interface LadderJson {
  dialogs: DialogJson[];
  /** What SAP announces in the file, and the streams to its groups; absent: nothing. */
  announcements?: { messages: MessageJson[]; streams: StreamJson[] };
}
export interface DialogJson {
  callId: string;
  /** URIs. */
  from: string;
  to: string;
  method: string;
  /** Absent while nothing was answered. */
  status?: number;
  /** Epoch milliseconds. */
  startedAt: number;
  messages: MessageJson[];
  streams: StreamJson[];
}
export interface MessageJson {
  seq: number;
  /** Since the ladder's first message. */
  atMs: number;
  src: string;
  dst: string;
  start: string;
  retransmissionOf?: number;
  /** Absent: SIP. */
  protocol?: PacketProtocol;
  /** How many packets alike it stands for. */
  count?: number;
}
export interface StreamJson {
  src: string;
  dst: string;
  codec: string;
  packets: number;
  lost: number;
  jitterMs: number;
}

/** One entry a Call-ID, in order of first message. Messages without a Call-ID share an entry. */
export function ladderJson(ladder: Ladder): LadderJson {
  const byCall = new Map<string, TracedMessage[]>();
  const announcements: TracedMessage[] = [];
  for (const { message } of ladder.arrows) {
    if (isOfNoCall(message)) {
      announcements.push(message);
      continue;
    }
    const call = byCall.get(message.callId);
    if (call) call.push(message);
    else byCall.set(message.callId, [message]);
  }
  const streams = Map.groupBy(ladder.bands.map((band) => band.span), (span) => span.callId);
  return {
    dialogs: [...byCall].map(([callId, messages]) => dialogJson(callId, messages, streams.get(callId) ?? [], ladder.startedAtMs)),
    ...(announcements.length > 0 && {
      announcements: { messages: announcements.map((message) => messageJson(message, ladder.startedAtMs)), streams: (streams.get(ANNOUNCEMENTS) ?? []).flatMap(streamsOf) },
    }),
  };
}

function isOfNoCall({ protocol, callId }: TracedMessage): boolean {
  return protocol === 'sap' && callId === '';
}

function dialogJson(callId: string, messages: readonly TracedMessage[], spans: readonly MediaSpan[], startedAtMs: number): DialogJson {
  const sip = messages.filter(isSip);
  const first = sip.find((message) => message.status === undefined) ?? sip[0];
  const parties = partiesOf(first);
  const status = statusOf(messages, first?.method ?? '');
  return {
    callId,
    ...parties,
    method: first?.method ?? '',
    ...(status === undefined ? {} : { status }),
    startedAt: messages[0]?.atMs ?? startedAtMs,
    messages: messages.map((message) => messageJson(message, startedAtMs)),
    streams: spans.flatMap(streamsOf),
  };
}

function partiesOf(message: TracedMessage | undefined): { from: string; to: string } {
  const parsed = message && parseDatagram(utf8Bytes(message.raw));
  if (!parsed?.ok) return { from: '', to: '' };
  return { from: fromOf(parsed.value)?.uri ?? '', to: toOf(parsed.value)?.uri ?? '' };
}

/** How the first request of the dialog ended: success once there was one, else the last final answer, else the last provisional one. */
function statusOf(messages: readonly TracedMessage[], method: string): number | undefined {
  const statuses = messages.filter((message) => message.method === method).flatMap((message) => message.status ?? []);
  return statuses.find((status) => status >= 200 && status < 300)
    ?? statuses.findLast((status) => status >= 200)
    ?? statuses.at(-1);
}

function messageJson(message: TracedMessage, startedAtMs: number): MessageJson {
  const [src, dst] = message.direction === 'out' ? [message.local, message.remote] : [message.remote, message.local];
  const json: MessageJson = { seq: message.seq, atMs: roundMs(message.atMs - startedAtMs), src, dst, start: message.start };
  if (message.retransmissionOf !== undefined) json.retransmissionOf = message.retransmissionOf;
  if (message.protocol !== undefined && message.protocol !== 'sip') json.protocol = message.protocol;
  if (message.folded) json.count = message.folded.count;
  return json;
}

/** One entry a direction that carried packets. What we send is seen before any of it can be lost. */
function streamsOf({ local, remote, codec, stats }: MediaSpan): StreamJson[] {
  if (!stats) return [];
  const { lost = 0, jitterMs = 0, source = local } = stats.sentSeen ?? {};
  const sent: StreamJson = { src: source, dst: remote, codec, packets: stats.sent, lost, jitterMs: roundMs(jitterMs) };
  const received: StreamJson = { src: stats.source ?? remote, dst: local, codec, packets: stats.received, lost: stats.lost, jitterMs: roundMs(stats.jitterMs) };
  return [sent, received].filter((stream) => stream.packets > 0);
}

/** Microseconds are what a capture has. */
function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
