/** Which message repeats an earlier one: same way, same transaction, same start line. Of the live tap and of files. */
import type { TracedMessage } from '../model.ts';

/** What a repetition is known by. */
export type Repeatable = Pick<TracedMessage, 'seq' | 'direction' | 'local' | 'remote' | 'callId' | 'cseq' | 'method' | 'branch' | 'toTag' | 'start'>;

/** Characters of remembered keys: some 30 000 messages of the usual kind, or a few very long ones. */
const MAX_REMEMBERED = 8_000_000;

/** Answers with the `seq` of the first message of the same kind. The To tag tells forked answers apart (RFC 3261 19.3).
 *  Two generations of memory, the older of which is dropped whole: taking the oldest keys out of a Map one by one is slow. */
export function createRepetitionFinder(): (traced: Repeatable, rseq: string) => number | undefined {
  let young = new Map<string, number>();
  let old = new Map<string, number>();
  let remembered = 0;

  function remember(key: string, seq: number): void {
    if (remembered + key.length > MAX_REMEMBERED / 2) {
      old = young;
      young = new Map();
      remembered = 0;
    }
    young.set(key, seq);
    remembered += key.length;
  }

  return (traced, rseq) => {
    const { direction, local, remote, callId, cseq, method, branch, toTag, start } = traced;
    if (callId === '' || cseq === undefined) return undefined;
    // RFC 3261 13.2.2.4: the ACK to a 2xx is sent again with every copy of the 2xx, by many phones with a new branch each time.
    const transaction = method === 'ACK' ? '' : branch;
    // Joined, not a template: V8 would keep that as a tree of its parts, and with them the whole texts that they were cut from.
    const key = [callId, cseq, method, transaction, toTag, rseq, direction, local, remote, start].join(' ');
    const first = young.get(key) ?? old.get(key);
    if (first === undefined) remember(key, traced.seq);
    return first;
  };
}
