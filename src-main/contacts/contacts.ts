/** The address book, and what is known of those in it: presence (RFC 3856) and busy lamps (RFC 4235). */
import type { EventData, EventName, Handlers } from '../../src-shared/contract.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Account, Contact, ContactState } from '../../src-shared/model.ts';
import { peerAddress } from '../../src-shared/sip/peer-address.ts';
import type { Accounts } from '../calls/accounts.ts';
import { dialTarget } from '../calls/dial-target.ts';
import type { Addressee } from '../chat/chat.ts';
import type { PickUp } from '../events/dialog-info.ts';
import { pickUpIn } from '../events/dialog-info.ts';
import type { Store } from '../store/store.ts';
import type { Known, WatchKind } from './contact-state.ts';
import { ACCEPTS, forget, learn, stateOf, withoutError } from './contact-state.ts';
import type { Wanted } from './subscriptions.ts';
import { watchInWords } from './watch-words.ts';

export interface ContactsOptions {
  store: Store;
  accounts: Pick<Accounts, 'list' | 'contactOf'>;
  /** As for a call; rejects with RungFailure: those of dialling. */
  address(target: string, accountId?: string): Promise<Addressee>;
  /** Others may ask for this account: it is registered, or does not register. */
  isReady(account: Account): boolean;
  emit: <E extends EventName>(event: E, data: EventData<E>) => void;
  /** The list changed: somebody else is to be watched, somebody else may watch us. */
  onChanged(): void;
}

export interface Contacts {
  handlers: Pick<Handlers, 'contact.save' | 'contact.remove'>;
  list(): Contact[];
  states(): ContactState[];
  /** What is to be watched, as things are now. */
  wanted(): Wanted[];
  /** Errors: `contact-gone`, `nothing-to-pick-up`. */
  pickUpOf(contactId: string): PickUp & { accountId: string | undefined };
  nameOf(peer: string): string | undefined;
  has(peer: string): boolean;
}

const MAX_CONTACTS = 5000;

export function createContacts({ store, accounts, address, isReady, emit, onChanged }: ContactsOptions): Contacts {
  const known = new Map<string, Known>();
  const told = new Map<string, string>();
  let list: Contact[] = [];
  let byPeer = new Map<string, Contact>();
  read();

  function read(): void {
    list = store.contacts.list();
    byPeer = new Map(list.map((contact) => [peerAddress(fullAddress(contact)), contact]));
  }

  /** A number or a name is completed as for a call. */
  function fullAddress({ uri, accountId }: Contact): string {
    const found = dialTarget(uri, accounts.list(), accountId);
    return found.ok ? found.value.uri : uri;
  }

  function changed(id: string): void {
    const before = list.find((contact) => contact.id === id);
    read();
    const after = list.find((contact) => contact.id === id);
    if (before?.uri !== after?.uri || before?.accountId !== after?.accountId) known.delete(id);
    for (const kind of before?.watch ?? []) {
      if (!after?.watch.includes(kind)) forgetQuietly(id, kind);
    }
    emit('contacts.changed', list);
    onChanged();
    tell(id);
  }

  function set(id: string, change: (before: Known) => Known): void {
    known.set(id, change(known.get(id) ?? { errors: {} }));
    tell(id);
  }

  function forgetQuietly(id: string, kind: WatchKind): void {
    const before = known.get(id);
    if (before) known.set(id, forget(before, kind, undefined));
  }

  /** Each state once: servers repeat themselves. */
  function tell(id: string): void {
    const state = stateOf(id, known.get(id) ?? { errors: {} });
    const text = JSON.stringify(state);
    if (told.get(id) === text) return;
    told.set(id, text);
    if (list.some((contact) => contact.id === id)) emit('contact.state', state);
    else told.delete(id);
  }

  function watch(contact: Contact, kind: WatchKind, account: Account | undefined): Wanted {
    const { id, uri, accountId } = contact;
    return {
      key: JSON.stringify([id, kind, uri, account?.id, account && accounts.contactOf(account.id)]),
      event: kind,
      accept: ACCEPTS[kind],
      async whom() {
        const to = await address(uri, accountId);
        return { target: to.uri, identity: to.identity };
      },
      onNotify(body, again) {
        let isGap = false;
        set(id, (before) => {
          const learned = learn(before, kind, body);
          isGap = learned.isGap;
          return learned.known;
        });
        if (isGap) again();
      },
      onTrouble(trouble) {
        if (trouble) set(id, (before) => forget(before, kind, watchInWords(trouble.error, trouble.reason)));
        else set(id, (before) => withoutError(before, kind));
      },
    };
  }

  /** None as long as its account is not registered, or there is none for it. */
  function wantedOf(contact: Contact): Wanted[] {
    const kinds = [...new Set(contact.watch)];
    if (kinds.length === 0) return [];
    const found = dialTarget(contact.uri, accounts.list(), contact.accountId);
    const account = found.ok ? found.value.account : undefined;
    if (found.ok && (!account || isReady(account))) return kinds.map((kind) => watch(contact, kind, account));
    for (const kind of kinds) set(contact.id, (before) => forget(before, kind, found.ok ? undefined : found.error));
    return [];
  }

  function save(contact: Contact): Contact {
    const isNew = list.every(({ id }) => id !== contact.id);
    if (isNew && list.length >= MAX_CONTACTS) throw new RungFailure(rungError('contacts-full', 'The address book is full. Remove somebody first.'));
    store.contacts.save(contact);
    changed(contact.id);
    return contact;
  }

  return {
    handlers: {
      'contact.save': save,
      'contact.remove': ({ id }) => {
        store.contacts.remove(id);
        changed(id);
      },
    },
    list: () => list,
    states: () => list.filter(({ watch: kinds }) => kinds.length > 0).map(({ id }) => stateOf(id, known.get(id) ?? { errors: {} })),
    wanted() {
      // Accounts may have changed, and with them what a number stands for.
      read();
      return list.flatMap(wantedOf);
    },
    pickUpOf(contactId) {
      const contact = list.find(({ id }) => id === contactId);
      if (!contact) throw new RungFailure(rungError('contact-gone', 'This contact has been removed.'));
      const pickUp = pickUpIn(known.get(contactId)?.dialogs);
      if (!pickUp) throw new RungFailure(nothingThere());
      const found = dialTarget(contact.uri, accounts.list(), contact.accountId);
      return { ...pickUp, accountId: found.ok ? found.value.account?.id : undefined };
    },
    nameOf: (peer) => byPeer.get(peer)?.name,
    has: (peer) => byPeer.has(peer),
  };
}

function nothingThere(): RungError {
  return rungError('nothing-to-pick-up', 'Nothing rings there any more, or the server does not tell what is needed to take the call.');
}
