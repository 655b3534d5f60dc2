/** `node scripts/responses-doc.ts`: writes docs/responses.md from the table of response codes. A test checks that it is current. */
import { writeFileSync } from 'node:fs';
import { LEGENDARY_CODES } from '../src-shared/sip/response-table.ts';
import type { StatusClass, StatusCode } from '../src-shared/sip/status-codes.ts';
import { STATUS_CODES } from '../src-shared/sip/status-codes.ts';

export const RESPONSES_DOC = 'docs/responses.md';

const HEADINGS: Record<StatusClass, string> = {
  provisional: '1xx: received, being worked on',
  success: '2xx: success',
  redirection: '3xx: further action needed',
  'client-error': '4xx: not this request, not here',
  'server-error': '5xx: the server failed',
  'global-failure': '6xx: nowhere',
};

const INTRODUCTION = `# Response codes

Every code that Rung knows: what it means, what Rung does when it receives it, and when Rung sends it by itself. This page is made from
\`src-shared/sip/response-table.ts\` by \`node scripts/responses-doc.ts\`; the window and the command line read the same table, in English and German.

A code that is not listed is treated as x00 of its class, an unknown 1xx as 183 (RFC 3261 8.1.3.2). "Gives up" means: this attempt is
over, and the person reads the reason in words, with what Retry-After, Reason, Warning and Error-Info add. \`rung answer --status CODE\`
sends any final code for a test, whatever the last column says.
`;

/** The whole page. */
export function responsesDoc(): string {
  const byClass = Map.groupBy(STATUS_CODES.values(), (status) => status.class);
  const sections = [...byClass].map(([name, codes]) => section(HEADINGS[name], codes));
  return [INTRODUCTION, ...sections, legends()].join('\n');
}

function section(heading: string, codes: readonly StatusCode[]): string {
  const rows = codes.map(({ code, reason, rfc, meaning, receiving, sending }) => (
    `| ${code} | ${reason} | ${meaning.en} | ${receiving.en} | ${sending.en} | RFC ${rfc} |`
  ));
  return [`## ${heading}`, '', '| code | phrase | meaning | Rung, on receiving it | Rung sends it | defined in |', '|---|---|---|---|---|---|', ...rows, ''].join('\n');
}

function legends(): string {
  return ['## Not a code', '', ...LEGENDARY_CODES.map(({ code, note }) => `- ${code}: ${note.en}`), ''].join('\n');
}

if (import.meta.main) writeFileSync(RESPONSES_DOC, responsesDoc());
