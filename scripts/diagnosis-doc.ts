/** `node scripts/diagnosis-doc.ts`: writes docs/diagnosis.md from the rules of src-shared/diagnose. A test checks that it is current. */
import { writeFileSync } from 'node:fs';
import { RULE_GROUPS } from '../src-shared/diagnose/rules.ts';
import type { Rule } from '../src-shared/diagnose/types.ts';

export const DIAGNOSIS_DOC = 'docs/diagnosis.md';

const INTRODUCTION = `# Why it failed

Every rule that Rung applies to a call: to one that goes on, to one of the history, and to one in a capture file (\`rung diagnose FILE\`). The window says
it in English or German, points at the guilty message and offers to try again with a change. Words in braces come from the call. This page is made from
\`src-shared/diagnose/rules\` by \`node scripts/diagnosis-doc.ts\`; \`test/captures\` has calls of real peers in which each of them is found.

A call can have several findings: faults first, then warnings, then notes. Where one finding is the cause of another, only the cause is told.
`;

/** The whole page. */
export function diagnosisDoc(): string {
  const chapters = RULE_GROUPS.map(({ about, rules }) => [`## ${about}`, '', '| rule | what is said | what to try | read |', '|---|---|---|---|', ...rules.map(row), ''].join('\n'));
  return [INTRODUCTION, ...chapters].join('\n');
}

function row({ name, severity, section, texts }: Rule): string {
  return `| \`${name}\` (${severity}) | ${texts.en.message} | ${texts.en.advice} | ${section} |`;
}

if (import.meta.main) writeFileSync(DIAGNOSIS_DOC, diagnosisDoc());
