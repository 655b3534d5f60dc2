import { STATUS_CODES } from '../../src-shared/sip/status-codes.ts';

/** What a status means for the person who called, in few words, by code. Codes not listed are named by their class. */
export function statusWords(language: 'en' | 'de'): Record<string, string> {
  return Object.fromEntries([...STATUS_CODES.values()].map(({ code, brief }) => [code, brief[language]]));
}
