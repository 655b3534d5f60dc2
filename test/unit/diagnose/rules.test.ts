import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DIAGNOSIS_DOC, diagnosisDoc } from '../../../scripts/diagnosis-doc.ts';
import { RULE_GROUPS } from '../../../src-shared/diagnose/rules.ts';

const rules = RULE_GROUPS.flatMap((group) => group.rules);
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

it('docs/diagnosis.md is current: node scripts/diagnosis-doc.ts', () => {
  expect(readFileSync(DIAGNOSIS_DOC, 'utf8')).toBe(diagnosisDoc());
});

it('no two rules have the same name', () => expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length));

describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_, { section, texts }) => {
  it('says in both languages what it is and what to try, and where to read', () => {
    expect(section).toMatch(/^RFC \d+ \d/);
    for (const text of [texts.en.message, texts.en.advice, texts.de.message, texts.de.advice]) expect(text).toMatch(/[.})]$/);
    expect(placeholders(texts.de.message).length).toBe(placeholders(texts.en.message).length);
  });
});
