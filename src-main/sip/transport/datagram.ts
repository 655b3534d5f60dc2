/** What arrives at a SIP port without being SIP. */

/** Keep-alives (up to four octets, or nothing but line ends and zeros; RFC 5626 3.5.1), STUN and other binary protocols
 *  begin with an octet that no SIP start line begins with. They are nobody's message and leave no trace. */
export function isNotSip(bytes: Uint8Array): boolean {
  if (bytes.length <= 4) return true;
  let at = 0;
  while (at < bytes.length && isFiller(bytes[at] ?? 0)) at++;
  const first = bytes[at] ?? 0;
  return first <= 0x20 || first >= 0x7f;
}

function isFiller(octet: number): boolean {
  return octet === 0x0d || octet === 0x0a || octet === 0;
}
