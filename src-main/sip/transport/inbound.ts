/** From octets to messages that are fit for the transactions; everything else ends here, with a note in the trace. */
import { endpointText } from '../../../src-shared/endpoint-text.ts';
import type { Result } from '../../../src-shared/result.ts';
import { checkMessage } from '../../../src-shared/sip/parse.ts';
import type { ParseError, SipMessage, SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { topViaOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Clock } from '../../ports.ts';
import type { Tap } from '../tap-port.ts';
import { createRefusals } from './refusals.ts';
import type { Guard, Source } from './types.ts';
import { addReceived, defaultPort } from './via.ts';

interface InboundOptions {
  clock: Clock;
  tap: Tap;
  /** Have we put this `host:port` into a Via? */
  isOurSentBy: (sentBy: string) => boolean;
  answer: (response: SipResponse, source: Source) => void;
  deliver: (message: SipMessage, source: Source) => void;
  guard?: Guard | undefined;
}

/** Takes one parsed (or not) message off the wire: taps it, then delivers, answers or drops it. */
type Inbound = (parsed: Result<SipMessage, ParseError>, bytes: Uint8Array, source: Source) => void;

export function createInbound(options: InboundOptions): Inbound {
  const refusals = createRefusals(options.clock);

  function tap(source: Source, bytes: Uint8Array, message: SipMessage | undefined, note: string | undefined): void {
    const { transport, local, remote } = source;
    options.tap({ direction: 'in', transport, local, remote, bytes, message, note });
  }

  function refuse(request: SipRequest | undefined, error: ParseError, bytes: Uint8Array, source: Source): void {
    if (request) addReceived(request, source.remote);
    const response = request && refusals(request, error);
    const fate = response ? `answered ${response.status}` : 'dropped';
    tap(source, bytes, request, `${error.message} (RFC 3261 ${error.section}; ${fate})`);
    if (response) options.answer(response, source);
  }

  /** Why a response is not for us, or undefined. */
  function flawOf(response: SipResponse): string | undefined {
    // RFC 3261 8.1.3.3: a second Via shows that it was meant for someone behind us.
    if (response.headers.all('via').length > 1) return 'More than one Via in a response (RFC 3261 8.1.3.3; dropped)';
    const via = topViaOf(response);
    // RFC 3261 18.1.2: the sent-by of the top Via must be one that we wrote.
    const port = via?.port ?? defaultPort(via?.transport === 'TLS' ? 'tls' : 'udp');
    if (via && options.isOurSentBy(endpointText({ address: via.host, port }))) return undefined;
    return 'The top Via is not ours (RFC 3261 18.1.2; dropped)';
  }

  return (parsed, bytes, source) => {
    if (options.guard?.(parsed.ok ? parsed.value : parsed.error.request, source) === 'drop') return;
    if (!parsed.ok) return refuse(parsed.error.request, parsed.error, bytes, source);
    const message = parsed.value;
    const error = checkMessage(message);
    if (message.kind === 'request') {
      if (error) return refuse(message, error, bytes, source);
      addReceived(message, source.remote);
    }
    const flaw = error?.message ?? (message.kind === 'response' ? flawOf(message) : undefined);
    tap(source, bytes, message, flaw);
    if (flaw === undefined) options.deliver(message, source);
  };
}

