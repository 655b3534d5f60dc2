/** `--hep HOST:PORT`: every SIP message of this run goes to a capture server too. */
import { parseUri } from '../../../src-shared/sip/uri.ts';
import type { Network, Resolver } from '../../ports.ts';
import { encodeHep } from '../../trace/hep.ts';
import type { TraceHub } from '../../trace/tap.ts';
import { CommandError, EXIT, UsageError, exitOf } from './usage-error.ts';

/** HOMER's own. */
const DEFAULT_PORT = 9060;

/** Gives the way to end it. Throws UsageError, or CommandError where the host cannot be found. */
export async function sendHep(text: string | undefined, trace: TraceHub, network: Network, resolver: Resolver): Promise<() => Promise<void>> {
  if (text === undefined) return async () => {};
  const parsed = parseUri(`sip:${text}`);
  if (!parsed.ok || parsed.value.scheme !== 'sip' || parsed.value.user !== undefined) throw new UsageError(`--hep is HOST:PORT, not "${text}"`);
  const { host, port = DEFAULT_PORT } = parsed.value;
  const found = await resolver.lookup(host);
  if (!found.ok) throw new CommandError(found.error, exitOf(found.error));
  const address = found.value[0] ?? host;
  const socket = await network.bindUdp({ address: address.includes(':') ? '::' : '0.0.0.0', port: 0 });
  if (!socket.ok) throw new CommandError(socket.error, EXIT.network);
  const stop = trace.read((message, tapped) => {
    const [source, destination] = tapped.direction === 'out' ? [tapped.local, tapped.remote] : [tapped.remote, tapped.local];
    socket.value.send(encodeHep({ atMs: message.atMs, source, destination, transport: tapped.transport, bytes: tapped.bytes, callId: message.callId }), { address, port });
  });
  return async () => {
    stop();
    await socket.value.close();
  };
}
