/** Emergency numbers that every phone knows without being told: 3GPP TS 22.101 10.1.1 lists 112 and 911, and 000, 08, 110, 118, 119
 *  and 999 for phones that do not know which country they are in. */
const EMERGENCY: ReadonlySet<string> = new Set(['112', '911', '000', '08', '110', '118', '119', '999']);

/** A call to such a number is sent as it was dialled and with the caller's number, whatever the account says. `number` without separators. */
export function isEmergencyNumber(number: string): boolean {
  return EMERGENCY.has(number);
}
