/** Tools that look for phones and PBXs to abuse. They are known by how they present themselves, which only the careless ones do not change:
 *  the rates in guard.ts stop the others. */
import type { SipRequest } from '../../src-shared/sip/message.ts';

/** Product names, whole and at the start of User-Agent, as nobody's real phone has them. sipsak, SIPp, Nmap's own scripts and the like are
 *  left alone: engineers use them on purpose. */
const PRODUCTS: ReadonlySet<string> = new Set([
  'friendly-scanner', 'friendly-request', 'sipvicious', 'svmap', 'svwar', 'svcrack', 'sundayddr', 'sip-scan', 'sipscan', 'sipscanner', 'sipcli',
  'siparmyknife', 'sivus', 'iwar', 'smap', 'pplsip', 'vaxsipuseragent', 'vaxipuseragent', 'sipptk', 'sip_scan', 'voipscan', 'sipbrute',
]);

/** SIPVicious' display name in From and To whatever its User-Agent, and Nmap's probe of the service, which is from and to nobody. */
const PARTIES = [/^\s*"?sipvicious"?\s*</i, /^\s*<?sip:nm2?@nm2?>?\s*(?:;|$)/i];

export function isScanner({ headers }: SipRequest): boolean {
  const product = /^[^\s/]+/.exec(headers.first('user-agent')?.trim() ?? '')?.[0].toLowerCase() ?? '';
  if (PRODUCTS.has(product)) return true;
  return [headers.first('from'), headers.first('to')].some((party) => party !== undefined && PARTIES.some((pattern) => pattern.test(party)));
}
