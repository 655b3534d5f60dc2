/** m= lines and what follows them (RFC 8866 5.14). */
import { readAttribute, readBandwidth, readConnection } from './read-common.ts';
import { fault, note, single, splitFields } from './reading.ts';
import type { Fault, Reading } from './reading.ts';
import { parseDecimal } from './time.ts';

const RANK: Record<string, number> = { m: 0, i: 1, c: 2, b: 3, k: 4, a: 5 };
const MAX_PORT = 65_535;

export function readMediaLine(reading: Reading, type: number, value: string): Fault | undefined {
  const letter = String.fromCharCode(type);
  if (letter === 'm') return readMedia(reading, value);
  const { media } = reading;
  const rank = RANK[letter];
  if (rank === undefined || !media) {
    note(reading, '5', `a ${letter}= line has no place in a media description and was skipped`);
    return undefined;
  }
  if (rank < reading.rank) note(reading, '5', `the ${letter}= line is out of order`);
  else reading.rank = rank;

  switch (letter) {
    case 'i': media.information = single(reading, 'i', media.information, value); break;
    case 'b': readBandwidth(reading, media.bandwidths, value); break;
    case 'k': media.key = single(reading, 'k', media.key, value); break;
    case 'a': readAttribute(reading, media.attributes, value); break;
    case 'c': {
      const connection = readConnection(reading, value);
      if ('rule' in connection) return connection;
      media.connections.push(connection);
    }
  }
  return undefined;
}

function readMedia(reading: Reading, value: string): Fault | undefined {
  const [media, ports, protocol, ...formats] = splitFields(reading, value);
  if (!media || !ports || !protocol) {
    return fault('media', '5.14', 'The m= line needs media, port, protocol and formats.');
  }
  const slash = ports.indexOf('/');
  const port = parseDecimal(slash < 0 ? ports : ports.slice(0, slash));
  if (port === undefined || port > MAX_PORT) {
    return fault('media-port', '5.14', `"${ports.slice(0, 20)}" is not a port number from 0 to 65535.`);
  }
  if (formats.length === 0) note(reading, '5.14', 'the m= line names no format');

  reading.media = { media, port, protocol, formats, connections: [], bandwidths: [], attributes: [] };
  if (slash >= 0) readPortCount(reading, ports.slice(slash + 1));
  reading.description.media.push(reading.media);
  reading.rank = 0;
  return undefined;
}

function readPortCount(reading: Reading, text: string): void {
  const count = parseDecimal(text);
  if (!count || !reading.media) return note(reading, '5.14', 'the number of ports is not a positive number and was ignored');
  reading.media.portCount = count;
}
