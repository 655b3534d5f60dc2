/** Traced messages to a ladder: dialogs, lanes (one a host, its ports folded), arrows in order of `seq`. Pure; the UI, the
 *  CLI and the exporters all draw from this one model. */
import type { MediaSpan, TracedMessage } from '../model.ts';
import { isSip } from '../traced-packet.ts';
import { arrowLabel } from './labels.ts';
import { createLaneTable, foldingOf, hostPart } from './lanes.ts';
import type { Lane, LaneTable } from './lanes.ts';

export type { Lane } from './lanes.ts';

export interface Arrow {
  seq: number;
  from: number;
  to: number;
  /** `INVITE (SDP)`, `200 OK (SDP)`. */
  label: string;
  /** Time since the ladder's first message, and since the previous arrow. */
  sinceStartMs: number;
  sincePreviousMs: number;
  /** `packet`: no SIP. */
  kind: 'request' | 'provisional' | 'success' | 'redirect' | 'failure' | 'packet';
  retransmissionOf?: number;
  /** Index of the transaction and of the dialog, for colours. */
  transaction: number;
  dialog: number;
  /** The same number: one request with all that belongs to it on every hop, its answers, and of an INVITE also ACK and CANCEL. */
  exchange: number;
  /** In what is shown (shown.ts): other arrows that this one stands for. */
  group?: ArrowGroup;
  message: TracedMessage;
}
export interface ArrowGroup {
  /** Retransmissions of this message, or keep-alives like it. */
  kind: 'repeats' | 'pings';
  /** How often the message was sent, this time included. */
  count: number;
  /** The others are shown too. */
  isOpen: boolean;
}
export interface Band {
  from: number;
  to: number;
  span: MediaSpan;
  /** Drawn after this arrow's seq. */
  afterSeq: number;
}
export interface Ladder {
  lanes: Lane[];
  arrows: Arrow[];
  bands: Band[];
  startedAtMs: number;
}

/** `unfolded`: hosts whose ports are to have lanes of their own. */
export function buildLadder(messages: readonly TracedMessage[], media: readonly MediaSpan[], unfolded?: ReadonlySet<string>): Ladder {
  const ordered = messages.toSorted((a, b) => a.seq - b.seq);
  const table = createLaneTable(foldingOf(ordered, unfolded));
  const startedAtMs = ordered[0]?.atMs ?? media[0]?.startedAtMs ?? 0;
  const arrows = arrowsOf(ordered, table, startedAtMs);
  const bands = bandsOf(media, arrows, table);
  return localLanesFirst({ lanes: table.lanes, arrows, bands, startedAtMs });
}

function arrowsOf(ordered: readonly TracedMessage[], table: LaneTable, startedAtMs: number): Arrow[] {
  const transactions = createNumbering();
  const dialogs = createNumbering();
  const exchanges = createNumbering();
  let previousMs = startedAtMs;
  return ordered.map((message) => {
    // Of what a capture agent saw, no side is ours.
    const local = table.indexOf(message.local, message.agent === undefined);
    const remote = table.indexOf(message.remote, false);
    for (const end of [local, remote]) {
      const transports = table.lanes[end]?.transports;
      if (transports && !transports.includes(message.transport)) transports.push(message.transport);
    }
    const arrow: Arrow = {
      seq: message.seq,
      from: message.direction === 'out' ? local : remote,
      to: message.direction === 'out' ? remote : local,
      label: arrowLabel(message),
      sinceStartMs: message.atMs - startedAtMs,
      sincePreviousMs: message.atMs - previousMs,
      kind: isSip(message) ? kindOf(message.status) : 'packet',
      transaction: transactions(message.callId, transactionKey(message)),
      dialog: dialogs(message.callId, ''),
      exchange: exchanges(message.callId, exchangeKey(message)),
      message,
    };
    if (message.retransmissionOf !== undefined) arrow.retransmissionOf = message.retransmissionOf;
    previousMs = message.atMs;
    return arrow;
  });
}

