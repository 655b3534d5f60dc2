/** Our Contact at one registrar: what is registered, what must be taken back, and what other requests should bear. */
import type { SipUri } from '../../../src-shared/sip/uri.ts';
import { formatUri, parseSipUri } from '../../../src-shared/sip/uri.ts';
import type { Endpoint } from '../../ports.ts';
import type { Grant, Gruu } from './machine.ts';

interface OwnContact {
  /** Contact header values for a REGISTER from `uri`: our binding, and the one before it with its end (RFC 3261 10.2.2). */
  headersFor(uri: string): string[];
  /** The URI in the last REGISTER. */
  registered(): string;
  /** Takes in what a 200 said. True: the registrar sees us at another address, and should be told that one. */
  granted(grant: Grant): boolean;
  /** For requests outside of REGISTER; undefined: nothing better than the address of the socket. */
  forRequests(): string | undefined;
  /** The network is another one. */
  forgetPublicAddress(): void;
}

/** A NAT that shows another port each time is not followed without end. */
const MAX_MOVES = 3;

export function createOwnContact({ instanceId, regId }: { instanceId?: string | undefined; regId?: number | undefined }): OwnContact {
  let publicAddress: Endpoint | undefined;
  /** The registrar keeps our flow (RFC 5626). */
  let keepsFlow = false;
  let gruu: Gruu | undefined;
  /** In the last REGISTER, and in the last that was granted; whether that was the address which the registrar sees. */
  let registered = '';
  let bound = '';
  let isBoundAsSeen = false;
  let moves = 0;

  function headersFor(uri: string): string[] {
    registered = publicAddress ? at(uri, publicAddress) : uri;
    const headers = [`<${registered}>${parameters()}`];
    // With instance and flow the registrar replaces the old binding by itself (RFC 5626 6).
    if (bound !== '' && bound !== registered && regId === undefined) headers.push(`<${bound}>;expires=0`);
    return headers;
  }

  function parameters(): string {
    const instance = instanceId === undefined ? '' : `;+sip.instance="<${instanceId}>"`;
    return regId === undefined ? instance : `${instance};reg-id=${regId}`;
  }

  return {
    headersFor,
    registered: () => registered,
    granted(grant) {
      bound = registered;
      isBoundAsSeen = publicAddress !== undefined;
      gruu = grant.gruu;
      keepsFlow = regId !== undefined && grant.outbound;
      // RFC 5626: requests reach us over the flow, whatever the Contact says.
      const moved = grant.publicAddress && !keepsFlow && moves < MAX_MOVES ? grant.publicAddress : undefined;
      if (!moved || (publicAddress?.address === moved.address && publicAddress.port === moved.port)) return false;
      moves++;
      publicAddress = moved;
      return true;
    },
    forRequests() {
      if (gruu) return gruu.public;
      if (bound === '') return undefined;
      // RFC 5626 4.3: without it the edge proxy would send what belongs to a call past the flow, to an address behind our NAT.
      if (keepsFlow) return withFlow(bound);
      return isBoundAsSeen ? bound : undefined;
    },
    forgetPublicAddress() {
      publicAddress = undefined;
      moves = 0;
    },
  };
}

function at(uri: string, { address, port }: Endpoint): string {
  return changed(uri, () => ({ host: address, port }));
}

function withFlow(uri: string): string {
  return changed(uri, ({ parameters }) => ({ parameters: new Map([...parameters, ['ob', '']]) }));
}

function changed(uri: string, change: (own: SipUri) => Partial<SipUri>): string {
  const parsed = parseSipUri(uri);
  return parsed ? formatUri({ ...parsed, ...change(parsed) }) : uri;
}
