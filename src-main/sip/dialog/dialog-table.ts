/** Finds the session that a message inside a dialog belongs to. Call-ID and our own tag name it (our tags are random);
 *  the session itself compares the peer's tag. */
import type { SipMessage, SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { callIdOf, tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Clock } from '../../ports.ts';
import type { ServerTransaction } from '../transactions.ts';

export interface DialogOwner {
  /** False: none of this session's dialogs, so 481. */
  onRequest(transaction: ServerTransaction): boolean;
  onAck(ack: SipRequest): void;
  /** A 2xx to our INVITE that no transaction claims any more. */
  onLateSuccess(response: SipResponse): void;
}

export interface DialogTable {
  add(callId: string, localTag: string, owner: DialogOwner): void;
  /** The owner is over: what still comes for it is answered 481. */
  remove(callId: string, localTag: string): void;
  /** The owner is over, but answers of late forks are still its business for `keepMs`. */
  retire(callId: string, localTag: string, keepMs: number): void;
  /** By the To tag of a request or the From tag of a response. */
  find(message: SipMessage): DialogOwner | undefined;
  /** Owners that are not over: none, when everything has ended. */
  readonly size: number;
}

interface Entry {
  owner: DialogOwner;
  untilMs: number;
}

/** Retired owners that are remembered at most: enough for every call of the last half minute. */
const MAX_RETIRED = 256;

export function createDialogTable(clock: Clock): DialogTable {
  const live = new Map<string, DialogOwner>();
  /** In the order of their retirement, so the first one is the oldest. */
  const retired = new Map<string, Entry>();
  const key = (callId: string, localTag: string): string => `${localTag}\n${callId}`;

  function prune(): void {
    for (const [id, entry] of retired) {
      if (entry.untilMs > clock.nowMs() && retired.size <= MAX_RETIRED) return;
      retired.delete(id);
    }
  }

  return {
    get size() {
      return live.size;
    },
    add: (callId, localTag, owner) => void live.set(key(callId, localTag), owner),
    remove: (callId, localTag) => void live.delete(key(callId, localTag)),
    retire(callId, localTag, keepMs) {
      const id = key(callId, localTag);
      const owner = live.get(id);
      live.delete(id);
      if (owner) retired.set(id, { owner, untilMs: clock.nowMs() + keepMs });
      prune();
    },
    find(message) {
      const tags = tagsOf(message);
      const id = key(callIdOf(message), message.kind === 'request' ? tags.to : tags.from);
      const owner = live.get(id);
      if (owner) return owner;
      prune();
      return retired.get(id)?.owner;
    },
  };
}
