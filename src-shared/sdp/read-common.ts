/** Lines that stand at session and at media level: c= b= a= (RFC 8866 5.7, 5.8, 5.13). */
import { isIpv4, isIpv6, isMulticast } from './address.ts';
import { fault, note, splitFields } from './reading.ts';
import type { Fault, Reading } from './reading.ts';
import { parseDecimal } from './time.ts';
import type { SdpAttribute, SdpBandwidth, SdpConnection } from './types.ts';

const MAX_TTL = 255;

export function readConnection(reading: Reading, value: string): SdpConnection | Fault {
  const [netType, addrType, target] = splitFields(reading, value);
  if (!netType || !addrType || !target) {
    return fault('connection', '5.7', 'The c= line needs network type, address type and address.');
  }
  const [address = '', ...suffixes] = target.split('/');
  if (address === '') return fault('connection', '5.7', 'The c= line has no address.');
  const connection: SdpConnection = { netType, addrType, address };
  if (suffixes.length > 0) readSuffixes(reading, connection, suffixes);
  checkAddress(reading, connection);
  return connection;
}

/** `/ttl[/count]` of an IPv4 group, `/count` of an IPv6 group. */
function readSuffixes(reading: Reading, connection: SdpConnection, suffixes: string[]): void {
  const numbers = suffixes.map(parseDecimal);
  const [ttl, count] = connection.addrType === 'IP6' ? [undefined, numbers[0]] : numbers;
  const allowed = connection.addrType === 'IP6' ? 1 : 2;
  if (numbers.includes(undefined) || suffixes.length > allowed) {
    return note(reading, '5.7', 'what follows the address of the c= line cannot be read and was ignored');
  }
  if (ttl !== undefined) connection.ttl = ttl;
  if (count !== undefined) connection.count = count;
  if (ttl !== undefined && ttl > MAX_TTL) note(reading, '5.7', 'the TTL of the c= line is above 255');
  if (count === 0) note(reading, '5.7', 'the c= line asks for no address at all');
}

function checkAddress(reading: Reading, connection: SdpConnection): void {
  const { addrType, address } = connection;
  if (addrType === 'IP4' && isIpv6(address)) note(reading, '5.7', 'an IPv6 address stands behind IP4');
  if (addrType === 'IP6' && isIpv4(address)) note(reading, '5.7', 'an IPv4 address stands behind IP6');
  const multicast = isMulticast(address);
  if (multicast && addrType === 'IP4' && connection.ttl === undefined) note(reading, '5.7', 'an IPv4 multicast address needs a TTL');
  if (!multicast && connection.ttl !== undefined) note(reading, '5.7', 'only multicast addresses have a TTL');
}

export function readBandwidth(reading: Reading, into: SdpBandwidth[], value: string): void {
  const colon = value.indexOf(':');
  const kbps = parseDecimal(value.slice(colon + 1));
  if (colon < 1 || kbps === undefined) return note(reading, '5.8', 'a b= line that is not <type>:<number> was ignored');
  into.push({ type: value.slice(0, colon), kbps });
}

export function readAttribute(reading: Reading, into: SdpAttribute[], value: string): void {
  const colon = value.indexOf(':');
  if (value === '' || colon === 0) return note(reading, '5.13', 'an a= line without a name was ignored');
  into.push(colon < 0 ? { name: value } : { name: value.slice(0, colon), value: value.slice(colon + 1) });
}
