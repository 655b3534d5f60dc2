/** Text that goes into a SIPp scenario: what XML and SIPp would read as their own is written so that SIPp sends it as it is. */
import { printable } from '../ladder/printable.ts';
import { utf8Bytes } from '../sip/bytes.ts';

/** `[` begins a keyword, `\x` an octet in hexadecimal, `]]>` ends the section. The others are none of XML's, or turn a line around. */
const TAKEN = /\[|\\(?=x)|(?<=\]\])>|\p{Cc}|\p{Cf}|\p{Co}|\p{Cs}|\u2028|\u2029/gu;

/** A line of a message for a CDATA section. SIPp makes octets of `\x5B` again. */
export function sippText(text: string): string {
  return text.replace(TAKEN, (sign) => {
    // A NUL would end SIPp's text.
    if (sign === '\0') return '\uFFFD';
    return [...utf8Bytes(sign)].map((octet) => `\\x${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('');
  });
}

/** A line of a body: SIPp would take spaces at its begin and end away. */
export function sippBodyText(text: string): string {
  return sippText(text).replace(/^ | $/g, '\\x20');
}

/** Text within `<!--` and `-->`, where no two hyphens may stand together. */
export function xmlCommentText(text: string): string {
  return printable(text).replace(/-(?=-|$)/g, '- ').replace(/[<>&]/g, ' ');
}

/** Pieces that match are replaced as told, the text between them is escaped. */
export function replacedText(text: string, pattern: RegExp, keyword: (match: RegExpMatchArray) => string | undefined): string {
  let made = '';
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    made += sippText(text.slice(at, match.index)) + (keyword(match) ?? sippText(match[0]));
    at = match.index + match[0].length;
  }
  return made + sippText(text.slice(at));
}
