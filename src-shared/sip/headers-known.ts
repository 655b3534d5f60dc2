/** The header fields Rung knows by name: spelling on the wire, compact form, and whether a value is a comma list
 *  (RFC 3261 7.3.1 and 20; the extensions' own RFCs). Every other field is carried as opaque text. */

import { isToken } from './lexer.ts';

/** `*` marks a comma list; `=x` is the compact form. Ordered by how often a message has them. */
const SPELLINGS = `Via=v* From=f To=t Call-ID=i CSeq Contact=m* Max-Forwards Content-Length=l Content-Type=c Allow* Supported=k* User-Agent
Record-Route* Route* Expires Authorization Proxy-Authorization WWW-Authenticate Proxy-Authenticate Event=o Allow-Events=u* Session-Expires=x
Min-SE Require* Server Accept* Content-Disposition Subscription-State Subject=s Date Refer-To=r Referred-By=b Replaces Reason* Timestamp
Accept-Encoding* Accept-Language* Content-Encoding=e* Content-Language* Organization Priority Proxy-Require* Retry-After Unsupported* Warning*
In-Reply-To* MIME-Version Reply-To Alert-Info* Call-Info* Error-Info* Authentication-Info Min-Expires RSeq RAck Path* Service-Route* Privacy
P-Asserted-Identity* P-Preferred-Identity* P-Access-Network-Info P-Charging-Vector P-Early-Media P-Associated-URI* P-Called-Party-ID
Remote-Party-ID Diversion* History-Info* Accept-Contact=a* Reject-Contact=j* Request-Disposition=d* SIP-ETag SIP-If-Match Join Target-Dialog
Identity=y Identity-Info=n Refer-Sub Referred-To Suppress-If-Match Security-Client* Security-Server* Security-Verify* Geolocation*
Geolocation-Routing Geolocation-Error Flow-Timer Max-Breadth Recv-Info* Info-Package Answer-Mode Priv-Answer-Mode Session-ID User-to-User
Resource-Priority* Accept-Resource-Priority* Feature-Caps* Trigger-Consent Permission-Missing Policy-Contact* Policy-ID* Record-Route-Policy
Location* Encryption Hide Response-Key Also* X-Real-IP X-Asterisk-HangupCause X-Asterisk-HangupCauseCode`;

interface KnownHeader {
  /** Canonical: lower case, long form. */
  name: string;
  /** As written on the wire: `Call-ID`. */
  spelling: string;
  isList: boolean;
}

const byLowerCase = new Map<string, KnownHeader>();
/** Spellings as they usually come, long and compact, under a key of their length and outer letters. */
const bySpelling = new Map<number, { text: string; known: KnownHeader }>();

for (const entry of SPELLINGS.split(/\s+/)) {
  const isList = entry.endsWith('*');
  const [spelling, compact] = (isList ? entry.slice(0, -1) : entry).split('=') as [string, string | undefined];
  const known: KnownHeader = { name: spelling.toLowerCase(), spelling, isList };
  for (const text of compact ? [spelling, compact] : [spelling]) {
    byLowerCase.set(text.toLowerCase(), known);
    const key = spellingKey(text.length, text.charCodeAt(0), text.charCodeAt(text.length - 1));
    if (!bySpelling.has(key)) bySpelling.set(key, { text, known });
  }
}

function spellingKey(length: number, first: number, last: number): number {
  return (length << 16) | (first << 8) | last;
}

/** The canonical name of the field name at `from`..`to` of a message head; undefined when that is no token. The usual spellings are
 *  recognised where they stand, without cutting them out: this is done twenty times a message. */
export function canonicalNameAt(head: string, from: number, to: number): string | undefined {
  const usual = bySpelling.get(spellingKey(to - from, head.charCodeAt(from), head.charCodeAt(to - 1)));
  if (usual !== undefined && head.startsWith(usual.text, from)) return usual.known.name;
  const name = head.slice(from, to);
  return isToken(name) ? canonicalName(name) : undefined;
}

/** `v`, `VIA` and `Via` are `via`. */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return byLowerCase.get(lower)?.name ?? lower;
}

/** How Rung writes the field's name: `call-id` is `Call-ID`; an unknown name gets a capital at the start of each word. */
export function spellingOf(name: string): string {
  return byLowerCase.get(name)?.spelling ?? name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

/** Whether several values may stand on one line of this field, with commas between (RFC 3261 7.3.1). */
export function isCommaList(name: string): boolean {
  return byLowerCase.get(name)?.isList ?? false;
}
