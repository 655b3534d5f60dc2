/** A call as one HTML file without scripts: why it failed, the ladder, every message. SIP text is attacker input: all of it is escaped. */
import type { Diagnosis } from '../diagnose/types.ts';
import type { Explanation } from '../explain/explanation.ts';
import { explainMethod } from '../explain/methods.ts';
import { explainStatus } from '../explain/statuses.ts';
import { seconds } from '../ladder/labels.ts';
import type { Arrow, Ladder } from '../ladder/ladder.ts';
import { escapedXml, printable } from '../ladder/printable.ts';
import { darkColours, ladderSvg } from '../ladder/svg.ts';

export interface HtmlOptions {
  title: string;
  language: 'en' | 'de';
  /** `Rung/0.1.0` */
  madeBy: string;
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; color: #1b1f24; background: #fff }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem; overflow-wrap: anywhere } h2 { font-size: 1.1rem; margin-top: 2rem }
.ladder { overflow-x: auto; border: 1px solid #c3cad2; border-radius: 6px }
.found { border-left: 4px solid #8a5a00; padding: .25rem .75rem; margin: .75rem 0 } .found.error { border-color: #c4281c }
.found.info { border-color: #0b62c4 }
details { border-bottom: 1px solid #c3cad2 } summary { padding: .35rem 0; cursor: pointer; overflow-wrap: anywhere }
summary time { color: #5d6670; font-variant-numeric: tabular-nums } pre { overflow-x: auto; background: #f4f6f8; padding: .75rem; border-radius: 6px }
p.quiet, small { color: #5d6670 }
@media screen and (prefers-color-scheme: dark) {
:root { color: #e8ebee; background: #14171a } a { color: #6fb1ff } pre { background: #1d2126 } .ladder, details { border-color: #3a424b }
p.quiet, small, summary time { color: #98a2ad } .found { border-color: #e0b252 } .found.error { border-color: #ff7f73 } .found.info { border-color: #6fb1ff }
${darkColours('.ladder')}
}
`;

const WORDS = {
  en: { ladder: 'Ladder', found: 'What went wrong', none: 'No rule of Rung finds anything wrong.', messages: 'Messages', try: 'What to try', repeats: 'repeats message', from: 'from', to: 'to', madeBy: 'Made by', message: 'message', began: 'Began' },
  de: { ladder: 'Ladder', found: 'Was nicht stimmt', none: 'Keine Regel von Rung findet einen Fehler.', messages: 'Nachrichten', try: 'Was man versuchen kann', repeats: 'wiederholt Nachricht', from: 'von', to: 'an', madeBy: 'Erstellt von', message: 'Nachricht', began: 'Beginn' },
} as const;

/** The whole document. Nothing in it loads or runs anything: its policy forbids both. */
export function ladderHtml(ladder: Ladder, diagnoses: readonly Diagnosis[], options: HtmlOptions): string {
  const words = WORDS[options.language];
  const title = escaped(options.title);
  const began = new Date(ladder.startedAtMs).toISOString();
  return `<!doctype html>
<html lang="${options.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
<p class="quiet">${words.began} <time datetime="${began}">${began}</time></p>
<h2>${words.found}</h2>
${diagnoses.map((diagnosis) => found(diagnosis, options.language)).join('\n') || `<p>${words.none}</p>`}
<h2>${words.ladder}</h2>
<div class="ladder" tabindex="0" role="region" aria-label="${words.ladder}">
${ladderSvg(ladder)}</div>
<h2>${words.messages}</h2>
${ladder.arrows.map((arrow) => messageHtml(arrow, ladder, options.language)).join('\n')}
<p><small>${words.madeBy} ${escaped(options.madeBy)}</small></p>
</body>
</html>
`;
}

function found({ severity, texts, section, seq }: Diagnosis, language: 'en' | 'de'): string {
  const words = WORDS[language];
  const { message, advice } = texts[language];
  const where = `<small>${escaped(section)}, <a href="#m${seq}">${words.message} ${seq}</a></small>`;
  return `<div class="found ${severity}"><p><strong>${escaped(message)}</strong> ${where}</p><p>${words.try}: ${escaped(advice)}</p></div>`;
}

function messageHtml(arrow: Arrow, ladder: Ladder, language: 'en' | 'de'): string {
  const words = WORDS[language];
  const { message } = arrow;
  const [from, to] = message.direction === 'out' ? [message.local, message.remote] : [message.remote, message.local];
  const repeats = message.retransmissionOf === undefined ? '' : ` <small>${words.repeats} ${message.retransmissionOf}</small>`;
  const meaning = meaningOf(arrow);
  return `<details id="m${message.seq}"><summary><time>${seconds(message.atMs - ladder.startedAtMs)}</time> ${message.seq}. ${escaped(arrow.label)}
<small>${words.from} ${escaped(from)} ${words.to} ${escaped(to)}</small>${repeats}</summary>
${meaning === undefined ? '' : `<p>${escaped(meaning[language])} <small>${escaped(meaning.section)}</small></p>`}
${message.note === undefined ? '' : `<p class="quiet">${escaped(message.note)}</p>`}
<pre>${message.raw.split('\n').map((line) => escaped(line.replace(/\r$/, ''))).join('\n')}</pre></details>`;
}

function meaningOf({ message }: Arrow): Explanation | undefined {
  return message.status === undefined ? explainMethod(message.method) : explainStatus(message.status, false);
}

function escaped(text: string): string {
  return escapedXml(printable(text));
}
