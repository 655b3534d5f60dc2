/** The lines above the first m= line (RFC 8866 5.1 to 5.13). */
import { readAttribute, readBandwidth, readConnection } from './read-common.ts';
import { fault, note, single, splitFields } from './reading.ts';
import type { Fault, Reading } from './reading.ts';
import { readRepeat, readTime, readZones } from './read-times.ts';

/** RFC 8866 5: t= r= z= alternate, so they share a rank. */
const RANK: Record<string, number> = { v: 0, o: 1, s: 2, i: 3, u: 4, e: 5, p: 6, c: 7, b: 8, t: 9, r: 9, z: 9, k: 10, a: 11 };

export function readSessionLine(reading: Reading, type: number, value: string): Fault | undefined {
  const letter = String.fromCharCode(type);
  const rank = RANK[letter];
  if (rank === undefined) {
    note(reading, '5', `the line type ${letter}= is not known and was skipped`);
    return undefined;
  }
  if (rank < reading.rank) note(reading, '5', `the ${letter}= line is out of order`);
  else reading.rank = rank;

  const { description } = reading;
  switch (letter) {
    case 'v': return readVersion(value);
    case 'o': return readOrigin(reading, value);
    case 's': readName(reading, value); break;
    case 'i': description.information = single(reading, 'i', description.information, value); break;
    case 'u': description.uri = single(reading, 'u', description.uri, value); break;
    case 'e': description.emails.push(value); break;
    case 'p': description.phones.push(value); break;
    case 'c': return readSessionConnection(reading, value);
    case 'b': readBandwidth(reading, description.bandwidths, value); break;
    case 't': readTime(reading, value); break;
    case 'r': readRepeat(reading, value); break;
    case 'z': readZones(reading, value); break;
    case 'k': description.key = single(reading, 'k', description.key, value); break;
    case 'a': readAttribute(reading, description.attributes, value); break;
  }
  return undefined;
}

function readVersion(value: string): Fault | undefined {
  return value.trim() === '0' ? undefined : fault('version', '5.1', `SDP version "${value.slice(0, 20)}" is not 0, the only one there is.`);
}

/** The user name is the field that software fills with spaces: what stands before the last five fields is taken for it. */
function readOrigin(reading: Reading, value: string): Fault | undefined {
  if (reading.hasOrigin) {
    note(reading, '5.2', 'a second o= line was ignored');
    return undefined;
  }
  const fields = splitFields(reading, value);
  const [sessionId, sessionVersion, netType, addrType, address] = fields.slice(-5);
  if (fields.length < 6 || !sessionId || !sessionVersion || !netType || !addrType || !address) {
    return fault('origin', '5.2', 'The o= line needs six fields: user name, session id, version, network type, address type, address.');
  }
  const username = fields.slice(0, -5).join(' ');
  if (fields.length > 6) note(reading, '5.2', 'the user name of the o= line contains spaces');
  if (!/^\d+$/.test(sessionId) || !/^\d+$/.test(sessionVersion)) note(reading, '5.2', 'session id and version are to be decimal numbers');
  reading.description.origin = { username, sessionId, sessionVersion, netType, addrType, address };
  reading.hasOrigin = true;
  return undefined;
}

function readName(reading: Reading, value: string): void {
  if (reading.hasName) return note(reading, '5.3', 'a second s= line was ignored');
  if (value === '') note(reading, '5.3', 'the s= line is empty; "s=-" says that there is no name');
  reading.description.name = value === '' ? '-' : value;
  reading.hasName = true;
}

function readSessionConnection(reading: Reading, value: string): Fault | undefined {
  const connection = readConnection(reading, value);
  if ('rule' in connection) return connection;
  if (reading.description.connection) note(reading, '5.7', 'a second c= line of the session was ignored');
  reading.description.connection ??= connection;
  return undefined;
}
