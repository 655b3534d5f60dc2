import { formatUri, parseUri } from '../../../src-shared/sip/uri.ts';

/** A URI of a Contact, Route or dial string as it may stand in a Request-URI: no header part and no method parameter
 *  (RFC 3261 19.1.1, table 1), and nothing in it that could break the start line. */
export function requestUri(text: string): string {
  const parsed = parseUri(text);
  if (!parsed.ok) return text.replace(/[\u0000-\u0020<>"\u007f]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`);
  const uri = parsed.value;
  if (uri.scheme !== 'sip' && uri.scheme !== 'sips') return text;
  if (uri.headers.length === 0 && !uri.parameters.has('method')) return text;
  const parameters = new Map(uri.parameters);
  parameters.delete('method');
  return formatUri({ ...uri, parameters, headers: [] });
}
