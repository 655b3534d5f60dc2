/** What each method asks for. */
import { METHODS } from '../sip/methods.ts';
import type { Explanation } from './explanation.ts';

/** Case-sensitive, as methods are (RFC 3261 7.1). */
export function explainMethod(name: string): Explanation | undefined {
  const method = METHODS.get(name);
  return method && { ...method.meaning, section: `RFC ${method.rfc}` };
}
