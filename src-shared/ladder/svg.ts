/** The ladder as a self-contained SVG picture. SIP text is attacker input: all of it is escaped. */
import { bandLabel, seconds } from './labels.ts';
import type { Arrow, Band, Ladder } from './ladder.ts';
import { bandsInOrder } from './ladder.ts';
import { escapedXml, printable, shortened } from './printable.ts';

export interface SvgOptions {
  theme?: 'light' | 'dark';
}

interface Theme {
  background: string;
  text: string;
  quiet: string;
  post: string;
  band: string;
  kinds: Record<Arrow['kind'], string>;
}

const THEMES: Record<'light' | 'dark', Theme> = {
  light: {
    background: '#ffffff', text: '#1b1f24', quiet: '#5d6670', post: '#c3cad2', band: '#dbeafe',
    kinds: { request: '#0b62c4', provisional: '#8a5a00', success: '#18794e', redirect: '#7a3fb5', failure: '#c4281c', packet: '#5d6670' },
  },
  dark: {
    background: '#14171a', text: '#e8ebee', quiet: '#98a2ad', post: '#3a424b', band: '#1e3350',
    kinds: { request: '#6fb1ff', provisional: '#e0b252', success: '#5fcf96', redirect: '#c79bf2', failure: '#ff7f73', packet: '#98a2ad' },
  },
};

const LANE_GAP = 220;
const SIDE = 110;
const TIME_WIDTH = 150;
const HEADER = 44;
const ROW = 26;
const HEAD = 7;
/** Of a character, and so how long a label between two posts may be. */
const CHARACTER = 7.3;
const NAME_LENGTH = 28;
/** ImageMagick's own renderer takes no list of fonts, reads attributes in their order, and draws an edge around all that does not say that it has none. */
const FONT = 'style="font-family:ui-monospace,\'DejaVu Sans Mono\',Menlo,Consolas,monospace" font-family="DejaVu Sans Mono" font-size="12" stroke="none"';
const GAP = '\u00a0\u00a0';

/** CSS rules that give a light ladder inside of `scope` the colours of the dark theme. */
export function darkColours(scope: string): string {
  const { light, dark } = THEMES;
  const pairs = [...(['background', 'text', 'quiet', 'post', 'band'] as const).map((name) => [light[name], dark[name]]),
    ...(['request', 'provisional', 'success', 'redirect', 'failure'] as const).map((kind) => [light.kinds[kind], dark.kinds[kind]])];
  return pairs.flatMap(([from, to]) => ['fill', 'stroke'].map((paint) => `${scope} [${paint}="${from}"] { ${paint}: ${to} }`)).join('\n');
}

type Row = { kind: 'arrow'; arrow: Arrow } | { kind: 'band'; band: Band };

export function ladderSvg(ladder: Ladder, options: SvgOptions = {}): string {
  const theme = THEMES[options.theme ?? 'light'];
  const rows = rowsOf(ladder);
  const width = SIDE * 2 + Math.max(0, ladder.lanes.length - 1) * LANE_GAP + TIME_WIDTH;
  const height = HEADER + (rows.length + 1) * ROW;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${FONT} role="img">`,
    `<title>SIP ladder, ${ladder.arrows.length} messages</title>`,
    `<rect width="${width}" height="${height}" fill="${theme.background}"/>`,
  ];
  ladder.lanes.forEach((lane, index) => parts.push(
    text(x(index), HEADER / 2, shortened(lane.address, NAME_LENGTH), theme.text, 'middle'),
    `<line x1="${x(index)}" y1="${HEADER - 12}" x2="${x(index)}" y2="${height - 8}" stroke="${theme.post}"/>`,
  ));
  rows.forEach((row, at) => {
    const y = HEADER + (at + 1) * ROW;
    parts.push(row.kind === 'arrow' ? drawArrow(row.arrow, y, theme, width) : drawBand(row.band, y, theme));
  });
  return `${parts.join('\n')}\n</svg>\n`;
}

function rowsOf(ladder: Ladder): Row[] {
  const bands = bandsInOrder(ladder);
  const rows: Row[] = [];
  let nextBand = 0;
  for (const arrow of [...ladder.arrows, undefined]) {
    for (let band = bands[nextBand]; band && (!arrow || band.afterSeq < arrow.seq); band = bands[++nextBand]) rows.push({ kind: 'band', band });
    if (arrow) rows.push({ kind: 'arrow', arrow });
  }
  return rows;
}

function x(lane: number): number {
  return SIDE + lane * LANE_GAP;
}

function drawArrow(arrow: Arrow, y: number, theme: Theme, width: number): string {
  const colour = theme.kinds[arrow.kind];
  const [start, end] = [x(arrow.from), arrow.from === arrow.to ? x(arrow.to) + LANE_GAP / 4 : x(arrow.to)];
  const towards = end > start ? -HEAD : HEAD;
  const dashes = arrow.retransmissionOf === undefined ? '' : ' stroke-dasharray="4 3"';
  const repeats = arrow.retransmissionOf === undefined ? '' : ` ↻ #${arrow.retransmissionOf}`;
  const times = `${seconds(arrow.sinceStartMs)}  +${seconds(arrow.sincePreviousMs)}`;
  return [
    `<g><title>${escapedXml(printable(arrow.message.start))}</title>`,
    `<line x1="${start}" y1="${y}" x2="${end}" y2="${y}" stroke="${colour}" stroke-width="${arrow.kind === 'packet' ? 0.75 : 1.5}"${dashes}/>`,
    `<path d="M${end} ${y} l${towards} -4 v8 z" fill="${colour}"/>`,
    text((start + end) / 2, y - 5, between(start, end, arrow.label) + repeats, colour, 'middle'),
    text(width - 8, y + 4, times, theme.quiet, 'end'),
    '</g>',
  ].join('');
}

function drawBand(band: Band, y: number, theme: Theme): string {
  const left = x(Math.min(band.from, band.to));
  const bandWidth = Math.max(LANE_GAP / 2, Math.abs(x(band.to) - x(band.from)));
  const label = bandLabel(band.span);
  return [
    `<g><title>${escapedXml(label)}</title>`,
    `<rect x="${left}" y="${y - ROW / 2}" width="${bandWidth}" height="${ROW - 6}" fill="${theme.band}"/>`,
    text(left + bandWidth / 2, y, between(left, left + bandWidth, label), theme.text, 'middle'),
    '</g>',
  ].join('');
}

/** What of a label has room there; between neighbours at least, for one that goes back to where it came from. */
function between(start: number, end: number, label: string): string {
  return shortened(label, Math.floor(Math.max(LANE_GAP, Math.abs(end - start)) / CHARACTER));
}

function text(atX: number, atY: number, content: string, colour: string, anchor: 'middle' | 'end'): string {
  return `<text x="${atX}" y="${atY}" fill="${colour}" text-anchor="${anchor}">${escapedXml(content).replaceAll('  ', GAP)}</text>`;
}
