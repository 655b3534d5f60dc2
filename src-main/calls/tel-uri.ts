/** A tel: URI as the user part of a SIP URI (RFC 3966, RFC 3261 19.1.6). Pure. */
import type { Account } from '../../src-shared/model.ts';
import type { TelUri } from '../../src-shared/sip/uri.ts';
import { applyDialPlan, numberIn } from './dial-plan.ts';

/** RFC 3261 19.1.6: these two come first and in this order, the others follow by name. */
const FIRST = ['isub', 'postd'];

/** `+4930123`, `7042;phone-context=example.com`, `+1201555;ext=17`. Parameters are part of the number and go with it. */
export function telephoneSubscriber(tel: TelUri, account: Account): string {
  const parameters = new Map(tel.parameters);
  const isOurs = tel.number.startsWith('+') || isOurNumbering(parameters.get('phone-context'), account);
  if (isOurs) parameters.delete('phone-context');
  // The hexadecimal digits of a local number (RFC 3966 5.1.2) fit no plan.
  const bare = numberIn(tel.number);
  const number = bare !== undefined && isOurs ? applyDialPlan(bare, account.dialPlan) : (bare ?? tel.number.replace(/[().-]/g, ''));
  return number + [...parameters].sort(byName).map(([name, value]) => `;${name}${value === '' ? '' : `=${value}`}`).join('');
}

/** RFC 3966 5.1.5: where a local number means something: a domain, or the beginning of global numbers. Without one it is meant for us. */
function isOurNumbering(context: string | undefined, account: Account): boolean {
  if (context === undefined) return true;
  const { countryCode } = account.dialPlan;
  return context.toLowerCase() === account.domain.replace(/:\d+$/, '').toLowerCase() || (countryCode !== '' && context === `+${countryCode}`);
}

function byName([a]: [string, string], [b]: [string, string]): number {
  const [left, right] = [FIRST.indexOf(a), FIRST.indexOf(b)];
  if (left >= 0 || right >= 0) return (left < 0 ? FIRST.length : left) - (right < 0 ? FIRST.length : right);
  return a < b ? -1 : 1;
}
