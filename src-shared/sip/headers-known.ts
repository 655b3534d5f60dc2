/** The header fields Rung knows by name: spelling on the wire, compact form, and whether a value is a comma list
 *  (RFC 3261 7.3.1 and 20; the extensions' own RFCs). Every other field is carried as opaque text. */

import { utf8Bytes } from './bytes.ts';

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
  isList: boolean;
}

/** Long and compact names, in lower case. */
const byLowerCase = new Map<string, KnownHeader>();
/** Canonical name to wire spelling. */
const spellings = new Map<string, string>();
/** Spellings as they usually come, long and compact, under a key of their length and outer letters; of two with one key the more common. */
const bySpelling = new Array<{ octets: Uint8Array; name: string } | undefined>(2048).fill(undefined);

for (const entry of SPELLINGS.split(/\s+/)) {
  const isList = entry.endsWith('*');
  const [spelling, compact] = (isList ? entry.slice(0, -1) : entry).split('=') as [string, string | undefined];
  const known: KnownHeader = { name: spelling.toLowerCase(), isList };
  spellings.set(known.name, spelling);
  for (const text of compact ? [spelling, compact] : [spelling]) {
    byLowerCase.set(text.toLowerCase(), known);
    const key = spellingKey(text.length, text.charCodeAt(0), text.charCodeAt(text.length - 1));
    bySpelling[key] ??= { octets: utf8Bytes(text), name: known.name };
  }
}

function spellingKey(length: number, first: number, last: number): number {
  return (length * 67 + first * 31 + last * 5) & 2047;
}

/** The canonical name of the field name at `from`..`to`, when it has one of the usual spellings. They are recognised where they stand,
 *  without making a string: this is done twenty times a message. */
export function usualNameAt(bytes: Uint8Array, from: number, to: number): string | undefined {
  const usual = bySpelling[spellingKey(to - from, bytes[from] as number, bytes[to - 1] as number)];
  if (usual === undefined || usual.octets.length !== to - from) return undefined;
  const { octets } = usual;
  for (let i = 0; i < octets.length; i++) if (bytes[from + i] !== octets[i]) return undefined;
  return usual.name;
}

/** `v`, `VIA` and `Via` are `via`. */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return byLowerCase.get(lower)?.name ?? lower;
}

/** How Rung writes the field's name: `call-id` is `Call-ID`; an unknown name gets a capital at the start of each word. */
export function spellingOf(name: string): string {
  return spellings.get(name) ?? name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

export function isKnown(name: string): boolean {
  return spellings.has(name);
}

/** Whether several values may stand on one line of this field, with commas between (RFC 3261 7.3.1). */
export function isCommaList(name: string): boolean {
  return byLowerCase.get(name)?.isList ?? false;
}
