/** The header fields of one message, in wire order. Names are compared in canonical lower case with compact forms
 *  expanded (`v` = `via`); the spelling on the wire is kept. Typed values are decoded when asked for (typed-headers.ts). */
export class Headers {
  /** Canonical names and raw (unfolded, trimmed) values, one entry a field line. */
  readonly names: string[] = [];
  readonly values: string[] = [];

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
    for (let i = this.names.length - 1; i > at; i--) if (this.names[i] === name) this.removeAt(i);
    return this;
  }

  remove(name: string): this {
    for (let i = this.names.length - 1; i >= 0; i--) if (this.names[i] === name) this.removeAt(i);
    return this;
  }

  /** All values of the field, comma lists split (never for fields whose values hold bare commas: see headers-known.ts). */
  all(_name: string): string[] {
    throw new Error('helper H1 writes this');
  }

  clone(): Headers {
    const copy = new Headers();
    copy.names.push(...this.names);
    copy.values.push(...this.values);
    return copy;
  }

  private removeAt(at: number): void {
    this.names.splice(at, 1);
    this.values.splice(at, 1);
  }
}
