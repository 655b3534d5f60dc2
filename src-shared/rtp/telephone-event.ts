/** The telephone-event payload (RFC 4733 2.3), as sender and receiver share it.
 *
 *   |     event     |E|R| volume    |          duration             |
 */

/** Event codes 0 to 15 (RFC 4733 3.2) by their place. */
export const DTMF_DIGITS = '0123456789*#ABCD';
export const DTMF_PAYLOAD_LENGTH = 4;
export const END_BIT = 0x80;
export const MAX_EVENT_DURATION = 0xffff;