/** Indices in order of first appearance. By call first: one map of long keys of all messages is several times slower. */
function createNumbering(): (callId: string, key: string) => number {
  const ofCall = new Map<string, Map<string, number>>();
  let count = 0;
  return (callId, key) => {
    let numbers = ofCall.get(callId);
    if (!numbers) ofCall.set(callId, (numbers = new Map()));
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, count);
    return count++;
  };
}

/** RFC 3261 17.1.3: branch and CSeq method. The ACK to a failure has its INVITE's branch and belongs to it (17.1.1.3). */
function transactionKey({ branch, method, cseq }: TracedMessage): string {
  return `${branch} ${method === 'ACK' ? 'INVITE' : method} ${cseq ?? ''}`;
}

/** ACK and CANCEL carry the number of their INVITE (RFC 3261 9.1, 17.1.1.3); the From tag says whose numbers these are (12.2.1.1). */
function exchangeKey({ method, cseq, fromTag, seq }: TracedMessage): string {
  if (cseq === undefined) return `${seq}`;
  return `${method === 'ACK' || method === 'CANCEL' ? 'INVITE' : method} ${cseq} ${fromTag}`;
}

function kindOf(status: number | undefined): Arrow['kind'] {
  if (status === undefined) return 'request';
  if (status < 200) return 'provisional';
  if (status < 300) return 'success';
  return status < 400 ? 'redirect' : 'failure';
}

function bandsOf(media: readonly MediaSpan[], arrows: readonly Arrow[], table: LaneTable): Band[] {
  const ofCall = new Map<string, Arrow[]>();
  for (const arrow of arrows) {
    const call = ofCall.get(arrow.message.callId);
    if (call) call.push(arrow);
    else ofCall.set(arrow.message.callId, [arrow]);
  }
  return media.map((span) => {
    const call = ofCall.get(span.callId) ?? [];
    const before = call.findLast((arrow) => arrow.message.atMs <= span.startedAtMs) ?? call[0];
    return {
      from: mediaLane(span.local, true, before, table),
      to: mediaLane(span.remote, false, before, table),
      span,
      afterSeq: before?.seq ?? arrows.findLast((arrow) => arrow.message.atMs <= span.startedAtMs)?.seq ?? 0,
    };
  });
}

/** As they are drawn. A B2BUA that leaves the media alone has one sound for both of its legs: where both are shown it is drawn once. */
export function bandsInOrder({ bands }: Ladder): Band[] {
  const seen = new Set<string>();
  const isNew = ({ span: { local, remote, startedAtMs, endedAtMs } }: Band): boolean => seen.size < seen.add(`${local} ${remote} ${startedAtMs} ${endedAtMs}`).size;
  return bands.toSorted((a, b) => a.afterSeq - b.afterSeq).filter(isNew);
}

/** RTP has ports of its own: it goes to the lane of its host, on a split host to the one that the call's signalling uses. */
function mediaLane(endpoint: string, isLocal: boolean, near: Arrow | undefined, table: LaneTable): number {
  const signalling = isLocal ? near?.message.local : near?.message.remote;
  if (signalling !== undefined && hostPart(signalling) === hostPart(endpoint)) {
    return table.find(signalling, isLocal) ?? table.indexOf(endpoint, isLocal);
  }
  return table.find(endpoint, isLocal) ?? table.indexOf(endpoint, isLocal);
}

/** Moves what was just made, rather than copying it: there may be a hundred thousand arrows. */
function localLanesFirst(ladder: Ladder): Ladder {
  const order = [...ladder.lanes.keys()].sort((a, b) => Number(ladder.lanes[b]?.isLocal) - Number(ladder.lanes[a]?.isLocal));
  const place = new Map(order.map((index, at) => [index, at]));
  const move = (drawn: { from: number; to: number }): void => {
    drawn.from = place.get(drawn.from) ?? drawn.from;
    drawn.to = place.get(drawn.to) ?? drawn.to;
  };
  ladder.arrows.forEach(move);
  ladder.bands.forEach(move);
  return { ...ladder, lanes: order.flatMap((index) => ladder.lanes[index] ?? []) };
}
