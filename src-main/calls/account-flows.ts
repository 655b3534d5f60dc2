/** The registrations of one account: one, or with outbound (RFC 5626) two flows to different edges of the provider, seen as one. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { Account, Registration } from '../../src-shared/model.ts';
import type { Clock } from '../ports.ts';
import type { Identity, RegistrationHandle, RegistrationNews, UserAgent } from '../sip/user-agent.ts';
import { proxiesOf } from './identity.ts';

/** What the registrations tell about how to speak for the account. */
export interface Standing {
  serviceRoute: string[];
  contactUri: string | undefined;
  /** The proxy of the first flow that is up; undefined: as configured. */
  proxy: string | undefined;
  /** Addresses of registrar and proxies: who may send us requests of this account. */
  servers: ReadonlySet<string>;
}

export interface AccountFlows {
  standing(): Standing;
  refresh(): void;
  networkChanged(): void;
  stop(): Promise<void>;
}

interface Flow {
  /** The proxy of its own, where the account has one for each. */
  proxy: string | undefined;
  news: RegistrationNews;
  /** Where its last REGISTER may have gone. */
  servers: string[];
  handle: RegistrationHandle | undefined;
}

export interface AccountFlowsOptions {
  account: Account;
  /** Without routes of a flow's own. */
  identity: Identity;
  userAgent: UserAgent;
  clock: Clock;
  instanceId: string;
  onRegistration(registration: Registration): void;
}

const MAX_FLOWS = 2;

export function startFlows(options: AccountFlowsOptions): AccountFlows {
  const { account, identity, userAgent, clock } = options;
  const proxies = proxiesOf(account);
  const flows: Flow[] = plannedFlows(account).map((proxy) => ({ proxy, news: { state: 'registering' }, servers: [], handle: undefined }));

  function tell(): void {
    options.onRegistration(registrationOf(account.id, flows.map(({ news }) => news), clock));
  }

  flows.forEach((flow, at) => {
    const wanted = {
      identity: flow.proxy === undefined ? identity : { ...identity, routes: [flow.proxy] },
      registrarUri: `sip:${account.domain}`,
      expiresS: account.expiresS,
      instanceId: options.instanceId,
      keepAliveS: account.keepAliveS,
      ...(account.outbound ? { regId: at + 1, place: proxies.length > 1 ? 0 : at } : {}),
    };
    flow.handle = userAgent.register(wanted, {
      onState(news) {
        flow.news = news;
        tell();
      },
      onServers: (addresses) => void (flow.servers = addresses),
    });
  });

  return {
    standing() {
      const up = flows.find(({ news }) => news.state === 'registered');
      const news = up?.news.state === 'registered' ? up.news : undefined;
      return { serviceRoute: news?.serviceRoute ?? [], contactUri: news?.contactUri, proxy: up?.proxy, servers: new Set(flows.flatMap(({ servers }) => servers)) };
    },
    refresh: () => flows.forEach(({ handle }) => handle?.refresh()),
    networkChanged() {
      for (const flow of flows) {
        flow.servers = [];
        // Only a GRUU still leads to us; the new address is told by the next 200.
        if (flow.news.state === 'registered') flow.news = { ...flow.news, contactUri: flow.news.gruu?.public };
        flow.handle?.networkChanged();
      }
    },
    async stop() {
      await Promise.all(flows.map(({ handle }) => handle?.stop()));
    },
  };
}

/** RFC 5626 4.2.1: a flow to each of the first two proxies, or to the first two places that the one name leads to. */
function plannedFlows(account: Account): (string | undefined)[] {
  if (!account.outbound) return [undefined];
  const proxies = proxiesOf(account).slice(0, MAX_FLOWS);
  return proxies.length > 1 ? proxies : [undefined, undefined];
}

/** One picture of all flows: registered when one of them is. */
export function registrationOf(accountId: string, news: RegistrationNews[], clock: Clock): Registration {
  const meant = news.filter(({ state }) => state !== 'off');
  const up = meant.filter((one) => one.state === 'registered');
  const flows = meant.length > 1 ? { flows: { up: up.length, of: meant.length } } : {};
  if (up[0]) return { ...registered(accountId, up[0], clock), ...flows };
  if (meant.some(({ state }) => state === 'registering')) return { accountId, state: 'registering' };
  const failed = meant.find((one) => one.state === 'failed');
  if (!failed) return { accountId, state: 'off' };
  const { status, reason, error, retryInS } = failed;
  return { accountId, state: 'failed', status, reason, error, retryAtMs: clock.wallMs() + retryInS * 1000 };
}

function registered(accountId: string, news: RegistrationNews & { state: 'registered' }, clock: Clock): Registration {
  return {
    accountId,
    state: 'registered',
    status: news.status,
    reason: news.reason,
    expiresAtMs: clock.wallMs() + news.expiresS * 1000,
    contacts: news.contacts,
    publicAddress: news.publicAddress && endpointText(news.publicAddress),
    serviceRoute: news.serviceRoute.length > 0 ? news.serviceRoute : undefined,
    gruu: news.gruu?.public,
  };
}
