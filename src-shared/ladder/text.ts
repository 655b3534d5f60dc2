/** The ladder as text, for terminals and mails. `LadderWriter` grows it line by line while a call runs. */
import type { MediaSpan, TracedMessage } from '../model.ts';
import { arrowLabel, bandLabel, seconds } from './labels.ts';
import type { Arrow, Band, Ladder } from './ladder.ts';
import { bandsInOrder } from './ladder.ts';
import { createLaneTable, hostPart } from './lanes.ts';
import { shortened } from './printable.ts';
import { LINE, REPEATED_LINE, arrowRow, bandRow, emptyRow, gridFor, headerRow } from './text-rows.ts';
import type { TextGrid } from './text-rows.ts';

export interface TextOptions {
  /** Columns of the terminal; 100 without it. */
  width?: number;
  /** ANSI colours by kind of message. */
  colour?: boolean;
  /** Only for the whole ladder; false: no clock beside the arrows. */
  times?: boolean;
}

export interface LadderWriter {
  /** The lines that this message adds, each with its line end. */
  write(message: TracedMessage): string;
  /** The line of a media stream. */
  writeMedia(span: MediaSpan): string;
}

interface Drawn {
  from: number;
  to: number;
  label: string;
  sinceStartMs: number;
  sincePreviousMs: number;
  status: number | undefined;
  retransmissionOf: number | undefined;
  note: string | undefined;
}

const DEFAULT_WIDTH = 100;
const TIME_COLUMNS = 20;
const MAX_NOTE = 120;
/** A terminal that serves many peers begins a new page rather than growing sideways for ever. */
const MAX_WRITER_LANES = 6;
const USUAL_LANES = 3;
const WRITER_LABEL = 24;
const RESET = '\u001b[0m';

/** The whole ladder; ends with a line end. */
export function ladderText(ladder: Ladder, options: TextOptions = {}): string {
  const names = ladder.lanes.map((lane) => lane.address);
  const texts = [...names, ...ladder.arrows.map((arrow) => arrow.label), ...ladder.bands.map((band) => bandLabel(band.span))];
  const longest = texts.reduce((length, text) => Math.max(length, text.length), 0);
  const timed = options.times !== false;
  const grid = gridFor(ladder.lanes.length, longest, options.width ?? DEFAULT_WIDTH, timed ? TIME_COLUMNS : 0);

  const lines = [headerRow(grid, names), emptyRow(grid)];
  const bands = bandsInOrder(ladder);
  let nextBand = 0;
  const drawBandsUpTo = (seq: number): void => {
    for (let band = bands[nextBand]; band && band.afterSeq <= seq; band = bands[++nextBand]) lines.push(bandLine(grid, band, timed ? ladder.startedAtMs : undefined));
  };
  drawBandsUpTo((ladder.arrows[0]?.seq ?? 0) - 1);
  for (const arrow of ladder.arrows) {
    lines.push(messageLine(grid, drawnOf(arrow), options.colour === true, timed));
    drawBandsUpTo(arrow.seq);
  }
  drawBandsUpTo(Infinity);
  return `${lines.join('\n')}\n`;
}

