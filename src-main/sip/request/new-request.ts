/** Requests outside of dialogs (RFC 3261 8.1.1). */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import { Headers } from '../../../src-shared/sip/headers.ts';
import { formatNameAddr } from '../../../src-shared/sip/typed-headers.ts';
import { formatUri, parseUri } from '../../../src-shared/sip/uri.ts';
import type { RoutedRequest } from '../dialog/dialog.ts';
import { preloadedRoute, routeTo } from '../dialog/route-set.ts';
import type { Identity } from '../identity.ts';
import { badUri } from './dial-target.ts';
import { isSips } from './path.ts';
import { hasControls, oneLine } from './safe-text.ts';

export interface NewRequest {
  method: string;
  requestUri: string;
  toUri: string;
  identity: Identity;
  callId: string;
  fromTag: string;
  cseq: number;
  agentName: string;
}

/** Everything but Via, Contact and body. Error: `bad-uri`, when the identity's own URIs are none. */
export function newRequest(options: NewRequest): Result<RoutedRequest, RungError> {
  const { identity, method } = options;
  const from = cleanUri(identity.uri);
  if (!from.ok) return from;
  const preloaded: string[] = [];
  for (const route of identity.routes) {
    const clean = cleanUri(preloadedRoute(route));
    if (!clean.ok) return clean;
    preloaded.push(isSips(options.requestUri) ? asSips(clean.value) : clean.value);
  }

  const { requestUri, routes, nextHop } = routeTo(options.requestUri, preloaded);
  const headers = new Headers();
  for (const route of routes) headers.add('route', `<${route}>`);
  headers
    .add('max-forwards', '70')
    .add('from', formatNameAddr({ displayName: oneLine(identity.displayName), uri: from.value, parameters: new Map([['tag', options.fromTag]]) }))
    .add('to', `<${options.toUri}>`)
    .add('call-id', options.callId)
    .add('cseq', `${options.cseq} ${method}`)
    .add('user-agent', options.agentName);
  return ok({ request: { kind: 'request', method, uri: requestUri, headers, body: new Uint8Array(), notes: [] }, nextHop });
}

/** RFC 3261 26.2.2: a request to a sips: URI is on TLS from its first hop on, however our proxy was written. */
function asSips(route: string): string {
  const uri = parseUri(route);
  if (!uri.ok || uri.value.scheme !== 'sip') return route;
  const parameters = new Map(uri.value.parameters);
  parameters.delete('transport');
  return formatUri({ ...uri.value, scheme: 'sips', parameters });
}

function cleanUri(text: string): Result<string, RungError> {
  const uri = hasControls(text) ? undefined : parseUri(text);
  if (!uri?.ok || uri.value.scheme === 'other') return err(badUri(text));
  return ok(formatUri(uri.value));
}
