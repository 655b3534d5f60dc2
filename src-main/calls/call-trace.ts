/** Keeps the messages of each call with its history, and all others too: a reader of the trace that knows which SIP Call-ID belongs to
 *  which call. */
import type { CapturedPacket } from '../../src-shared/capture/captured-packet.ts';
import type { CallRecord, TracedMessage } from '../../src-shared/model.ts';
import type { Clock, Timer } from '../ports.ts';
import { rtcpSummary } from '../../src-shared/packets/rtcp.ts';
import type { SessionPacket } from '../media/engine-port.ts';
import type { SeenPacket } from '../sip/tap-port.ts';
import { stunSummary } from '../stun/summary.ts';
import type { Store } from '../store/store.ts';
import { isSip } from '../../src-shared/traced-packet.ts';
import type { TraceHub } from '../trace/tap.ts';

export interface CallTrace {
  /** From now on messages of this Call-ID belong to this history row; those already seen are fetched. */
  follow(sipCallId: string, recordId: string): void;
  /** The call is over and this is its row. Stragglers (a repeated BYE, its 200) are still taken for a while and counted in it. */
  release(record: CallRecord): void;
  /** The row of an ended call has changed: stragglers are counted in this one. */
  amend(record: CallRecord): void;
  count(recordId: string): number;
  /** STUN and RTCP that passed the sockets of a call's sound. */
  seen(sipCallId: string, protocol: 'stun' | 'rtcp', packet: SessionPacket): void;
  /** The row was removed from the history (without an id: all rows that have ended): its stragglers are not wanted. */
  drop(recordId?: string): void;
  close(): void;
}

/** 64*T1 (RFC 3261 17): after that nobody repeats a message any more. */
const STRAGGLERS_MS = 32_000;
/** A proxy can bring our own call back to us, and a stranger can use one Call-ID again and again. */
const MAX_ROWS_A_CALL_ID = 4;

interface Row {
  id: string;
  sipCallId: string;
  count: number;
  /** Once the call has ended. */
  final?: CallRecord;
  timer?: Timer;
}

/** `keepOthers`: also what belongs to no call, and what is no SIP, is stored. */
export function createCallTrace(hub: TraceHub, store: Store, clock: Clock, keepOthers: boolean): CallTrace {
  const rows = new Map<string, Row>();
  const byCallId = new Map<string, Row[]>();

  function keep(row: Row, message: TracedMessage): void {
    store.traces.add(row.id, message);
    if (!isSip(message)) return;
    row.count++;
    if (row.final) store.calls.save({ ...row.final, messageCount: row.count });
  }

  function forget(row: Row): void {
    row.timer?.cancel();
    rows.delete(row.id);
    const left = (byCallId.get(row.sipCallId) ?? []).filter((other) => other !== row);
    if (left.length > 0) byCallId.set(row.sipCallId, left);
    else byCallId.delete(row.sipCallId);
  }

  function take(message: TracedMessage): void {
    const claiming = byCallId.get(message.callId) ?? [];
    for (const row of claiming) keep(row, message);
    if (claiming.length === 0 && keepOthers) store.traces.addOther(message);
  }
  const stops = [hub.read(take), ...(keepOthers ? [hub.readPackets(take)] : [])];

  return {
    follow(sipCallId, recordId) {
      const row: Row = { id: recordId, sipCallId, count: 0 };
      const others = byCallId.get(sipCallId) ?? [];
      if (others[0] && others.length >= MAX_ROWS_A_CALL_ID) forget(others[0]);
      rows.set(recordId, row);
      byCallId.set(sipCallId, [...(byCallId.get(sipCallId) ?? []), row]);
      for (const message of hub.recent(200)) if (message.callId === sipCallId && message.agent === undefined) keep(row, message);
    },
    release(record) {
      const row = rows.get(record.id);
      if (!row) return;
      row.final = record;
      row.timer = clock.setTimer(STRAGGLERS_MS, () => forget(row));
    },
    amend(record) {
      const row = rows.get(record.id);
      if (row?.final) row.final = record;
    },
    count: (recordId) => rows.get(recordId)?.count ?? 0,
    seen: (sipCallId, protocol, packet) => hub.packet(seenPacket(sipCallId, protocol, packet)),
    drop(recordId) {
      for (const row of [...rows.values()]) {
        if (row.final && (recordId === undefined || row.id === recordId)) forget(row);
      }
    },
    close() {
      for (const stop of stops) stop();
      for (const row of [...rows.values()]) forget(row);
    },
  };
}

/** Checks of ICE are many and alike; no report is like another. */
function seenPacket(callId: string, protocol: 'stun' | 'rtcp', { direction, local, remote, atMs, bytes, isEncrypted }: SessionPacket): SeenPacket {
  const seen = { protocol, direction, local, remote, atMs, bytes, callId };
  if (protocol === 'stun') return { ...seen, summary: stunSummary(bytes), fold: true };
  return { ...seen, summary: rtcpSummary(bytes), ...(isEncrypted && { note: 'Sent encrypted (SRTCP, RFC 3711 3.4); shown as it was before.' }) };
}

/** A packet of sound as a capture on the wire would hold it. */
export function capturedRtp({ direction, local, remote, atMs, bytes }: SessionPacket): CapturedPacket {
  const [source, destination] = direction === 'out' ? [local, remote] : [remote, local];
  return { atMs, source, destination, transport: 'udp', bytes };
}
