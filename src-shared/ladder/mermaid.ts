/** The ladder as a Mermaid sequence diagram, for wikis and issue trackers. */
import { bandLabel, seconds } from './labels.ts';
import type { Arrow, Ladder } from './ladder.ts';
import { printable } from './printable.ts';

export function ladderMermaid(ladder: Ladder): string {
  const lines = ['sequenceDiagram'];
  ladder.lanes.forEach((lane, index) => lines.push(`  participant L${index} as ${escaped(lane.address)}`));
  const bands = ladder.bands.toSorted((a, b) => a.afterSeq - b.afterSeq);
  let nextBand = 0;
  for (const arrow of [...ladder.arrows, undefined]) {
    for (let band = bands[nextBand]; band && (!arrow || band.afterSeq < arrow.seq); band = bands[++nextBand]) {
      lines.push(`  Note over L${band.from},L${band.to}: ${escaped(bandLabel(band.span))}`);
    }
    if (arrow) lines.push(arrowLine(arrow));
  }
  return `${lines.join('\n')}\n`;
}

/** Dashed where the message repeats an earlier one. */
function arrowLine(arrow: Arrow): string {
  const line = arrow.retransmissionOf === undefined ? '->>' : '-->>';
  const repeats = arrow.retransmissionOf === undefined ? '' : ', repeated';
  return `  L${arrow.from}${line}L${arrow.to}: ${escaped(arrow.label)} (+${seconds(arrow.sincePreviousMs)} s${repeats})`;
}

/** Mermaid reads `#` and `;` as its own and some words as HTML: they go in as character entities. */
function escaped(text: string): string {
  return printable(text).replace(/[#;<>&"]/g, (character) => `#${character.charCodeAt(0)};`);
}
