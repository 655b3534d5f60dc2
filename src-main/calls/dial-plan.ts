/** How a number that a person types becomes the one that is sent: clean it, let the account's rules at it, make it international.
 *  Pure. Emergency numbers pass unchanged. */
import type { DialPlan } from '../../src-shared/dial-plan-model.ts';
import { isEmergencyNumber } from './emergency.ts';

/** Digits, `*`, `#` and a leading `+` of what was typed; undefined where it is no telephone number but a name or a host. */
export function numberIn(text: string): string | undefined {
  const number = withoutSeparators(withoutTrunkZero(lettersAsDigits(text)));
  return /^\+?[\d*#]+$/.test(number) ? number : undefined;
}

/** `+49 (0)30 1234`: the zero in brackets is dialled only without the +49 (E.123 does not know it, letterheads do). */
function withoutTrunkZero(text: string): string {
  return text.replace(/^(\s*\+[\d\s]{1,5})\(0\)/, '$1');
}

/** What is written into numbers for the eye: RFC 3966 5.1.1, spaces of any kind, slashes, the dashes of word processors. */
function withoutSeparators(number: string): string {
  return number.replace(/[\s().\-/\u2010-\u2015\u2212\u2060\u200b\u202d\u202c]/g, '');
}

/** `0800 FLOWERS`, `1-800-GO-FEDEX`: capitals after a number has begun are keys (ITU-T E.161); anything else is a name. */
const VANITY = /^[+\d\s().\-/]+[A-Z][A-Z\d\s().\-/]*$/;

function lettersAsDigits(text: string): string {
  const digitsFirst = /^[^A-Z]*/.exec(text)?.[0].replace(/\D/g, '').length ?? 0;
  const letters = text.replace(/[^A-Z]/g, '').length;
  return digitsFirst >= 3 && letters >= 3 && VANITY.test(text) ? text.replace(/[A-Z]/g, keyOf) : text;
}

const KEYS = ['ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ'];

function keyOf(letter: string): string {
  return String(KEYS.findIndex((letters) => letters.includes(letter)) + 2);
}

/** What is sent for a number as `numberIn` gives it. */
export function applyDialPlan(number: string, plan: DialPlan): string {
  if (isEmergencyNumber(number)) return number;
  const ruled = byRules(number, plan);
  return plan.format === 'e164' ? international(ruled, plan) : ruled;
}

function byRules(number: string, { rules }: DialPlan): string {
  const rule = rules.find(({ match }) => number.startsWith(match));
  return rule ? rule.add + number.slice(rule.strip) : number;
}

/** What stands before a national number when it is dialled within its country; in countries that are not here, `0`.
 *  Empty: nothing, and (Italy) a zero belongs to the number. ITU-T E.164 annex "Dialling procedures". */
const TRUNK_PREFIX: Readonly<Record<string, string>> = {
  1: '1', 7: '8', 36: '06', 30: '', 34: '', 39: '', 45: '', 47: '', 48: '', 351: '', 352: '', 357: '', 371: '', 372: '', 378: '', 420: '',
};
/** Shorter ones are extensions of the house. */
const SHORTEST_SUBSCRIBER_NUMBER = 6;
/** Without a trunk prefix only its length tells a national number from an extension. */
const SHORTEST_NATIONAL_NUMBER = 8;

/** National and international notation as `+49…` (RFC 3966 5.1.4); what is neither stays. */
function international(number: string, { countryCode, areaCode }: DialPlan): string {
  if (countryCode === '' || !/^\d+$/.test(number) || isEmergencyNumber(number)) return number;
  const abroad = countryCode === '1' ? '011' : '00';
  if (number.startsWith(abroad)) return `+${number.slice(abroad.length)}`;
  const trunk = TRUNK_PREFIX[countryCode] ?? '0';
  if (trunk === '') return number.length >= SHORTEST_NATIONAL_NUMBER ? `+${countryCode}${number}` : number;
  if (countryCode === '1' && number.length === 10) return `+1${number}`;
  const isNational = number.startsWith(trunk) && number.length > trunk.length + 2 && (countryCode !== '1' || number.length === 11);
  if (isNational) return `+${countryCode}${number.slice(trunk.length)}`;
  const isLocal = areaCode !== '' && number.length >= SHORTEST_SUBSCRIBER_NUMBER;
  return isLocal ? `+${countryCode}${areaCode}${number}` : number;
}
