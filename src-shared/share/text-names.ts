import type { NameKind } from './names.ts';
import { isIpAddress } from '../sip/ip-address.ts';
import { TELLING, TELLING_OF_PRODUCT } from './text-patterns.ts';

/** Shorter ones are found in many words that have nothing to do with them. */
const MIN_LENGTH = 3;
/** A trace of a whole network: a pattern of more would be slow, and free text is left out instead. */
const MAX_KNOWN = 5_000;
const GROWTH = 1.5;
const REMOVED = 'removed';

interface Makers {
  host(text: string): string;
  user(text: string): string;
  address(text: string): string;
}

/** Text in which all that has another name is replaced, wherever it stands, and all that looks as if it told something. The name of a
 *  product keeps its version, which looks like an address. */
export function createTextNames(known: ReadonlyMap<NameKind, ReadonlyMap<string, string>>, make: Makers): (text: string, isProduct?: boolean) => string {
  let pattern: RegExp | undefined;
  let names = new Map<string, string>();
  let size = 0;
  const cache = new Map<string, string>();

  function refresh(): void {
    const now = [...known.values()].reduce((sum, table) => sum + table.size, 0);
    // While names are still being gathered the pattern may lag behind: only what comes out in the end counts.
    if (now <= size * GROWTH) return;
    size = now;
    cache.clear();
    names = new Map();
    // Users and hosts come before tags, where one text is both.
    for (const table of known.values()) for (const [original, name] of table) if (original.length >= MIN_LENGTH && !names.has(original.toLowerCase())) names.set(original.toLowerCase(), name);
    const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    pattern = longestFirst.length === 0 || longestFirst.length > MAX_KNOWN ? undefined : new RegExp(longestFirst.join('|'), 'gi');
  }

  function telling(text: string): string {
    if (text.includes('@')) return `${make.user(text.slice(0, text.indexOf('@')))}@${make.host(text.slice(text.indexOf('@') + 1))}`;
    if (isIpAddress(text)) return make.address(text);
    if (/^\+?\d{6,}$/.test(text)) return make.user(text);
    return /^[\da-f:-]{12,}$/i.test(text) ? '0'.repeat(12) : text;
  }

  return (text, isProduct = false) => {
    refresh();
    const telltales = isProduct ? TELLING_OF_PRODUCT : TELLING;
    if (names.size > MAX_KNOWN) return text === '' ? '' : REMOVED;
    const before = cache.get(`${isProduct} ${text}`);
    if (before !== undefined) return before;
    // What is replaced must not be looked at again: one pass over what the first has left.
    const parts: string[] = [];
    let at = 0;
    for (const found of pattern ? text.matchAll(pattern) : []) {
      parts.push(text.slice(at, found.index).replace(telltales, telling), names.get(found[0].toLowerCase()) ?? REMOVED);
      at = found.index + found[0].length;
    }
    parts.push(text.slice(at).replace(telltales, telling));
    const result = parts.join('');
    cache.set(`${isProduct} ${text}`, result);
    return result;
  };
}
