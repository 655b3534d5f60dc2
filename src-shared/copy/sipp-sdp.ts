/** A line of a session description for SIPp, whose sound has addresses and ports of its own. */
import { sippBodyText } from './sipp-text.ts';

const UNSPECIFIED = /\s(?:0\.0\.0\.0|::)$/;
/** Ways that led to the first call's sockets (RFC 8445, RFC 3605). */
const OF_OTHER_SOCKETS = /^a=(?:candidate|remote-candidates|rtcp):/;

/** `streams` counts the m= lines. SIPp takes [media_port] on those alone. */
export function sdpLine(text: string, streams: { count: number }): string[] {
  if (OF_OTHER_SOCKETS.test(text)) return [];
  if (text.startsWith('m=')) return [mediaLine(text, streams)];
  if (/^c=IN IP[46] /.test(text) && !UNSPECIFIED.test(text)) return ['c=IN IP[media_ip_type] [media_ip]'];
  const origin = /^(o=.*\sIN )IP[46]\s+\S+$/.exec(text);
  if (origin) return [`${sippBodyText(origin[1] ?? '').replace(/\\x20$/, ' ')}IP[local_ip_type] [local_ip]`];
  // Keys are struck out; one of the same length keeps the line one that can be agreed on.
  if (text.startsWith('a=crypto:')) return [sippBodyText(text.replace(/\*+/g, (stars) => 'A'.repeat(stars.length)))];
  return [sippBodyText(text)];
}

/** A port of 0 declines the stream (RFC 3264 6). */
function mediaLine(text: string, streams: { count: number }): string {
  const [, kind = '', port = '', rest = ''] = /^(m=\S+ )(\d+)(.*)$/.exec(text) ?? [];
  const offset = 2 * streams.count++;
  if (port === '' || Number(port) === 0) return sippBodyText(text);
  return `${sippBodyText(kind.trimEnd())} [media_port${offset === 0 ? '' : `+${offset}`}]${sippBodyText(rest).replace(/^\\x20/, ' ')}`;
}
