/** Status lines in message/sipfrag bodies (RFC 3420): how a transfer is told to go (RFC 3515 2.4.5). */
import { latin1, utf8Bytes, utf8OrLatin1 } from '../../../src-shared/sip/bytes.ts';
import { oneLine } from '../request/safe-text.ts';
import type { Body } from '../subscription/types.ts';

export const SIPFRAG_TYPE = 'message/sipfrag';
/** A status line is no longer; more of the body is not read. */
const MAX_LINE = 512;
const MAX_REASON = 200;

export interface StatusLine {
  status: number;
  reason: string;
}

/** The status line that the fragment begins with; undefined for anything else. */
export function readSipfrag(bytes: Uint8Array): StatusLine | undefined {
  const text = latin1(bytes, 0, Math.min(bytes.length, MAX_LINE));
  const match = /^\s*SIP\/2\.0[ \t]+([1-6]\d\d)(?:[ \t]+([^\r\n]*))?(?:\r|\n|$)/i.exec(text);
  if (!match) return undefined;
  return { status: Number(match[1]), reason: oneLine(utf8OrLatin1(match[2] ?? '')).slice(0, MAX_REASON) };
}

export function sipfragOf({ status, reason }: StatusLine): Body {
  return { contentType: `${SIPFRAG_TYPE};version=2.0`, bytes: utf8Bytes(`SIP/2.0 ${status} ${oneLine(reason)}\r\n`) };
}
