/** `a=source-filter`: who may send to a group (RFC 4570). */
import { canonicalAddress, isIpv4, isIpv6 } from './address.ts';
import type { SdpAttribute } from './types.ts';

export interface SourceFilter {
  mode: 'incl' | 'excl';
  /** The group that it is about; `*`: any of the stream's. */
  destination: string;
  sources: string[];
}

const VALUE = /^ *(incl|excl) +IN +(IP4|IP6|\*) +(\S+) +(\S.*)$/i;
const MAX_SOURCES = 64;

/** Undefined where it is not well formed. Names among the sources are left out: nobody asks a name server here. */
export function parseSourceFilter(value: string): SourceFilter | undefined {
  const [, mode, , destination, rest] = VALUE.exec(value) ?? [];
  if (mode === undefined || destination === undefined || rest === undefined) return undefined;
  const sources = rest.trim().split(/ +/, MAX_SOURCES).filter((source) => isIpv4(source) || isIpv6(source)).map(canonicalAddress);
  return { mode: mode.toLowerCase() as SourceFilter['mode'], destination: canonicalAddress(destination), sources };
}

/** Those of a stream, where it has any, else those of the session (RFC 4570 3.1), as far as they are about that group. */
export function sourceFiltersOf(ofMedia: readonly SdpAttribute[], ofSession: readonly SdpAttribute[], group: string): SourceFilter[] {
  const own = filtersIn(ofMedia);
  const filters = own.length > 0 ? own : filtersIn(ofSession);
  return filters.filter(({ destination }) => destination === '*' || destination === canonicalAddress(group));
}

function filtersIn(attributes: readonly SdpAttribute[]): SourceFilter[] {
  return attributes.flatMap(({ name, value }) => (name === 'source-filter' && value !== undefined && parseSourceFilter(value)) || []);
}
