/** What another attempt could do otherwise, by what went wrong. Pure. */
import type { Account, DialChange, TransportName } from '../../src-shared/model.ts';

export interface RetryChoice {
  /** Of the text `retry.…`. */
  kind: 'tcp' | 'udp' | 'pcma' | 'plain' | 'encrypted' | 'info' | 'inband' | 'noTimer' | 'shown' | 'account';
  change: DialChange;
  /** Of the account. */
  name: string;
}

export interface RetryContext {
  /** How the attempt went out. */
  transport: TransportName;
  accountId: string | undefined;
  accounts: readonly Pick<Account, 'id' | 'label' | 'user' | 'domain' | 'enabled'>[];
}

type Kind = Exclude<RetryChoice['kind'], 'account'>;

const CHANGES: Record<Kind, DialChange> = {
  tcp: { transport: 'tcp' },
  udp: { transport: 'udp' },
  pcma: { codecs: ['PCMA'] },
  plain: { srtp: 'off' },
  encrypted: { srtp: 'required' },
  info: { dtmfMode: 'info' },
  inband: { dtmfMode: 'inband' },
  noTimer: { sessionTimer: false },
  shown: { anonymous: false },
};

const BY_RULE: Record<string, readonly (Kind | 'account')[]> = {
  'refused': ['tcp', 'udp'],
  'no-response': ['tcp'],
  'request-timeout': ['tcp'],
  'oversized-request': ['tcp', 'pcma'],
  'nat-mapping-changed': ['tcp'],
  'alg-meddling': ['tcp'],
  'tls-failed': ['tcp'],
  'wrong-password': ['account'],
  'wrong-realm': ['account'],
  'password-needed': ['account'],
  'auth-loop': ['account'],
  'forbidden': ['account'],
  'anonymity-refused': ['shown'],
  'not-acceptable': ['pcma'],
  'srtp-mismatch': ['plain', 'encrypted'],
  'unreadable-srtp': ['plain'],
  'payload-mismatch': ['pcma'],
  'unagreed-payload-type': ['pcma'],
  'ptime-mismatch': ['pcma'],
  'dtmf-not-agreed': ['info', 'inband'],
  'dtmf-info-refused': ['inband'],
  'session-interval': ['noTimer'],
  'session-expired': ['noTimer'],
  'reinvite-lost-call': ['noTimer'],
};

/** What fits the finding; nothing that the attempt did already. */
export function retryChoices(rule: string, { transport, accountId, accounts }: RetryContext): RetryChoice[] {
  return (BY_RULE[rule] ?? []).flatMap((kind): RetryChoice[] => {
    if (kind === transport || (kind === 'udp' && transport === 'tls')) return [];
    if (kind !== 'account') return [{ kind, change: CHANGES[kind], name: '' }];
    const others = accounts.filter(({ id, enabled }) => enabled && id !== accountId);
    return others.map(({ id, label, user, domain }) => ({ kind, change: { accountId: id }, name: label || `${user}@${domain}` }));
  });
}

/** The same way back: what an attempt was made with. */
export function retryKind(change: DialChange): RetryChoice['kind'] | undefined {
  if (change.accountId !== undefined) return 'account';
  return (Object.keys(CHANGES) as Kind[]).find((kind) => JSON.stringify(CHANGES[kind]) === JSON.stringify(change));
}
