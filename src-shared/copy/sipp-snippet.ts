/** A traced message as a step of a SIPp scenario: `<send>` for what we sent, `<recv>` for what came. */
import type { TracedMessage } from '../model.ts';
import { sippLines } from './sipp-lines.ts';
import { recvStep, sendStep } from './sipp-step.ts';

export function sippSnippet(message: TracedMessage): string {
  const { direction, status, method, local, remote } = message;
  if (direction === 'in') return recvStep(message, { isOptional: status !== undefined && status < 200 });
  // Secrets are struck out already; what is left of credentials would be a wrong proof, so SIPp makes its own.
  const authentication = '[authentication username=USER password=PASSWORD]';
  const lines = sippLines(message, { own: local, peer: remote, branch: '[branch]', isHopByHop: false, hasTarget: true, authentication });
  return sendStep(lines, status === undefined && method !== 'ACK');
}
