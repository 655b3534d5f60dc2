/** The way of a datagram into the directory: known at once, or let in, read and taken; each seen in the trace, with what was wrong. */
import { toldOf } from '../../src-shared/sap/content.ts';
import { parseSap } from '../../src-shared/sap/packet.ts';
import type { SapError } from '../../src-shared/sap/packet.ts';
import type { Clock, Endpoint } from '../ports.ts';
import { createGate } from '../sip/gate.ts';
import type { PacketTap } from '../sip/tap-port.ts';
import { createAdmission } from './admission.ts';
import type { Directory } from './directory.ts';
import type { Arrival, Moment, Outcome } from './entry.ts';
import type { Opener } from './read-announcement.ts';
import { readAnnouncement } from './read-announcement.ts';

export interface IntakeOptions {
  clock: Clock;
  directory: Directory;
  opener: Opener;
  tap: PacketTap;
  onOutcomes(outcomes: Outcome[]): void;
  onRefused(arrival: Arrival): void;
}

/** Announcements that say nothing new, in the trace: where thousands of sessions are announced they would fill it. */
const REPEATS_TRACED = { burst: 100, perSecond: 20 };
/** Packets that were not even read are told together. */
const TELL_DROPPED_MS = 1000;

export function createIntake({ clock, directory, opener, tap, onOutcomes, onRefused }: IntakeOptions): (bytes: Uint8Array, remote: Endpoint, arrival: Arrival) => void {
  const admission = createAdmission(clock);
  const mayTraceRepeat = createGate(clock, REPEATS_TRACED);
  let dropped = 0;
  let toldMs = -Infinity;

  const now = (): Moment => ({ nowMs: clock.nowMs(), wallMs: clock.wallMs() });

  function trace(bytes: Uint8Array, remote: Endpoint, { group, port }: Arrival, what: { summary: string; text?: string; note?: string; fold?: boolean }): void {
    tap({ protocol: 'sap', direction: 'in', local: { address: group, port }, remote, bytes, ...what });
  }

  function refuse(bytes: Uint8Array, remote: Endpoint, arrival: Arrival, { message, section }: SapError): void {
    onRefused(arrival);
    trace(bytes, remote, arrival, { summary: 'refused', note: `${message} (${section})` });
  }

  function drop(bytes: Uint8Array, remote: Endpoint, arrival: Arrival): void {
    onRefused(arrival);
    dropped++;
    if (clock.nowMs() - toldMs < TELL_DROPPED_MS) return;
    trace(bytes.subarray(0, 64), remote, arrival, { summary: 'flood', note: `Too many packets to read them all: ${dropped} were dropped since this was told last.` });
    toldMs = clock.nowMs();
    dropped = 0;
  }

  return (bytes, remote, arrival) => {
    const header = parseSap(bytes);
    const at = now();
    const known = header.ok && !header.value.deletion ? directory.again(header.value, arrival, at) : undefined;
    if (known) {
      if (mayTraceRepeat()) trace(bytes, remote, arrival, { summary: `announcement ${known.name}`, text: known.text, fold: true });
      return onOutcomes([{ id: known.id, kind: 'counted' }]);
    }
    const admitted = admission.admit(arrival.from, bytes);
    if (!admitted) return drop(bytes, remote, arrival);
    if (!header.ok) return refuse(bytes, remote, arrival, header.error);
    const read = readAnnouncement(header.value, opener);
    if (!read.ok) return refuse(bytes, remote, arrival, read.error);
    const outcomes = directory.hear(read.value, arrival, at, admitted === 'repeated');
    if (outcomes[0]?.kind === 'refused') {
      admission.remember(arrival.from, bytes);
      onRefused(arrival);
    }
    const note = outcomes.find((outcome) => outcome.note !== undefined)?.note;
    trace(bytes, remote, arrival, { ...toldOf(read.value.packet, read.value.content), fold: note === undefined, ...(note !== undefined && { note }) });
    onOutcomes(outcomes);
  };
}
