/** A session description to text, CRLF line ends, lines in the order of RFC 8866 5. */
import type {
  SdpAttribute, SdpBandwidth, SdpConnection, SdpMedia, SdpTime, SdpZone, SessionDescription,
} from './types.ts';

const LINE_BREAKER = /[\r\n\0]/;

/** A value can never begin a line of its own: CR, LF and NUL in it become spaces. */
export function serializeSdp(description: SessionDescription): string {
  const { origin } = description;
  let text = line('v', String(description.version))
    + line('o', `${origin.username} ${origin.sessionId} ${origin.sessionVersion} ${origin.netType} ${origin.addrType} ${origin.address}`)
    + line('s', description.name || '-');
  if (description.information !== undefined) text += line('i', description.information);
  if (description.uri !== undefined) text += line('u', description.uri);
  for (const email of description.emails) text += line('e', email);
  for (const phone of description.phones) text += line('p', phone);
  if (description.connection) text += connectionLine(description.connection);
  text += bandwidthLines(description.bandwidths);
  for (const time of description.times) text += timeLines(time);
  text += zoneLine(description.zones);
  if (description.key !== undefined) text += line('k', description.key);
  text += attributeLines(description.attributes);
  for (const media of description.media) text += mediaLines(media);
  return text;
}

function line(type: string, value: string): string {
  const safe = LINE_BREAKER.test(value) ? value.replaceAll(/[\r\n\0]+/g, ' ') : value;
  return `${type}=${safe}\r\n`;
}

/** RFC 8866 5.7: the TTL stands before the count, IPv6 has no TTL. */
function connectionLine(connection: SdpConnection): string {
  const ttl = connection.ttl === undefined ? '' : `/${connection.ttl}`;
  const count = connection.count === undefined ? '' : `/${connection.count}`;
  return line('c', `${connection.netType} ${connection.addrType} ${connection.address}${ttl}${count}`);
}

function bandwidthLines(bandwidths: readonly SdpBandwidth[]): string {
  let text = '';
  for (const bandwidth of bandwidths) text += line('b', `${bandwidth.type}:${bandwidth.kbps}`);
  return text;
}

function timeLines(time: SdpTime): string {
  let text = line('t', `${time.start} ${time.stop}`);
  for (const repeat of time.repeats) text += line('r', [repeat.intervalS, repeat.durationS, ...repeat.offsetsS].join(' '));
  return time.zones ? text + zoneLine(time.zones) : text;
}

function zoneLine(zones: readonly SdpZone[]): string {
  return zones.length === 0 ? '' : line('z', zones.map((zone) => `${zone.at} ${zone.offsetS}`).join(' '));
}

function attributeLines(attributes: readonly SdpAttribute[]): string {
  let text = '';
  for (const { name, value } of attributes) text += line('a', value === undefined ? name : `${name}:${value}`);
  return text;
}

function mediaLines(media: SdpMedia): string {
  const ports = media.portCount === undefined ? String(media.port) : `${media.port}/${media.portCount}`;
  let text = line('m', `${media.media} ${ports} ${media.protocol} ${media.formats.join(' ')}`);
  if (media.information !== undefined) text += line('i', media.information);
  for (const connection of media.connections) text += connectionLine(connection);
  text += bandwidthLines(media.bandwidths);
  if (media.key !== undefined) text += line('k', media.key);
  return text + attributeLines(media.attributes);
}
