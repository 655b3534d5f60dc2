/** Keeps what went over the wire, lost or not, for the ladder of a run that is looked at. */
import { endpointText } from '../../../src-shared/endpoint-text.ts';
import { buildLadder } from '../../../src-shared/ladder/ladder.ts';
import { ladderText } from '../../../src-shared/ladder/text.ts';
import { createMessageTracer } from '../../../src-shared/ladder/trace-message.ts';
import type { TracedMessage, TransportName } from '../../../src-shared/model.ts';
import { isNotSip } from '../../../src-main/sip/transport/datagram.ts';
import type { Clock, Endpoint } from '../../../src-main/ports.ts';

export interface Recorder {
  sent(transport: TransportName, from: Endpoint, to: Endpoint, bytes: Uint8Array, note?: string): void;
  /** All messages in the order of their sending. */
  ladder(): string;
}

const COLUMNS = 160;

export function createRecorder(clock: Clock): Recorder {
  const tracer = createMessageTracer();
  const messages: TracedMessage[] = [];

  return {
    sent(transport, from, to, bytes, note) {
      if (isNotSip(bytes)) return;
      messages.push(tracer.trace({
        seq: messages.length + 1, atMs: clock.wallMs(), direction: 'out', transport, local: endpointText(from), remote: endpointText(to), bytes,
        ...(note === undefined ? {} : { note }),
      }));
    },
    ladder: () => ladderText(buildLadder(messages, []), { width: COLUMNS }),
  };
}
