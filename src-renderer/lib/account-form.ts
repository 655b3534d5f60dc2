/** What an account form may hold, before the core sees it. Pure. */
import type { Account, CodecName } from '../../src-shared/model.ts';
import { accountSchema, defaultAccountOptions, defaultCodecs } from '../../src-shared/model.ts';

export function newAccount(): Account {
  return {
    id: globalThis.crypto.randomUUID(),
    label: '', displayName: '', user: '', domain: '', authUser: '', proxy: '',
    transport: 'auto', register: true, expiresS: 600, codecs: [...defaultCodecs], enabled: true, ...structuredClone(defaultAccountOptions), mailbox: true,
  };
}

/** One place up or down; the same where there is no further place. */
export function movedCodec(codecs: readonly CodecName[], codec: CodecName, by: -1 | 1): CodecName[] {
  const from = codecs.indexOf(codec);
  const to = from + by;
  if (from < 0 || to < 0 || to >= codecs.length) return [...codecs];
  return codecs.toSpliced(from, 1).toSpliced(to, 0, codec);
}

/** Someone who pastes `sip:alice@example.org:5080` into the user field means both fields. */
export function splitAddress(text: string): { user: string; domain: string } | undefined {
  const match = /^(?:sips?:)?([^@\s]+)@([^\s;?>]+)/i.exec(text.trim());
  const [, user, domain] = match ?? [];
  return user && domain ? { user, domain } : undefined;
}

export type AccountFault =
  | 'userMissing' | 'userSpaces' | 'domainMissing' | 'domainWrong' | 'expiresWrong' | 'codecsMissing' | 'proxyWrong' | 'stunWrong' | 'numberWrong' | 'secondsWrong';
export type AccountFaults = Partial<Record<keyof Account, AccountFault>>;

/** host, IPv4 or [IPv6], each with an optional port. */
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?)(:\d{1,5})?$/i;

export function accountFaults(account: Account): AccountFaults {
  const faults: AccountFaults = {};
  if (account.user.trim() === '') faults.user = 'userMissing';
  else if (/\s/.test(account.user.trim())) faults.user = 'userSpaces';
  if (account.domain.trim() === '') faults.domain = 'domainMissing';
  else if (!HOST.test(account.domain.trim())) faults.domain = 'domainWrong';
  const proxies = account.proxy.split(',').map((proxy) => proxy.trim()).filter((proxy) => proxy !== '');
  if (proxies.some((proxy) => !/^sips?:\S+$/i.test(proxy) && !HOST.test(proxy))) faults.proxy = 'proxyWrong';
  const stun = account.stunServer.trim();
  if (stun !== '' && !HOST.test(stun)) faults.stunServer = 'stunWrong';
  const { shape } = accountSchema;
  if (!shape.dialPlan.safeParse(account.dialPlan).success) faults.dialPlan = 'numberWrong';
  if (!shape.keepAliveS.safeParse(account.keepAliveS).success) faults.keepAliveS = 'secondsWrong';
  if (!shape.sessionExpiresS.safeParse(account.sessionExpiresS).success) faults.sessionExpiresS = 'secondsWrong';
  if (!shape.expiresS.safeParse(account.expiresS).success) faults.expiresS = 'expiresWrong';
  if (account.codecs.length === 0) faults.codecs = 'codecsMissing';
  return faults;
}

/** Without the spaces that pasting brings. */
export function tidyAccount(account: Account): Account {
  const { label, displayName, user, domain, authUser, proxy, stunServer, mailboxNumber } = account;
  return {
    ...account,
    codecs: [...account.codecs],
    stunServer: stunServer.trim(), mailboxNumber: mailboxNumber.trim(),
    dialPlan: { ...account.dialPlan, rules: account.dialPlan.rules.map((rule) => ({ ...rule })) },
    label: label.trim(), displayName: displayName.trim(), user: user.trim(), domain: domain.trim(), authUser: authUser.trim(), proxy: proxy.trim(),
  };
}
