/** Other names for whatever tells who called whom: the same thing gets the same name wherever it stands. */
import { isIpAddress } from '../sip/ip-address.ts';
import { createAddressNames } from './address-names.ts';
import type { RandomSource } from './address-names.ts';
import { createNumberNames, isNumber } from './number-names.ts';
import { createTextNames } from './text-names.ts';

export type NameKind = 'address' | 'host' | 'number' | 'user' | 'person' | 'callId' | 'tag' | 'branch' | 'token';

export interface Names {
  /** IP address, without brackets. */
  address(text: string): string;
  /** Host name or IP address. */
  host(text: string): string;
  /** User part of a URI, unescaped: a number stays one of its length. */
  user(text: string): string;
  /** Display name. */
  person(text: string): string;
  callId(text: string): string;
  tag(text: string): string;
  branch(text: string): string;
  /** Anything that is told apart by being equal or not: nonces, instance ids. */
  token(text: string): string;
  /** Text for people, with all that has another name replaced in it. */
  text(text: string, isProduct?: boolean): string;
  /** What was given a name, by kind. */
  known: ReadonlyMap<NameKind, ReadonlyMap<string, string>>;
}

const KINDS: readonly NameKind[] = ['address', 'host', 'number', 'user', 'person', 'callId', 'tag', 'branch', 'token'];
/** Names that say that there is none (RFC 3323 4.1.1.3), and those that mean the same everywhere. */
const NOBODY = new Set(['', 'anonymous', 'anonymous.invalid', 'localhost', 'unavailable', 'unknown', '-', '*']);
/** Endings that tell something about the kind of network. */
const TELLING_ENDINGS = ['invalid', 'local', 'test', 'localhost', 'internal', 'arpa'];
/** RFC 3261 8.1.1.7. */
const MAGIC_COOKIE = 'z9hG4bK';

/** `avoid`: what no name may be, since it is the original of something. */
export function createNames(random: RandomSource, avoid: ReadonlySet<string> = new Set()): Names {
  const known = new Map<NameKind, Map<string, string>>(KINDS.map((kind) => [kind, new Map()]));
  const addresses = createAddressNames(random);
  const numbers = createNumberNames(random, avoid);
  const labels = new Map<string, string>();
  const domains = new Map<string, string>();

  function named(kind: NameKind, key: string, make: (count: number) => string): string {
    const names = known.get(kind) as Map<string, string>;
    const name = names.get(key) ?? make(names.size + 1);
    names.set(key, name);
    return name;
  }

  /** `tag-1`, or the next one that is nothing's original. */
  function counted(prefix: string): (count: number) => string {
    return (count) => {
      let name = `${prefix}${count}`;
      for (let more = 0; avoid.has(name); more++) name = `${prefix}${count}-${more}`;
      return name;
    };
  }

  function numbered(table: Map<string, string>, key: string, prefix: string): string {
    const name = table.get(key) ?? counted(prefix)(table.size + 1);
    table.set(key, name);
    return name;
  }

  /** The domain that somebody owns, and the names within it. */
  function hostName(text: string): string {
    const parts = text.replace(/\.$/, '').split('.');
    if (parts.length === 1) return numbered(labels, text, 'host-');
    const [ending = ''] = parts.slice(-1);
    const owned = `${numbered(domains, parts.slice(-2).join('.'), 'domain-')}.${TELLING_ENDINGS.includes(ending) ? ending : 'example'}`;
    const within = parts.slice(0, -2).map((part) => (part.startsWith('_') ? part : numbered(labels, part, 'host-')));
    return [...within, owned].join('.');
  }

  const address = (text: string): string => named('address', text, () => addresses(text));

  const names: Names = {
    known,
    address,
    host(text) {
      const lower = text.toLowerCase();
      if (NOBODY.has(lower)) return text;
      return isIpAddress(lower) ? address(lower) : named('host', lower, () => hostName(lower));
    },
    user(text) {
      if (NOBODY.has(text.toLowerCase())) return text;
      if (isNumber(text)) return numbers(text, (digits, make) => named('number', digits, make));
      if (isIpAddress(text)) return address(text);
      return named('user', text, counted('user-'));
    },
    person(text) {
      const lower = text.toLowerCase();
      if (NOBODY.has(lower)) return text;
      if (isNumber(text)) return names.user(text);
      const user = [...known.get('user') as Map<string, string>].find(([original]) => original.toLowerCase() === lower);
      return user?.[1] ?? named('person', lower, counted('Person '));
    },
    callId: (text) => (text === '' ? '' : named('callId', text, counted('call-'))),
    tag: (text) => (text === '' ? '' : named('tag', text, counted('tag-'))),
    branch: (text) => (text === '' ? '' : named('branch', text, counted(text.startsWith(MAGIC_COOKIE) ? `${MAGIC_COOKIE}-` : 'branch-'))),
    token: (text) => (text === '' ? '' : named('token', text, counted('token-'))),
    text: createTextNames(known, { host: (text) => names.host(text), user: (text) => names.user(text), address }),
  };
  return names;
}
