import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { Endpoint } from '../ports.ts';

/** What went wrong when taking the local address and port, as a person can act on it. */
export function localError(error: NodeJS.ErrnoException, local: Endpoint, transport: 'UDP' | 'TCP' | 'TLS'): RungError {
  const params = { address: local.address, port: local.port, transport };
  switch (error.code) {
    case 'EADDRINUSE':
      return rungError(
        'port-in-use',
        `${transport} port ${local.port} is in use by another program. End that program, or choose another port (0: any free one).`,
        params,
      );
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
    case 'EINVAL':
      return rungError(
        'address-not-available',
        `This computer does not have the address ${local.address}. Choose one of its own addresses, or "auto".`,
        params,
      );
    case 'EACCES':
    case 'EPERM':
      return rungError(
        'permission-denied',
        `The system does not allow this program to use ${transport} port ${local.port}. Choose a port above 1023.`,
        params,
      );
    default:
      return otherError(error, `Opening ${transport} ${endpointText(local)}`, params);
  }
}

/** What went wrong on the way to a peer. */
export function remoteError(error: NodeJS.ErrnoException, remote: Endpoint): RungError {
  const peer = endpointText(remote);
  const params = { address: remote.address, port: remote.port };
  switch (error.code) {
    case 'ECONNREFUSED':
      return rungError('connection-refused', `${peer} refuses: nothing listens on that port. Check the port and that the other side is running.`, params);
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
    case 'EHOSTDOWN':
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return rungError('unreachable', `There is no way to ${peer} from here. Check the network connection, the VPN and the address.`, params);
    case 'ETIMEDOUT':
      return rungError('timeout', `${peer} does not answer. Check the address, and that no firewall is in the way.`, params);
    case 'EACCES':
    case 'EPERM':
      return rungError('permission-denied', `The system does not allow sending to ${peer}. A firewall rule on this computer may forbid it.`, params);
    case 'EMSGSIZE':
      return rungError('message-too-large', `The message is too large for one datagram to ${peer}. Use TCP.`, params);
    case 'ECONNRESET':
    case 'EPIPE':
      return rungError('connection-reset', `${peer} broke the connection.`, params);
    default:
      return otherError(error, `Sending to ${peer}`, params);
  }
}

function otherError(error: NodeJS.ErrnoException, attempt: string, params: NonNullable<RungError['params']>): RungError {
  return rungError('network-failed', `${attempt} failed: ${error.message}.`, { ...params, reason: error.code ?? error.message });
}
