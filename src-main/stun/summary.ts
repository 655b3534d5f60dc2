import { endpointText } from '../../src-shared/endpoint-text.ts';
import { BINDING, decodeStun } from './message.ts';

const CLASSES = { request: 'request', indication: 'indication', success: 'success', error: 'error' } as const;

/** `STUN Binding request`, `STUN Binding success 198.51.100.7:40000`: what a STUN message is, in a line. */
export function stunSummary(bytes: Uint8Array): string {
  const decoded = decodeStun(bytes);
  if (!decoded.ok) return 'STUN, malformed';
  const { method, mapped, errorCode, useCandidate, ...message } = decoded.value;
  const name = `STUN ${method === BINDING ? 'Binding' : `method ${method}`} ${CLASSES[message.class]}`;
  if (errorCode) return `${name} ${errorCode.code} ${errorCode.reason}`;
  if (mapped) return `${name} ${endpointText(mapped)}`;
  return useCandidate ? `${name} USE-CANDIDATE` : name;
}
