import type dgram from 'node:dgram';
import os from 'node:os';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { endpointText } from '../../src-shared/endpoint-text.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Multicast, MulticastSocket } from '../ports.ts';
import { isOfOneLink } from '../../src-shared/sap/scope.ts';
import { createArrivals } from './arrivals.ts';
import { localError, remoteError } from './network-error.ts';
import { bind, createHandle, enlargeReceiveBuffer } from './udp.ts';

/** A socket of a group: bound to the group's own address, so that the system sorts out what other groups on the same port are sent;
 *  where it does not allow that (Windows), to all addresses. Errors: `multicast-failed`, and those of `bindUdp`. */
export async function bindMulticast(wanted: Multicast): Promise<Result<MulticastSocket, RungError>> {
  const handle = createHandle(wanted.group, true);
  const any = wanted.group.includes(':') ? '::' : '0.0.0.0';
  const local = { address: process.platform === 'win32' ? any : zoned(wanted), port: wanted.port };
  try {
    await bind(handle, local);
  } catch (error) {
    handle.close();
    return err(localError(error as NodeJS.ErrnoException, local, 'UDP'));
  }
  enlargeReceiveBuffer(handle);
  const socket = wrap(handle, wanted);
  const failed = socket.join(wanted.interface) ?? sendOver(handle, wanted);
  if (!failed) return ok(socket);
  await socket.close();
  return err(failed);
}

function sendOver(handle: dgram.Socket, wanted: Multicast): RungError | undefined {
  return attempt(wanted, wanted.interface, () => handle.setMulticastInterface(interfaceOf(wanted.interface)));
}

function wrap(handle: dgram.Socket, wanted: Multicast): MulticastSocket {
  const arrivals = createArrivals();
  const { group, port, source } = wanted;
  let ttl = 1;
  let open = true;
  const socket: MulticastSocket = {
    group: { address: group, port },
    send,
    join,
    leave,
    onMessage: () => {},
    onError: () => {},
    close,
  };
  handle.on('message', (bytes, from) => socket.onMessage(bytes, { address: from.address, port: from.port }, arrivals.of(from.address)));
  handle.on('error', (error) => socket.onError(localError(error, socket.group, 'UDP')));

  function send(bytes: Uint8Array, wantedTtl: number): void {
    if (!open) return;
    if (wantedTtl !== ttl) handle.setMulticastTTL(wantedTtl);
    ttl = wantedTtl;
    handle.send(bytes, port, zoned(wanted), (error) => {
      if (error && open) socket.onError(remoteError(error, socket.group));
    });
  }

  function join(address: string): RungError | undefined {
    const failed = attempt(wanted, address, () => {
      if (source === undefined) handle.addMembership(group, interfaceOf(address));
      else handle.addSourceSpecificMembership(source, group, interfaceOf(address));
    });
    if (!failed) arrivals.add(address);
    return failed;
  }

  function leave(address: string): void {
    arrivals.remove(address);
    try {
      if (source === undefined) handle.dropMembership(group, interfaceOf(address));
      else handle.dropSourceSpecificMembership(source, group, interfaceOf(address));
    } catch {
      // The interface has gone, and the membership with it.
    }
  }

  function close(): Promise<void> {
    if (!open) return Promise.resolve();
    open = false;
    return new Promise((resolve) => handle.close(() => resolve()));
  }
  return socket;
}

/** As the system wants it named: IPv4 by its address, IPv6 by its zone, which is the name, on Windows the number. */
function interfaceOf(address: string): string {
  if (!address.includes(':')) return address;
  for (const [name, addresses] of Object.entries(os.networkInterfaces())) {
    const own = addresses?.find((one) => one.address === address);
    if (own) return `::%${process.platform === 'win32' ? os.networkInterfaces()[name]?.find(({ family }) => family === 'IPv6')?.scopeid ?? name : name}`;
  }
  return address;
}

/** RFC 4007 11: a group of interface or link scope means nothing without the zone. */
function zoned({ group, interface: address }: Multicast): string {
  return isOfOneLink(group) ? `${group}${interfaceOf(address).slice('::'.length)}` : group;
}

function attempt({ group, port }: Multicast, address: string, work: () => void): RungError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Two of our addresses on one interface: it is a member already.
    if (code === 'EADDRINUSE') return undefined;
    return rungError('multicast-failed', `The group ${endpointText({ address: group, port })} cannot be joined on ${address}: the system says ${code ?? message}. Check that this interface is up and may carry multicast.`, {
      group, port, address, reason: code ?? message,
    });
  }
}
