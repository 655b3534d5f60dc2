/** Which of our addresses a group is joined with. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Network } from '../ports.ts';

/** `wanted`: name or address of an interface; absent or `auto`: the one that the route to the group leads over. Error: `session-no-interface`. */
export async function interfaceFor(
  network: Pick<Network, 'interfaces' | 'addressTowards'>, group: string, wanted = 'auto',
): Promise<Result<string, RungError>> {
  const isIpv6 = group.includes(':');
  const own = network.interfaces().filter(({ address }) => address.includes(':') === isIpv6);
  if (wanted !== 'auto') {
    const found = own.find((one) => one.address === wanted || one.interface === wanted);
    return found ? ok(found.address) : err(noInterface(group, wanted));
  }
  const towards = await network.addressTowards(group);
  if (towards.ok && own.some(({ address }) => address === towards.value)) return towards;
  // Without a route to groups: any that is no loopback, which come first.
  return own[0] ? ok(own[0].address) : err(noInterface(group, wanted));
}

function noInterface(group: string, wanted: string): RungError {
  const which = wanted === 'auto' ? 'No interface of this machine' : `${wanted} is no interface of this machine that`;
  return rungError('session-no-interface', `${which} has an ${group.includes(':') ? 'IPv6' : 'IPv4'} address to join ${group} with. See "rung doctor" for the interfaces.`, { group, interface: wanted });
}
