/** The one table of response codes: what each means, what this phone does on receiving it, and when this phone sends it. The UI, the
 *  command line and docs/responses.md read it. Rows stand in files by class. */
import { CLIENT_ROWS } from './response-table-client.ts';
import { CLIENT_ROWS_480 } from './response-table-client-480.ts';
import { EARLY_ROWS } from './response-table-early.ts';
import type { ResponseRow } from './response-table-row.ts';
import { SERVER_ROWS } from './response-table-server.ts';

/** Ascending by code. */
export const RESPONSE_TABLE: readonly ResponseRow[] = [...EARLY_ROWS, ...CLIENT_ROWS, ...CLIENT_ROWS_480, ...SERVER_ROWS];

/** A code that people know though nobody has registered it. */
export interface LegendaryCode {
  code: number;
  /** RFC 3261 8.1.3.2. */
  treatedAs: number;
  note: { en: string; de: string };
}

/** Older tutorials print it among the 6xx. */
export const LEGENDARY_CODES: readonly LegendaryCode[] = [{
  code: 605,
  treatedAs: 600,
  note: {
    en: 'Not a registered code. Older tutorials print it for "the session was not accepted"; it is treated as 600.',
    de: 'Kein eingetragener Code. Ältere Anleitungen drucken ihn für „die Sitzung wurde nicht angenommen“; er gilt wie 600.',
  },
}];
