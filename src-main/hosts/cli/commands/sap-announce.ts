import { endpointText } from '../../../../src-shared/endpoint-text.ts';
import { RungFailure } from '../../../../src-shared/errors.ts';
import { printable } from '../../../../src-shared/ladder/printable.ts';
import { SAP_PORT } from '../../../../src-shared/sap/packet.ts';
import { createNodeNetwork } from '../../../net/network.ts';
import { createNodeClock } from '../../../net/node-clock.ts';
import { sendDeletions } from '../../../sap/announcer.ts';
import { ownPackets } from '../../../sap/own-packets.ts';
import { ownAddress } from '../../../sessions/announcements.ts';
import { groupOf, readOwn } from '../../../sessions/own-sessions.ts';
import type { SeenPacket } from '../../../sip/tap-port.ts';
import type { Given } from '../arguments.ts';
import { readInput } from '../input-file.ts';
import { interruptible } from '../interrupt.ts';
import { printLine } from '../reporter.ts';
import { openSessions, ttlOf } from '../sap-sessions.ts';
import { CommandError, EXIT } from '../usage-error.ts';

/** `rung sap announce FILE.sdp`: until SIGINT, then it is withdrawn. */
export async function sapAnnounce(given: Given): Promise<number> {
  const tell = teller(given);
  const sessions = openSessions({ given, tap: (packet) => packet.direction === 'out' && tell(packet), emit: () => {} });
  const sdp = readFile(given);
  return await interruptible(async (interrupted) => {
    try {
      if (!given.has('once')) await sessions.start();
      const { id } = await network(async () => await sessions.handlers['session.announce']({ sdp }));
      if (given.has('once')) return EXIT.done;
      await interrupted;
      await sessions.withdraw(id);
      return EXIT.done;
    } finally {
      await sessions.stop();
    }
  });
}

/** `rung sap delete FILE.sdp`: of a session that nobody announces any more but that others may still list. */
export async function sapDelete(given: Given): Promise<number> {
  const ttl = ttlOf(given);
  const { sdp, description } = readOwn(readFile(given));
  const net = createNodeNetwork();
  const group = groupOf(description);
  return await network(async () => {
    const address = await ownAddress(net, group, given.text('interface') ?? 'auto');
    const bound = await net.bindMulticast({ group, port: SAP_PORT, interface: address });
    if (!bound.ok) throw new RungFailure(bound.error);
    const deletion = ownPackets(sdp, description.origin, address).deletion();
    const tell = teller(given);
    await sendDeletions(createNodeClock(), () => {
      bound.value.send(deletion, ttl);
      tell({ protocol: 'sap', direction: 'out', local: { address, port: SAP_PORT }, remote: { address: group, port: SAP_PORT }, bytes: deletion, summary: `deletion ${description.name}` });
    });
    await bound.value.close();
    return EXIT.done;
  });
}

/** What is not understood is exit 4. */
function readFile(given: Given): string {
  const text = new TextDecoder().decode(readInput(given.positionals[0] ?? ''));
  try {
    return readOwn(text).sdp;
  } catch (error) {
    throw error instanceof RungFailure ? new CommandError(error.error, EXIT.input) : error;
  }
}

/** What goes wrong on our side of the network is exit 3. */
async function network<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RungFailure ? new CommandError(error.error, EXIT.network) : error;
  }
}

function teller(given: Given): (packet: SeenPacket) => void {
  if (given.has('json')) {
    return ({ local, remote, bytes, summary }) => printLine({ event: 'announcement', kind: summary.split(' ')[0], group: endpointText(remote), interface: local.address, bytes: bytes.length });
  }
  return ({ remote, summary, bytes }) => void process.stdout.write(`${printable(`${summary} -> ${endpointText(remote)} (${bytes.length} bytes)`)}\n`);
}
