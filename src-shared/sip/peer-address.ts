import { formatUri, parseUri } from './uri.ts';

const DEFAULT_PORT = { sip: 5060, sips: 5061 };

/** An address as the name of somebody: without display name, parameters, header part and default port, the host in lower case, a
 *  telephone number without what is there for the eye (RFC 3966 5.1.1). Conversations and contacts are told apart by it.
 *  What is no URI stays as it is. */
export function peerAddress(text: string): string {
  const inside = /<([^<>]*)>/.exec(text)?.[1] ?? text;
  const parsed = parseUri(inside.trim());
  if (!parsed.ok) return inside.trim();
  const uri = parsed.value;
  if (uri.scheme === 'other') return uri.text;
  if (uri.scheme === 'tel') return `tel:${uri.number.replace(/[-.()]/g, '')}`;
  const { scheme, user, host, port } = uri;
  const isDefault = port === undefined || port === DEFAULT_PORT[scheme];
  return formatUri({ scheme, ...(user ? { user } : {}), host, ...(isDefault ? {} : { port }), parameters: new Map(), headers: [] });
}
