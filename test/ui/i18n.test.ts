import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { de } from '../../src-renderer/i18n/de.ts';
import { errorDe } from '../../src-renderer/i18n/error-de.ts';
import { en } from '../../src-renderer/i18n/en.ts';
import { chooseLocale, createRungI18n } from '../../src-renderer/i18n/i18n.ts';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(Object.entries(tree).flatMap(([key, value]) => (
    typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : [...flat(value, `${prefix}${key}.`)]
  )));
}

const withoutErrors = (tree: Tree): Map<string, string> => flat(Object.fromEntries(Object.entries(tree).filter(([key]) => key !== 'error')));
const english = withoutErrors(en as unknown as Tree);
const german = withoutErrors(de as unknown as Tree);
const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

describe('the catalogues', () => {
  it('have the same keys', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('fill in the same values in both languages', () => {
    const named = (text: string): string[] => [...new Set(names(text))];
    for (const [key, text] of english) expect(named(german.get(key) ?? ''), key).toEqual(named(text));
  });

  it.each(['en', 'de'] as const)('say something for each key in %s', (locale) => {
    const { t } = createRungI18n(locale).global;
    for (const [key, text] of [...(locale === 'en' ? english : german), ...flat({ error: de.error as Tree })]) {
      if (locale === 'en' && key.startsWith('error.')) continue;
      const params = Object.fromEntries(names(text).map((name) => [name, 'X']));
      const said = (t as (key: string, params: object) => string)(key, params);
      expect(said, key).not.toBe(key);
      expect(said.trim(), key).not.toBe('');
    }
  });

  it('hold every key that the sources ask for', () => {
    const files = readdirSync('src-renderer', { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/.test(file));
    for (const file of files) {
      const source = readFileSync(`src-renderer/${file}`, 'utf8');
      for (const [, key = ''] of source.matchAll(/\bt\(\s*'([\w.-]+)'/g)) expect(english.has(key), `${file}: ${key}`).toBe(true);
    }
  });
});

describe('the errors of the core', () => {
  const sources = ['src-main', 'src-shared', 'src-renderer'].flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(vue|ts)$/.test(file))
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8')));
  const literals = sources.flatMap((source) => [...source.matchAll(/\brungError\(\s*'([\w-]+)'/g)].map((match) => match[1] ?? ''));
  const words = readFileSync('src-main/sip/failure-words.ts', 'utf8');
  const byStatus = [...words.matchAll(/\d+: \['([\w-]+)', '/g)].map((match) => match[1] ?? '');

  it('each have a German text, and no text is for an error that nobody makes', () => {
    expect(literals.length).toBeGreaterThan(50);
    expect(byStatus.length).toBeGreaterThan(40);
    expect(Object.keys(errorDe).sort()).toEqual([...new Set([...literals, ...byStatus])].sort());
  });
});

describe('chooseLocale', () => {
  it('takes the first language of the system that Rung speaks', () => {
    expect(chooseLocale('system', ['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(chooseLocale('system', ['fr-FR'])).toBe('en');
    expect(chooseLocale('en', ['de'])).toBe('en');
  });
});
