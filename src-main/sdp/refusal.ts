/** Why an offer or an answer cannot be used: a 488 with the warning that fits (RFC 3261 20.43, 21.4.26). */

export interface SdpRefusal {
  status: number;
  warning: { code: number; text: string };
}

const TEXTS = {
  300: 'Incompatible network protocol',
  301: 'Incompatible network address formats',
  302: 'Incompatible transport protocol',
  304: 'Media type not available',
  305: 'Incompatible media format',
  330: 'Multicast not available',
  399: 'Miscellaneous warning',
} as const;

/** `detail` says what would do, in the words of the description: `PCMA, PCMU`. */
export function refusal(code: keyof typeof TEXTS, detail: string): SdpRefusal {
  return { status: 488, warning: { code, text: `${TEXTS[code]}: ${detail}` } };
}
