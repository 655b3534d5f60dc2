/** What each response code means, and what this phone does about it. */
import { LEGENDARY_CODES } from '../sip/response-table.ts';
import { statusCode } from '../sip/status-codes.ts';
import type { Explanation } from './explanation.ts';

/** Of a code from 100 to 699. `received`: what follows on it here is told too. A code that nobody has registered is explained as the
 *  one it is treated as (RFC 3261 8.1.3.2), and says so. */
export function explainStatus(code: number, received: boolean): Explanation {
  const known = statusCode(code);
  const legend = LEGENDARY_CODES.find((candidate) => candidate.code === code);
  const unknown = known.code === code ? undefined : legend?.note ?? {
    en: `Not a registered code; it is treated as ${known.code}.`,
    de: `Kein eingetragener Code; er gilt wie ${known.code}.`,
  };
  const { meaning, receiving, rfc } = known;
  return {
    en: sentences(unknown?.en, meaning.en, received ? `Rung, on receiving it: ${lowered(receiving.en)}` : undefined),
    de: sentences(unknown?.de, meaning.de, received ? `Rung, wenn es sie empfängt: ${lowered(receiving.de)}` : undefined),
    section: known.code === code ? `RFC ${rfc}` : 'RFC 3261 8.1.3.2',
  };
}

function sentences(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ');
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
