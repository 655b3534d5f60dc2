/** Our own SIP and RTCP to a capture server (HOMER) as HEP over UDP; HEP has no number for the other protocols of a trace. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import { parseUri } from '../../src-shared/sip/uri.ts';
import type { Direction } from '../../src-shared/model.ts';
import type { Endpoint, Network, Resolver } from '../ports.ts';
import { RTCP, encodeHep } from './hep.ts';
import { rtcpJson } from './hep-rtcp.ts';
import type { TraceHub } from './tap.ts';

/** HOMER's own. */
const DEFAULT_PORT = 9060;

/** `text`: `host:port`. Gives the way to end it. Errors: `bad-hep-target`, those of the resolver and of binding a socket. */
export async function sendHep(text: string, trace: TraceHub, network: Network, resolver: Resolver): Promise<Result<() => Promise<void>, RungError>> {
  const parsed = parseUri(`sip:${text}`);
  if (!parsed.ok || parsed.value.scheme !== 'sip' || parsed.value.user !== undefined) {
    return err(rungError('bad-hep-target', `"${text}" is no HEP server. Write HOST:PORT.`, { target: text }));
  }
  const { host, port = DEFAULT_PORT } = parsed.value;
  const found = await resolver.lookup(host);
  if (!found.ok) return found;
  const address = found.value[0] ?? host;
  const socket = await network.bindUdp({ address: address.includes(':') ? '::' : '0.0.0.0', port: 0 });
  if (!socket.ok) return socket;
  const stopSip = trace.read((message, tapped) => {
    const [source, destination] = endsOf(tapped);
    socket.value.send(encodeHep({ atMs: message.atMs, source, destination, transport: tapped.transport, bytes: tapped.bytes, callId: message.callId }), { address, port });
  });
  const stopRtcp = trace.readPackets((traced, seen) => {
    const json = seen.protocol === 'rtcp' ? rtcpJson(seen.bytes) : undefined;
    if (json === undefined) return;
    const [source, destination] = endsOf(seen);
    socket.value.send(encodeHep({ atMs: traced.atMs, source, destination, transport: 'udp', bytes: Buffer.from(json), callId: traced.callId, payloadType: RTCP }), { address, port });
  });
  return ok(async () => {
    stopSip();
    stopRtcp();
    await socket.value.close();
  });
}

function endsOf({ direction, local, remote }: { direction: Direction; local: Endpoint; remote: Endpoint }): [source: Endpoint, destination: Endpoint] {
  return direction === 'out' ? [local, remote] : [remote, local];
}
