import { isCommaList, spellingOf } from './headers-known.ts';
import { countMembers, splitCommas } from './lexer.ts';

/** The header fields of one message, in wire order. Names are kept in canonical lower case with compact forms expanded
 *  (`v` = `via`). Typed values are decoded when asked for (typed-headers.ts). */
export class Headers {
  /** Canonical names and raw (unfolded, trimmed) values, one entry a field line. */
  readonly names: string[] = [];
  readonly values: string[] = [];

  /** How the sender wrote names that Rung does not know; they are written so again. */
  private foreign: Map<string, string> | undefined;

  /** First value of the field, commas untouched. `name` in canonical lower case. */
  first(name: string): string | undefined {
    const at = this.names.indexOf(name);
    return at < 0 ? undefined : this.values[at];
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  /** Appends a field line. */
  add(name: string, value: string): this {
    this.names.push(name);
    this.values.push(value);
    return this;
  }

  /** The name as it is written: `Call-ID`; an unknown one as its sender wrote it. */
  spelling(name: string): string {
    return this.foreign?.get(name) ?? spellingOf(name);
  }

  /** Remembers how an unknown name was written. */
  rememberSpelling(name: string, spelling: string): void {
    this.foreign ??= new Map();
    this.foreign.set(name, spelling);
  }

  /** Puts a field line before the first of its name (top Via, top Route), or at the very front. */
  prepend(name: string, value: string): this {
    const at = Math.max(0, this.names.indexOf(name));
    this.names.splice(at, 0, name);
    this.values.splice(at, 0, value);
    return this;
  }

  /** One line with this value in place of all of that name. */
  set(name: string, value: string): this {
    const at = this.names.indexOf(name);
    if (at < 0) return this.add(name, value);
    this.values[at] = value;
    this.keep((i) => i <= at || this.names[i] !== name);
    return this;
  }

  remove(name: string): this {
    if (this.has(name)) this.keep((i) => this.names[i] !== name);
    return this;
  }

  /** All values of the field in order. Comma lists are split, but only for fields that are defined as lists: see headers-known.ts. */
  all(name: string): string[] {
    const list: string[] = [];
    const split = isCommaList(name);
    for (let i = this.names.indexOf(name); i >= 0; i = this.names.indexOf(name, i + 1)) {
      const value = this.values[i] as string;
      if (split) splitCommas(value, list);
      else list.push(value);
    }
    return list;
  }

  /** The field's lines as they came: commas untouched, so that they can be sent on unchanged. */
  lines(name: string): string[] {
    return this.values.filter((_, at) => this.names[at] === name);
  }

  /** How many values the field has: `all(name).length`, without making them. */
  count(name: string): number {
    let count = 0;
    const split = isCommaList(name);
    for (let i = this.names.indexOf(name); i >= 0; i = this.names.indexOf(name, i + 1)) {
      const value = this.values[i] as string;
      count += split ? countMembers(value) : 1;
    }
    return count;
  }

  clone(): Headers {
    const copy = new Headers();
    for (let i = 0; i < this.names.length; i++) copy.add(this.names[i] as string, this.values[i] as string);
    if (this.foreign) copy.foreign = new Map(this.foreign);
    return copy;
  }

  /** Drops the lines that `wanted` refuses, in one pass. */
  private keep(wanted: (index: number) => boolean): void {
    let kept = 0;
    for (let i = 0; i < this.names.length; i++) {
      if (!wanted(i)) continue;
      this.names[kept] = this.names[i] as string;
      this.values[kept] = this.values[i] as string;
      kept++;
    }
    this.names.length = kept;
    this.values.length = kept;
  }
}
