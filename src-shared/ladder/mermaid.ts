/** The ladder as a Mermaid sequence diagram, for wikis and issue trackers. */
import { bandLabel, seconds } from './labels.ts';
import type { Arrow, Ladder } from './ladder.ts';
import { bandsInOrder } from './ladder.ts';
import { printable } from './printable.ts';

export function ladderMermaid(ladder: Ladder): string {
  const lines = ['sequenceDiagram'];
  ladder.lanes.forEach((lane, index) => lines.push(`  participant L${index} as ${escaped(lane.address)}`));
  const bands = bandsInOrder(ladder);
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

/**
 * What Mermaid (12.3, sequenceDiagram.jison and its preprocessing) reads in a label as its own goes in as a character entity, `#35;`: `#` and `;` end the
 * text; `%%{` begins a directive; `$$` a formula, and a wrong one fails the diagram; `style…:…#…;` and `classDef…` lose their last `;`; `wrap:` and
 * `nowrap:` are cut off; `ﬂ°` and `¶ß` stand for entities inside of it; the rest would be HTML. Line ends are unprintable already.
 */
const READ_BY_MERMAID = /[#;<>&"$ﬂ¶]|%(?=[%{])|s(?=tyle)|c(?=lassDef)|n(?=owrap:)|w(?=rap:)/gi;

function escaped(text: string): string {
  return printable(text).replace(READ_BY_MERMAID, (character) => `#${character.charCodeAt(0)};`);
}