/** Draws each message as it comes. Lanes that turn up later widen the ladder under a new heading. */
export function createLadderWriter(options: TextOptions = {}): LadderWriter {
  const splitHosts = new Set<string>();
  const openPage = (): ReturnType<typeof createLaneTable> => createLaneTable({ splitHosts, bothSides: new Set(), unfolded: new Set() });
  let table = openPage();
  let drawnLanes = 0;
  let startedAtMs: number | undefined;
  let previousMs = 0;

  function grid(): TextGrid {
    const lanes = Math.max(table.lanes.length, 1);
    return { ...gridFor(Math.max(lanes, USUAL_LANES), WRITER_LABEL, options.width ?? DEFAULT_WIDTH, TIME_COLUMNS), lanes };
  }

  function heading(): string {
    if (table.lanes.length === drawnLanes) return '';
    drawnLanes = table.lanes.length;
    return `${headerRow(grid(), table.lanes.map((lane) => lane.address))}\n${emptyRow(grid())}\n`;
  }

  /** A host turns out to talk to itself: its lanes are told apart by port from here on. */
  function place(local: string, remote: string): [local: number, remote: number] {
    const host = hostPart(local);
    const splits = host === hostPart(remote) && !splitHosts.has(host);
    if (splits) splitHosts.add(host);
    const isNew = table.find(local, true) === undefined || table.find(remote, false) === undefined;
    if ((splits && drawnLanes > 0) || (isNew && table.lanes.length >= MAX_WRITER_LANES)) {
      table = openPage();
      drawnLanes = 0;
    }
    return [table.indexOf(local, true), table.indexOf(remote, false)];
  }

  return {
    write(message) {
      const [local, remote] = place(message.local, message.remote);
      startedAtMs ??= message.atMs;
      const drawn: Drawn = {
        from: message.direction === 'out' ? local : remote,
        to: message.direction === 'out' ? remote : local,
        label: arrowLabel(message),
        sinceStartMs: message.atMs - startedAtMs,
        sincePreviousMs: message.atMs - (previousMs || message.atMs),
        status: message.status,
        retransmissionOf: message.retransmissionOf,
        note: message.note,
      };
      previousMs = message.atMs;
      return `${heading()}${messageLine(grid(), drawn, options.colour === true)}\n`;
    },
    writeMedia(span) {
      const local = table.lanes.findIndex((lane) => lane.isLocal);
      const host = hostPart(span.remote);
      const remote = table.lanes.findLastIndex((lane) => !lane.isLocal && lane.endpoints.some((endpoint) => hostPart(endpoint) === host));
      const from = local >= 0 ? local : table.indexOf(span.local, true);
      const to = remote >= 0 ? remote : table.indexOf(span.remote, false);
      startedAtMs ??= span.startedAtMs;
      return `${heading()}${bandLine(grid(), { from, to, span, afterSeq: 0 }, startedAtMs)}\n`;
    },
  };
}

function drawnOf(arrow: Arrow): Drawn {
  const { from, to, label, sinceStartMs, sincePreviousMs, retransmissionOf, message } = arrow;
  return { from, to, label, sinceStartMs, sincePreviousMs, retransmissionOf, status: message.status, note: message.note };
}

function messageLine(grid: TextGrid, drawn: Drawn, colour: boolean, timed = true): string {
  const repeated = drawn.retransmissionOf !== undefined;
  const row = arrowRow(grid, drawn.from, drawn.to, drawn.label, repeated ? REPEATED_LINE : LINE);
  const times = timed ? `${seconds(drawn.sinceStartMs).padStart(8)} ${signed(drawn.sincePreviousMs).padStart(9)}` : '';
  const repeats = repeated ? `  repeats #${drawn.retransmissionOf}` : '';
  const note = drawn.note === undefined ? '' : `  ! ${shortened(drawn.note, MAX_NOTE)}`;
  return `${colour ? `${colourOf(drawn.status)}${row}${RESET}` : row}${times}${repeats}${note}`;
}

/** Without `startedAtMs` no time stands behind it. */
function bandLine(grid: TextGrid, band: Band, startedAtMs: number | undefined): string {
  const row = bandRow(grid, band.from, band.to, bandLabel(band.span));
  if (startedAtMs === undefined) return row;
  return `${row}${seconds(band.span.startedAtMs - startedAtMs).padStart(8)}`;
}

function signed(ms: number): string {
  return ms < 0 ? seconds(ms) : `+${seconds(ms)}`;
}

/** Requests cyan, 1xx yellow, 2xx green, 3xx magenta, failures red. */
function colourOf(status: number | undefined): string {
  if (status === undefined) return '\u001b[36m';
  const byClass = ['', '\u001b[33m', '\u001b[32m', '\u001b[35m'];
  return byClass[Math.floor(status / 100)] || '\u001b[31m';
}
