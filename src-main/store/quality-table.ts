/** How the sound of each call was over its time, one row a call. */
import type { QualitySeries } from '../../src-shared/model.ts';
import { qualitySeriesSchema } from '../../src-shared/model.ts';
import type { Database } from './database.ts';
import { parseJson } from './table.ts';

export function saveQuality(database: Database, callRecordId: string, series: QualitySeries): void {
  database.prepare('INSERT OR REPLACE INTO quality (call_record_id, series) VALUES (?, ?)').run(callRecordId, JSON.stringify(series));
}

/** Undefined where there is none, or none that can be read. */
export function getQuality(database: Database, callRecordId: string): QualitySeries | undefined {
  const row = database.prepare('SELECT series FROM quality WHERE call_record_id = ?').get(callRecordId);
  return qualitySeriesSchema.safeParse(parseJson(row?.['series'])).data;
}
