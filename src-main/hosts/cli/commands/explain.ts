/** `rung explain WORD`: what a response code, method, header field or SDP line means, from the tables that the window reads too. */
import { explainEncoding } from '../../../../src-shared/explain/codecs.ts';
import type { Explanation } from '../../../../src-shared/explain/explanation.ts';
import { explainHeaderParameter } from '../../../../src-shared/explain/header-parameters.ts';
import { explainHeader } from '../../../../src-shared/explain/headers.ts';
import { explainMethod } from '../../../../src-shared/explain/methods.ts';
import { explainSdpLine } from '../../../../src-shared/explain/sdp.ts';
import { explainStatus } from '../../../../src-shared/explain/statuses.ts';
import { explainToken } from '../../../../src-shared/explain/tokens.ts';
import { printable } from '../../../../src-shared/ladder/printable.ts';
import { canonicalName, isKnown } from '../../../../src-shared/sip/headers-known.ts';
import { STATUS_CODES } from '../../../../src-shared/sip/status-codes.ts';
import type { Given } from '../arguments.ts';
import { printLine } from '../reporter.ts';
import { CommandError, EXIT, UsageError } from '../usage-error.ts';

type Language = 'en' | 'de';

interface Explained {
  title: string;
  /** One a line. */
  sentences: string[];
  section: string;
}

export async function explain(given: Given): Promise<number> {
  const word = given.positionals[0] ?? '';
  const language = given.text('language') ?? 'en';
  if (language !== 'en' && language !== 'de') throw new UsageError(`--language is en or de, not "${language}"`);
  const found = /^[1-6]\d\d$/.test(word) ? status(Number(word), language) : other(word, language);
  if (!found) throw new CommandError(`nothing is known of "${printable(word)}"; try 486, PRACK, Via, Via;branch, 100rel, "Reason: Q.850;cause=17" or a=rtpmap`, EXIT.failed);
  if (given.has('json')) printLine({ ...found });
  else process.stdout.write(`${found.title} (${found.section})\n${found.sentences.join('\n')}\n`);
  return EXIT.done;
}

function status(code: number, language: Language): Explained {
  const { section, ...meaning } = explainStatus(code, false);
  const known = STATUS_CODES.get(code);
  const [receiving, sending] = language === 'de' ? ['Rung, wenn es sie empfängt', 'Rung sendet sie'] : ['Rung, on receiving it', 'Rung sends it'];
  const conduct = known ? [`${receiving}: ${known.receiving[language]}`, `${sending}: ${known.sending[language]}`] : [];
  return { title: known ? `${code} ${known.reason}` : String(code), sentences: [meaning[language], ...conduct], section };
}

/** Methods are written in capitals, header fields as one likes, SDP lines with their `=`. */
function other(word: string, language: Language): Explained | undefined {
  const colon = word.indexOf(':');
  const [name, value] = colon < 0 ? [word, ''] : [word.slice(0, colon), word.slice(colon + 1).trim()];
  const found = /^[a-z]=/.test(word) ? explainSdpLine(word.charAt(0), word.slice(2)) : explainMethod(word) ?? explainHeader(name, value) ?? explainPart(word);
  return found && { title: printable(word), sentences: [found[language]], section: found.section };
}

/** `Via;branch`, an option tag such as `100rel`, a codec. */
function explainPart(word: string): Explanation | undefined {
  const semicolon = word.indexOf(';');
  const field = canonicalName(word.slice(0, Math.max(0, semicolon)));
  if (semicolon > 0) return isKnown(field) ? explainHeaderParameter(field, word.slice(semicolon + 1)) : undefined;
  return explainToken('supported', word) ?? explainEncoding(word);
}
