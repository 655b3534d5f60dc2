/** Those who watch us (RFC 6665, as notifier): presence and our lines, told to the people in the address book and to nobody else. */
import type { Account } from '../../src-shared/model.ts';
import { peerAddress } from '../../src-shared/sip/peer-address.ts';
import { toOf } from '../../src-shared/sip/typed-headers.ts';
import type { Identity } from '../sip/identity.ts';
import type { Body, IncomingSubscription, Watcher } from '../sip/subscription/types.ts';

/** Something that can be watched. */
export interface Served {
  contentType: string;
  /** As things are now; `version` counts the documents of one subscription. Same text: nothing new to tell. */
  document(about: About, version: number): Uint8Array;
  /** Changes whenever a document would, apart from its version. */
  fingerprint(about: About): string;
}

/** Whom they asked about. */
export interface About {
  /** Address of record. */
  entity: string;
  account: Account | undefined;
}

export interface Watchers {
  serve(served: Served): (incoming: IncomingSubscription) => void;
  /** Something may have changed: those who do not know yet are told; who is no longer in the address book is sent away. */
  update(): void;
  /** Nobody watches any longer; what was open is ended. */
  stop(): void;
}

interface Watching {
  peer: string;
  served: Served;
  about: About;
  version: number;
  told: string;
  watcher?: Watcher;
}

const MAX_WATCHERS = 200;
/** One person may have a few phones. */
const MAX_PER_PEER = 10;

export interface WatchersOptions {
  isContact(peer: string): boolean;
  /** Is it the one whom From names, as far as can be known? */
  isVouchedFor(incoming: IncomingSubscription): boolean;
  about(incoming: IncomingSubscription): About;
  /** Whose password answers should a proxy challenge our NOTIFY. */
  identity(account: Account): Promise<Identity>;
}

export function createWatchers({ isContact, isVouchedFor, about, identity }: WatchersOptions): Watchers {
  const all = new Set<Watching>();

  function take(served: Served, incoming: IncomingSubscription): void {
    const peer = peerAddress(incoming.from.uri);
    if (!isContact(peer) || !isVouchedFor(incoming)) return incoming.reject(403);
    // RFC 6665 4.2.1.3: without Accept the package's own type is meant.
    if (!accepts(incoming, served.contentType)) return incoming.reject(406, [['accept', served.contentType]]);
    if (all.size >= MAX_WATCHERS || countOf(peer) >= MAX_PER_PEER) return incoming.reject(480, [['retry-after', '300']]);
    const watching: Watching = { peer, served, about: about(incoming), version: 0, told: '' };
    const { account } = watching.about;
    if (account) void identity(account).then((own) => (incoming.identity = own));
    // Before `accept`: a subscription for this moment only may end within it.
    all.add(watching);
    watching.watcher = incoming.accept(() => nextBody(watching), { onEnd: () => void all.delete(watching) });
  }

  function countOf(peer: string): number {
    return [...all].filter((watching) => watching.peer === peer).length;
  }

  function tell(watching: Watching): void {
    watching.told = watching.served.fingerprint(watching.about);
    watching.watcher?.notify(() => nextBody(watching));
  }

  /** RFC 4235 4.1: the version counts what was sent, so it is made when it goes out. */
  function nextBody(watching: Watching): Body {
    const { served } = watching;
    watching.told = served.fingerprint(watching.about);
    return { contentType: served.contentType, bytes: served.document(watching.about, watching.version++) };
  }

  function end(watching: Watching, reason: 'rejected' | 'deactivated'): void {
    all.delete(watching);
    watching.watcher?.end(reason);
  }

  return {
    serve: (served) => (incoming) => take(served, incoming),
    update() {
      for (const watching of [...all]) {
        if (!isContact(watching.peer)) end(watching, 'rejected');
        else if (watching.told !== watching.served.fingerprint(watching.about)) tell(watching);
      }
    },
    stop() {
      for (const watching of [...all]) end(watching, 'deactivated');
    },
  };
}

function accepts({ request }: IncomingSubscription, contentType: string): boolean {
  if (!request.headers.has('accept')) return true;
  const types = request.headers.all('accept').map((value) => value.split(';', 1)[0]?.trim().toLowerCase());
  return types.some((type) => type === contentType || type === '*/*' || type === 'application/*');
}

/** Where no account was asked about: the address in To. */
export function addressedEntity({ request }: IncomingSubscription): string {
  return peerAddress(toOf(request)?.uri ?? request.uri);
}
