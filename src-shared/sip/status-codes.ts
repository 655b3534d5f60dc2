/** Every response code Rung knows, by number. The texts stand in response-table.ts. */
import { RESPONSE_TABLE } from './response-table.ts';
import type { ResponseRow } from './response-table-row.ts';

export type StatusClass = 'provisional' | 'success' | 'redirection' | 'client-error' | 'server-error' | 'global-failure';

interface Texts {
  en: string;
  de: string;
}

export interface StatusCode {
  code: number;
  reason: string;
  class: StatusClass;
  /** The RFC that defines it, with section: `3261 21.4.5`. */
  rfc: string;
  /** For the person who called, in few words: `Busy`. */
  brief: Texts;
  meaning: Texts;
  /** What this phone does on receiving it. */
  receiving: Texts;
  /** When this phone sends it by itself: `never` where never. */
  sending: Texts;
}

const CLASSES: readonly StatusClass[] = ['provisional', 'success', 'redirection', 'client-error', 'server-error', 'global-failure'];

/** The class of a code from 100 to 699. */
export function statusClass(code: number): StatusClass {
  return CLASSES[Math.floor(code / 100) - 1] ?? 'server-error';
}

/** All registered codes Rung knows, ascending. */
export const STATUS_CODES: ReadonlyMap<number, StatusCode> = new Map(RESPONSE_TABLE.map((row) => [row.code, statusCodeOf(row)]));

function statusCodeOf(row: ResponseRow): StatusCode {
  const texts = ([en, de]: readonly [string, string]): Texts => ({ en, de });
  return {
    code: row.code,
    reason: row.phrase,
    class: statusClass(row.code),
    rfc: row.rfc,
    brief: texts(row.brief),
    meaning: texts(row.meaning),
    receiving: texts(row.receiving),
    sending: texts(row.sending),
  };
}

/** What is known of a code. An unknown one is treated as x00 of its class, a provisional one as 183 (RFC 3261 8.1.3.2): then the
 *  entry's `code` is not the code that was asked for. */
export function statusCode(code: number): StatusCode {
  return STATUS_CODES.get(code) ?? fallback(code);
}

function fallback(code: number): StatusCode {
  const treatedAs = code < 200 ? 183 : Math.min(600, Math.floor(code / 100) * 100);
  return STATUS_CODES.get(treatedAs) as StatusCode;
}

/** The standard reason phrase; of an unknown code that of the code it is treated as. */
export function reasonPhrase(code: number): string {
  return statusCode(code).reason;
}
