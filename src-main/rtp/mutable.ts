/** A thing as its maker sees it, who writes the fields that everyone else may only read.
 *
 *  What is read per packet is a field that is kept up to date, not a getter in the object literal that a maker returns: V8 keeps
 *  a literal with getters as a dictionary, and then every call of any of its methods is a look-up by hash
 *  (docs/media-engine.md has the figures). */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
