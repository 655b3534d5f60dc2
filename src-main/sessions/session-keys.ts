/** The keys of private sessions: their names in the database, the keys with the other secrets. */
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Clock, Secrets } from '../ports.ts';
import type { SessionKey } from '../sap/privacy.ts';
import { keyOfLink, keyOfMaster, keyOfPassphrase, linkOf } from '../sap/privacy.ts';
import type { SessionTable } from '../store/session-table.ts';

export interface SessionKeys {
  /** Fetches what is stored. */
  load(): Promise<void>;
  /** By their id in packets. */
  byId: ReadonlyMap<string, SessionKey>;
  list(): { name: string; createdAtMs: number }[];
  /** Throws RungFailure: `session-key-gone`. */
  get(name: string): SessionKey;
  /** Throws RungFailure: `session-key-exists`. */
  add(name: string, passphrase: string): Promise<void>;
  /** Gives the name. Throws RungFailure: `session-key-link`, `session-key-exists`. */
  take(link: string): Promise<string>;
  link(name: string): string;
  remove(name: string): Promise<void>;
}

export interface SessionKeysOptions {
  clock: Clock;
  secrets: Secrets;
  table: Pick<SessionTable, 'keys' | 'saveKey' | 'removeKey'>;
}

const secretOf = (name: string): string => `session-key:${name}`;

export function createSessionKeys({ clock, secrets, table }: SessionKeysOptions): SessionKeys {
  const byId = new Map<string, SessionKey>();

  const find = (name: string): SessionKey | undefined => [...byId.values()].find((key) => key.name === name);

  function get(name: string): SessionKey {
    const key = find(name);
    if (key) return key;
    throw new RungFailure(rungError('session-key-gone', `There is no key "${name}".`, { name }));
  }

  async function keep(key: SessionKey): Promise<void> {
    const known = find(key.name);
    if (known?.id === key.id) return;
    if (known) throw new RungFailure(rungError('session-key-exists', `There is another key with the name "${key.name}". Choose another name, or remove that one first.`, { name: key.name }));
    await secrets.set(secretOf(key.name), Buffer.from(key.master).toString('base64'));
    table.saveKey(key.name, clock.wallMs());
    byId.set(key.id, key);
  }

  return {
    byId,
    async load() {
      for (const { name } of table.keys()) {
        const secret = await secrets.get(secretOf(name));
        const key = secret === undefined ? undefined : keyOfMaster(name, new Uint8Array(Buffer.from(secret, 'base64')));
        if (key) byId.set(key.id, key);
      }
    },
    list: table.keys,
    get,
    add: async (name, passphrase) => await keep(await keyOfPassphrase(name.trim(), passphrase)),
    async take(link) {
      const key = keyOfLink(link);
      if (!key) throw new RungFailure(rungError('session-key-link', 'This is no link of a session key. One looks like rung://session-key?name=Team&key=…; it must be copied as a whole.'));
      await keep(key);
      return key.name;
    },
    link: (name) => linkOf(get(name)),
    async remove(name) {
      const key = find(name);
      if (key) byId.delete(key.id);
      table.removeKey(name);
      await secrets.remove(secretOf(name));
    },
  };
}
