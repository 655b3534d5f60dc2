/** The sent-bys that we wrote into Vias (RFC 3261 18.1.2): one for each own address, and with TLS one for each connection. */

/** Those used last; far more than there are at one time. */
const MAX = 256;

interface OwnSentBys {
  add(sentBy: string): void;
  has(sentBy: string): boolean;
}

export function createOwnSentBys(): OwnSentBys {
  const known = new Set<string>();
  let last = '';

  return {
    add(sentBy) {
      if (sentBy === last) return;
      last = sentBy;
      known.delete(sentBy);
      known.add(sentBy);
      if (known.size > MAX) known.delete(known.keys().next().value ?? '');
    },
    has: (sentBy) => known.has(sentBy),
  };
}
