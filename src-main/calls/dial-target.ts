import type { Account } from '../../src-shared/model.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { SipUri } from '../../src-shared/sip/uri.ts';
import { formatUri, parseUri } from '../../src-shared/sip/uri.ts';
import { applyDialPlan, numberIn } from './dial-plan.ts';
import { isEmergencyNumber } from './emergency.ts';
import { telephoneSubscriber } from './tel-uri.ts';

/** What a person typed, made into something that can be called. */
export interface DialTarget {
  /** A SIP URI. */
  uri: string;
  /** On whose behalf; absent for a direct call without an account. */
  account?: Account;
  /** Goes out unchanged and with the caller's number. */
  isEmergency?: true;
}

/** Understands SIP and tel URIs, `name@host`, `Name <sip:…>`, bare numbers and names (completed with the account's domain)
 *  and bare hosts. Numbers go through the account's dial plan; addresses are taken as they are. `accountId` forces an account. Errors: `dial-empty`, `dial-bad-uri`, `dial-needs-account`, `unknown-account`. */
export function dialTarget(input: string, accounts: readonly Account[], accountId?: string): Result<DialTarget, RungError> {
  const usable = accounts.filter((account) => account.enabled);
  const chosen = accountId === undefined ? undefined : usable.find((account) => account.id === accountId);
  if (accountId !== undefined && !chosen) {
    return err(rungError('unknown-account', 'This account does not exist or is switched off. Choose another one.'));
  }
  const text = withoutBrackets(input.trim());
  if (text === '') return err(rungError('dial-empty', 'There is nothing to dial. Type a SIP address or a number.'));
  if (/[\u0000-\u001f\u007f]/.test(text)) return badUri(text, 'it contains control characters');

  if (/^tel:/i.test(text)) return telephoneNumber(text, chosen ?? usable[0]);
  if (/^sips?:/i.test(text)) return sipTarget(text, usable, chosen);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return badUri(text, 'only sip:, sips: and tel: can be called');
  if (text.includes('@')) return sipTarget(`sip:${text}`, usable, chosen);
  return bareWord(text, usable, chosen);
}

/** `"Bob" <sip:bob@example.org>` as pasted from a mail or a message. */
function withoutBrackets(text: string): string {
  const match = /<([^<>]+)>/.exec(text);
  return match?.[1]?.trim() ?? text;
}

function sipTarget(text: string, usable: readonly Account[], chosen: Account | undefined): Result<DialTarget, RungError> {
  const parsed = parseUri(text);
  if (!parsed.ok) return badUri(text, parsed.error.message.replace(/\.$/, ''));
  const uri = parsed.value;
  if (uri.scheme !== 'sip' && uri.scheme !== 'sips') return badUri(text, 'only sip:, sips: and tel: can be called');
  const account = chosen ?? accountFor(uri, usable);
  if (!account) return ok({ uri: formatUri(uri) });
  const target: DialTarget = { uri: formatUri(uri), account };
  return ok(isEmergencyNumber(uri.user ?? '') && sameHost(account.domain, uri) ? { ...target, isEmergency: true } : target);
}

/** The account at home in the URI's domain; for other names the first one; none for addresses, which are called directly. */
function accountFor(uri: SipUri, usable: readonly Account[]): Account | undefined {
  const atHome = usable.find((account) => sameHost(account.domain, uri));
  if (atHome) return atHome;
  return isAddress(uri.host) || uri.host === 'local' || uri.host === 'localhost' ? undefined : usable[0];
}

function sameHost(domain: string, uri: SipUri): boolean {
  const home = parseUri(`sip:${domain}`);
  return home.ok && home.value.scheme === 'sip' && home.value.host === uri.host && (home.value.port ?? 5060) === (uri.port ?? 5060);
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}

/** RFC 3261 19.1.6: a telephone number becomes the user part at the domain that can route it. */
function telephoneNumber(text: string, account: Account | undefined): Result<DialTarget, RungError> {
  const parsed = parseUri(text);
  if (!parsed.ok || parsed.value.scheme !== 'tel') return badUri(text, 'the number is not well-formed');
  if (!account) return needsAccount(parsed.value.number);
  return atHome(telephoneSubscriber(parsed.value, account), account, true);
}

function bareWord(text: string, usable: readonly Account[], chosen: Account | undefined): Result<DialTarget, RungError> {
  const account = chosen ?? usable[0];
  const number = isAddress(text) ? undefined : numberIn(text);
  if (number !== undefined) {
    return account ? atHome(applyDialPlan(number, account.dialPlan), account, account.dialPlan.userPhone) : needsAccount(text);
  }
  const looksLikeHost = /[.:]/.test(text) || text === 'localhost';
  if (looksLikeHost) return sipTarget(`sip:${text}`, usable, chosen);
  return account ? atHome(text, account, false) : needsAccount(text);
}

/** `user` as it is meant, not escaped. */
function atHome(user: string, account: Account, isPhone: boolean): Result<DialTarget, RungError> {
  const home = parseUri(`sip:${account.domain}`);
  if (!home.ok || home.value.scheme !== 'sip') return badUri(`${user}@${account.domain}`, 'the domain of the account is not well-formed');
  const parameters = new Map(home.value.parameters);
  if (isPhone) parameters.set('user', 'phone');
  const target: DialTarget = { uri: formatUri({ ...home.value, user, parameters }), account };
  return ok(isEmergencyNumber(user) ? { ...target, isEmergency: true } : target);
}

function badUri(text: string, why: string): Result<never, RungError> {
  const shown = text.replace(/[\u0000-\u001f\u007f]/g, '\ufffd').slice(0, 80);
  return err(rungError('dial-bad-uri', `"${shown}" cannot be dialled: ${why}. A SIP address looks like sip:bob@example.org.`, { target: shown, why }));
}

function needsAccount(text: string): Result<never, RungError> {
  return err(rungError(
    'dial-needs-account',
    `"${text}" is a number or a name, and there is no account whose server could find it. Add an account, or dial a full address such as sip:bob@192.0.2.7.`,
    { target: text },
  ));
}
