/** Route sets (RFC 3261 12.1, 12.2.1.1): which Route header fields a request gets, and where it goes first. */
import type { SipMessage } from '../../../src-shared/sip/message.ts';
import { routesOf } from '../../../src-shared/sip/typed-headers.ts';
import { parseSipUri } from '../../../src-shared/sip/uri.ts';
import { requestUri } from '../request/request-uri.ts';

export interface Routing {
  requestUri: string;
  /** URIs of the Route header fields, in order. */
  routes: string[];
  /** Whom to locate (RFC 3261 8.1.2). */
  nextHop: string;
}

/** UAS: in the order of the request's Record-Route (RFC 3261 12.1.1). */
export function routeSetOfRequest(request: SipMessage): string[] {
  return routesOf(request, 'record-route').map((route) => route.uri);
}

/** UAC: the response's Record-Route reversed (RFC 3261 12.1.2). */
export function routeSetOfResponse(response: SipMessage): string[] {
  return routeSetOfRequest(response).reverse();
}

/** Request-URI, Route and next hop of a request to `target` over `routeSet` (RFC 3261 12.2.1.1). */
export function routeTo(target: string, routeSet: readonly string[]): Routing {
  const [first, ...rest] = routeSet;
  if (first === undefined) return { requestUri: requestUri(target), routes: [], nextHop: target };
  if (isLoose(first)) return { requestUri: requestUri(target), routes: [...routeSet], nextHop: first };
  // A strict router takes its own address as Request-URI and finds the target at the end of the Route.
  return { requestUri: requestUri(first), routes: [...rest, target], nextHop: first };
}

function isLoose(route: string): boolean {
  return parseSipUri(route)?.parameters.has('lr') ?? false;
}

/** An outbound proxy as a person writes it (`proxy.example.org`, `sip:192.0.2.1:5080`): a URI without a user part gets `;lr`,
 *  since nobody configures an RFC 2543 strict router by hand. */
export function preloadedRoute(text: string): string {
  const uri = /^sips?:/i.test(text) ? text : `sip:${text}`;
  const parsed = parseSipUri(uri);
  return parsed && parsed.user === undefined && !parsed.parameters.has('lr') ? `${uri};lr` : uri;
}
