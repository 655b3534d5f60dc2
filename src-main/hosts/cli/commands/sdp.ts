/** `rung sdp`: a session description as JSON with notes on what is odd, or why it is refused. */
import { parseSdp } from '../../../../src-shared/sdp/parse.ts';

/** Exit 0: usable. Exit 1: to be refused. */
export async function sdpCommand(input: Uint8Array): Promise<{ exitCode: number; json: unknown }> {
  const parsed = parseSdp(input);
  if (!parsed.ok) return { exitCode: 1, json: { ok: false, ...parsed.error } };
  const { description, notes } = parsed.value;
  return { exitCode: 0, json: { ok: true, ...description, notes } };
}
