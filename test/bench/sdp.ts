/** What `npm run bench` measures of the SDP grammar, in the shape of the peers' adapters (shared/bench/adapters). */
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import { serializeSdp } from '../../src-shared/sdp/serialize.ts';
import type { SessionDescription } from '../../src-shared/sdp/types.ts';

/** Undefined when it is refused. */
export function sdpParse(text: string): SessionDescription | undefined {
  const parsed = parseSdp(text);
  return parsed.ok ? parsed.value.description : undefined;
}

export function sdpWrite(description: SessionDescription): string {
  return serializeSdp(description);
}
