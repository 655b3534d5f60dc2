/** Objects of the model to rows and back. A field `startedAtMs` is the column `started_at_ms`; absent is NULL. */
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

/** `flag`: boolean as 0/1. `json`: anything as text. */
export type ColumnKind = 'plain' | 'flag' | 'json';
export type Row = Record<string, SQLOutputValue>;

export interface Table<T> {
  /** `INSERT … ON CONFLICT(key) DO UPDATE …` with a named parameter for each field and each of `extra`. */
  upsertSql(key: readonly string[], extra?: readonly string[]): string;
  toRow(value: T): Record<string, SQLInputValue>;
  fromRow(row: Row): T;
}

export function defineTable<T extends object>(name: string, kinds: Record<keyof T & string, ColumnKind>): Table<T> {
  const fields = Object.entries(kinds) as [string, ColumnKind][];

  function upsertSql(key: readonly string[], extra: readonly string[] = []): string {
    const columns = [...fields.map(([field]) => columnOf(field)), ...extra];
    const updates = columns.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`);
    return `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map((column) => `:${column}`).join(', ')})
      ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${updates.join(', ')}`;
  }

  return {
    upsertSql,
    toRow(value) {
      const values = value as Record<string, unknown>;
      return Object.fromEntries(fields.map(([field, kind]) => [columnOf(field), toColumn(kind, values[field])]));
    },
    fromRow(row) {
      const present = fields.filter(([field]) => row[columnOf(field)] !== null);
      return Object.fromEntries(present.map(([field, kind]) => [field, fromColumn(kind, row[columnOf(field)])])) as T;
    },
  };
}

function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function toColumn(kind: ColumnKind, value: unknown): SQLInputValue {
  if (value === undefined) return null;
  if (kind === 'flag') return value ? 1 : 0;
  if (kind === 'json') return JSON.stringify(value);
  return value as SQLInputValue;
}

function fromColumn(kind: ColumnKind, value: SQLOutputValue | undefined): unknown {
  if (kind === 'flag') return value === 1;
  if (kind === 'json') return JSON.parse(String(value));
  return value;
}

/** Undefined where it is no JSON. */
export function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
