/** A traced message as a step of a SIPp scenario: `<send>` for what we sent, `<recv>` for what came. */
import { cutLines } from '../explain/cut-lines.ts';
import type { CutLine } from '../explain/cut-lines.ts';
import { printable } from '../ladder/printable.ts';
import type { TracedMessage } from '../model.ts';

/** Values that SIPp makes itself (its keywords in brackets). */
const KEYWORDS: Record<string, string> = { 'call-id': '[call_id]', 'content-length': '[len]' };
const CREDENTIALS = new Set(['authorization', 'proxy-authorization']);

export function sippSnippet(message: TracedMessage): string {
  return message.direction === 'out' ? sendStep(message) : receiveStep(message);
}

function receiveStep({ status, method }: TracedMessage): string {
  if (status === undefined) return `<recv request="${attribute(method)}" />\n`;
  return `<recv response="${status}"${status < 200 ? ' optional="true"' : ''} />\n`;
}

function sendStep(message: TracedMessage): string {
  const lines = cutLines(message.raw);
  const inner = lines.flatMap((line) => stepLine(line, message)).map((text) => `    ${text}`.trimEnd());
  const retransmitted = message.status === undefined && message.method !== 'ACK' ? ' retrans="500"' : '';
  return [`<send${retransmitted}>`, '  <![CDATA[', '', ...inner, '', '  ]]>', '</send>', ''].join('\n');
}

/** Secrets are struck out already; what is left of credentials would be a wrong proof, so SIPp makes its own. */
function stepLine(line: CutLine, { raw, status }: TracedMessage): string[] {
  const text = cdata(raw.slice(line.from, line.to));
  if (line.kind !== 'header') return [text];
  if (CREDENTIALS.has(line.name)) return ['[authentication username=USER password=PASSWORD]'];
  const name = /^[^:]*/.exec(text)?.[0] ?? '';
  const keyword = KEYWORDS[line.name];
  if (keyword) return [`${name}: ${keyword}`];
  // A response repeats what came: SIPp copies those lines from the request.
  if (status !== undefined && (line.name === 'via' || line.name === 'from' || line.name === 'cseq')) return [`[last_${name}:]`];
  if (line.name === 'via') return [text.replace(/(branch[ \t]*=[ \t]*)[^;,\s]+/i, '$1[branch]')];
  return [text];
}

/** Brackets are SIPp's, `]]>` ends the section, and control characters are none of XML's. */
function cdata(text: string): string {
  return printable(text.replace(/\r?\n[ \t]+/g, ' ')).replaceAll(']]>', ']] >');
}

function attribute(text: string): string {
  return printable(text).replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
