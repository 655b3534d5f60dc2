/** A text log to the SIP messages in it. The dialect is found by content: the first whose heading appears. */
import type { TransportName } from '../../model.ts';
import { latin1 } from '../../sip/bytes.ts';
import { arrows } from './arrows.ts';
import { asterisk } from './asterisk.ts';
import type { Heading, LineReader, LogEndpoint } from './dialect.ts';
import { transportOf } from './dialect.ts';
import { freeswitch } from './freeswitch.ts';
import { linphone } from './linphone.ts';
import type { MessageLines } from './log-message.ts';
import { createMessageLines } from './log-message.ts';
import { sipdump } from './sipdump.ts';
import { sipp } from './sipp.ts';

export interface LoggedMessage {
  /** Epoch milliseconds; 0 as long as the log has named no time. */
  atMs: number;
  source: LogEndpoint;
  destination: LogEndpoint;
  transport: TransportName;
  bytes: Uint8Array;
}

export interface LogReader {
  /** Bytes in order, cut anywhere. */
  push(bytes: Uint8Array): LoggedMessage[];
  /** What stood at the very end. */
  finish(): LoggedMessage[];
  /** Whose log it is; undefined: no heading seen yet. */
  format(): LogFormat | undefined;
}

const DIALECTS = { asterisk, linphone, arrows, sipdump, freeswitch, sipp } as const;
export type LogFormat = keyof typeof DIALECTS;

/** What is longer is cut: no line of a SIP message is. */
const MAX_LINE = 70_000;
/** Colours of a terminal. */
const COLOURS = /\x1b\[[0-9;]{0,20}m/g;
const TOP_VIA = /^(?:via|v)[ \t]*:[ \t]*SIP[ \t]*\/[ \t]*2\.0[ \t]*\/[ \t]*(\w{1,10})/im;

/** `nowMs`: for logs whose times have no year or no date. */
export function createLogReader(nowMs = Date.now()): LogReader {
  let candidates: [LogFormat, LineReader][] = Object.entries(DIALECTS).map(([name, create]) => [name as LogFormat, create(nowMs)]);
  let isFound = false;
  let rest = '';
  let heading: Heading | undefined;
  let lines: MessageLines | undefined;
  let lastMs = 0;
  let found: LoggedMessage[] = [];

  function emit(): void {
    const bytes = lines?.bytes();
    if (heading && bytes) {
      lastMs = heading.atMs ?? lastMs;
      found.push({ atMs: lastMs, source: heading.source, destination: heading.destination, transport: heading.transport ?? transportIn(bytes), bytes });
    }
    heading = undefined;
    lines = undefined;
  }

  function read(raw: string): void {
    const line = raw.includes('\x1b') ? raw.replace(COLOURS, '') : raw;
    for (const candidate of candidates) {
      const meaning = candidate[1](line.endsWith('\r') && lines === undefined ? line.slice(0, -1) : line);
      if ('heading' in meaning) {
        emit();
        heading = meaning.heading;
        lines = createMessageLines();
        if (!isFound) candidates = [candidate];
        isFound = true;
        return;
      }
      if (!isFound) continue;
      if ('end' in meaning) emit();
      else if (lines?.add(meaning.text)) emit();
    }
  }

  function push(bytes: Uint8Array): LoggedMessage[] {
    found = [];
    const text = rest + latin1(bytes, 0, bytes.length);
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      read(text.slice(from, Math.min(end, from + MAX_LINE)));
      from = end + 1;
    }
    rest = text.slice(from, from + MAX_LINE);
    return found;
  }

  return {
    push,
    finish() {
      const last = push(Uint8Array.of(10));
      emit();
      return last;
    },
    format: () => (isFound ? candidates[0]?.[0] : undefined),
  };
}

function transportIn(bytes: Uint8Array): TransportName {
  return transportOf(TOP_VIA.exec(latin1(bytes, 0, Math.min(bytes.length, 4096)))?.[1] ?? '');
}
